"""Addresses of the case pages."""

from __future__ import annotations

from django.urls import path

from knowhold.web.cases import (
    afterwards,
    appealing,
    deciding,
    proving,
    queue,
    reading,
    reviewing,
    working,
)

app_name = "cases"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("to-confirm/", queue.reviews, name="reviews"),
    path("to-confirm/several/", queue.confirm_several, name="confirm-several"),
    path("<uuid:case_id>/", reading.case, name="case"),
    path("<uuid:case_id>/sent/", reading.sent, name="sent"),
    path("<uuid:case_id>/letter/", appealing.letter, name="letter"),
    path("<uuid:case_id>/letter.pdf", appealing.letter_file, name="letter-file"),
    path("<uuid:case_id>/files/<int:file_id>/", appealing.attachment, name="attachment"),
    path("<uuid:case_id>/proof/<int:year>-<int:index>.zip", proving.proof, name="proof"),
    path("<uuid:case_id>/review/", reviewing.review, name="review"),
    path("<uuid:case_id>/take/", working.take, name="take"),
    path("<uuid:case_id>/findings/", working.settle, name="settle"),
    path("<uuid:case_id>/ask/", working.ask, name="ask"),
    path("<uuid:case_id>/answer/", working.answer, name="answer"),
    path("<uuid:case_id>/note/", working.note, name="note"),
    path("<uuid:case_id>/withdraw/", working.withdraw, name="withdraw"),
    path("<uuid:case_id>/decide/", deciding.decide, name="decide"),
    path("<uuid:case_id>/approve/", deciding.approve, name="approve"),
    path("<uuid:case_id>/refuse/", deciding.refuse, name="refuse"),
    path("<uuid:case_id>/sign/", deciding.sign, name="sign"),
    path("<uuid:case_id>/send-back/", deciding.send_back, name="send-back"),
    path("<uuid:case_id>/debrief/", afterwards.debrief, name="debrief"),
    path("<uuid:case_id>/close/", working.close, name="close"),
    path("<uuid:case_id>/appeal/", appealing.appeal, name="appeal"),
    path("<uuid:case_id>/appeal/panel/", appealing.panel, name="panel"),
    path("<uuid:case_id>/appeal/question/", appealing.question, name="appeal-question"),
    path("<uuid:case_id>/appeal/uphold/", appealing.uphold, name="uphold"),
    path("<uuid:case_id>/appeal/overturn/", appealing.overturn, name="overturn"),
    path("<uuid:case_id>/appeal/vary/", appealing.vary, name="vary"),
]
