"""Addresses below my record; the record itself is `web:my-record`."""

from __future__ import annotations

from django.urls import path

from knowhold.web.record import correcting, exporting, objecting, papers, reading, reporting

app_name = "record"

urlpatterns = [
    path("told/", reading.told, name="told"),
    path("entries/<uuid:holding_id>/correct/", correcting.correct, name="correct"),
    path("purposes/<slug:purpose>/object/", objecting.object_page, name="object"),
    path("purposes/<slug:purpose>/consent/", objecting.consent_page, name="consent"),
    path("objections/", objecting.objections, name="objections"),
    path("objections/<uuid:objection_id>/", objecting.answer_page, name="objection"),
    path("papers/", papers.papers, name="papers"),
    path("papers/<slug:name>/", papers.paper_page, name="paper"),
    path("papers/<slug:name>.md", papers.paper_file, name="paper-file"),
    path("copy/", exporting.copy_page, name="copy"),
    path("copy/<str:name>.zip", exporting.fetch, name="copy-file"),
    path("approaches/", reporting.reports, name="approaches"),
    path("approaches/new/", reporting.new_report, name="report"),
    path("approaches/<uuid:report_id>/", reporting.report_page, name="approach"),
    path("approaches/<uuid:report_id>/file/", reporting.file, name="approach-file"),
    path("approaches/<uuid:report_id>/take-back/", reporting.take_back, name="take-back"),
]
