"""Addresses of the permit pages."""

from __future__ import annotations

from django.urls import path

from knowhold.web.permits import changing, files, reading

app_name = "permits"

urlpatterns = [
    path("<uuid:case_id>/<int:version>/", reading.permit, name="permit"),
    path("<uuid:case_id>/<int:version>/permit.ics", reading.permit_calendar, name="calendar"),
    path("<uuid:case_id>/<int:version>/permit.pdf", files.pdf, name="pdf"),
    path("<uuid:case_id>/<int:version>/permit.tlog-proof", files.proof, name="proof"),
    path("<uuid:case_id>/<int:version>/replace/", changing.replace, name="replace"),
    path("<uuid:case_id>/<int:version>/revoke/", changing.revoke, name="revoke"),
]
