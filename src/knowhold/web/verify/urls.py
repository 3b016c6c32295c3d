"""Addresses of the page that checks permits; its script for offline use lives below it."""

from __future__ import annotations

from django.urls import path

from knowhold.web.verify import checking

app_name = "verify"

urlpatterns = [
    path("", checking.check_page, name="page"),
    path("status", checking.status, name="status"),
    path("worker.js", checking.worker, name="worker"),
]
