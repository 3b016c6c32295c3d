"""Addresses of the pages of what the firm arranges."""

from __future__ import annotations

from django.urls import path

from knowhold.web.routing import pages, people

app_name = "routing"

urlpatterns = [
    path("", pages.routing, name="routing"),
    path("edit/", pages.edit, name="edit"),
    path("editions/<int:number>/", pages.edition, name="edition"),
    path("people/", people.people, name="people"),
    path("people/<uuid:person_id>/", people.person, name="person"),
    path("people/<uuid:person_id>/training/", people.training, name="training"),
]
