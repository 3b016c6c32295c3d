"""Addresses of the device desk."""

from __future__ import annotations

from django.urls import path

from knowhold.web.devices import pages

app_name = "devices"

urlpatterns = [
    path("", pages.desk, name="list"),
    path("<uuid:case_id>/", pages.device, name="device"),
    path("<uuid:case_id>/hand-over/", pages.hand_over, name="hand-over"),
    path("<uuid:case_id>/take-back/", pages.take_back, name="take-back"),
]
