"""The addresses of the exposure pages."""

from __future__ import annotations

from django.urls import path

from knowhold.web.exposure import export, plan, report, what_if

app_name = "exposure"
urlpatterns = [
    path("", report.report, name="report"),
    path("what-if/", what_if.what_if_page, name="what-if"),
    path("plan/", plan.plan, name="plan"),
    path("export.csv", export.as_csv, name="csv"),
    path("export.xlsx", export.as_xlsx, name="xlsx"),
    path("mine/", report.mine, name="mine"),
]
