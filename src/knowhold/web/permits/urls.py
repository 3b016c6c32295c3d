"""Addresses of the permit pages."""

from __future__ import annotations

from django.urls import path

from knowhold.web.permits import reading

app_name = "permits"

urlpatterns = [
    path("<uuid:case_id>/<int:version>/", reading.permit, name="permit"),
    path("<uuid:case_id>/<int:version>/permit.ics", reading.permit_calendar, name="calendar"),
]
