"""Addresses of the case pages."""

from __future__ import annotations

from django.urls import path

from knowhold.web.cases import deciding, proving, reading, working

app_name = "cases"

urlpatterns = [
    path("", reading.queue, name="queue"),
    path("<uuid:case_id>/", reading.case, name="case"),
    path("<uuid:case_id>/sent/", reading.sent, name="sent"),
    path("<uuid:case_id>/letter/", reading.letter, name="letter"),
    path("<uuid:case_id>/proof/<int:year>-<int:index>.zip", proving.proof, name="proof"),
    path("<uuid:case_id>/take/", working.take, name="take"),
    path("<uuid:case_id>/findings/", working.settle, name="settle"),
    path("<uuid:case_id>/ask/", working.ask, name="ask"),
    path("<uuid:case_id>/answer/", working.answer, name="answer"),
    path("<uuid:case_id>/withdraw/", working.withdraw, name="withdraw"),
    path("<uuid:case_id>/decide/", deciding.decide, name="decide"),
    path("<uuid:case_id>/approve/", deciding.approve, name="approve"),
    path("<uuid:case_id>/refuse/", deciding.refuse, name="refuse"),
]
