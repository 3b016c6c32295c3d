"""The addresses of the exposure pages."""

from __future__ import annotations

from django.urls import path, re_path

from knowhold.web.exposure import (
    details,
    export,
    full,
    importance,
    mine,
    plan,
    report,
    terms,
    waves,
    what_if,
)

app_name = "exposure"
urlpatterns = [
    path("", report.report, name="report"),
    path("importance/", importance.importance, name="importance"),
    path("what-if/", what_if.what_if_page, name="what-if"),
    path("plan/", plan.plan, name="plan"),
    path("departures/", waves.waves, name="waves"),
    path("departures/file/", waves.file_counts, name="file-counts"),
    path("departures/<uuid:pk>/review/", waves.review, name="review"),
    path("terms/", terms.terms, name="terms"),
    path("terms/<slug:code>/", terms.edit_terms, name="edit-terms"),
    path("sites/<uuid:pk>/", details.site, name="site"),
    path("sites/<uuid:pk>/<slug:code>/", details.capability, name="capability"),
    re_path(r"^know-how\.(?P<kind>csv|xlsx|html|png)$", export.report_file, name="report-file"),
    re_path(r"^training-plan\.(?P<kind>csv|xlsx|html|png)$", export.plan_file, name="plan-file"),
    path("full/", full.full, name="full"),
    path("full/<uuid:pk>/", full.analysis, name="analysis"),
    path("full/<uuid:pk>/stop/", full.stop, name="stop"),
    path("full/<uuid:pk>/delete/", full.delete, name="delete"),
    re_path(
        r"^full/(?P<pk>[0-9a-f-]{36})\.(?P<kind>csv|xlsx|html|png)$",
        full.analysis_file,
        name="analysis-file",
    ),
    path("mine/", mine.mine, name="mine"),
]
