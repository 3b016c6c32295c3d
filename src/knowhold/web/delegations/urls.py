"""Addresses of the pages of delegations."""

from __future__ import annotations

from django.urls import path

from knowhold.web.delegations import pages

app_name = "delegations"

urlpatterns = [
    path("", pages.delegations, name="list"),
    path("new/", pages.new, name="new"),
    path("<uuid:delegation_id>/", pages.delegation, name="delegation"),
    path("<uuid:delegation_id>/accept/", pages.accept, name="accept"),
    path("<uuid:delegation_id>/end/", pages.end, name="end"),
]
