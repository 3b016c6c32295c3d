"""Addresses of the administrator's pages."""

from __future__ import annotations

from django.urls import path

from knowhold.web.administration import views

app_name = "administration"

urlpatterns = [
    path("", views.administration, name="people"),
    path("people/new/", views.new_person, name="new-person"),
    path("people/<uuid:pk>/", views.person, name="person"),
    path("people/<uuid:pk>/roles/", views.give_role, name="give-role"),
    path("people/<uuid:pk>/roles/<uuid:grant_id>/end/", views.end_role, name="end-role"),
    path("people/<uuid:pk>/password/", views.new_password, name="new-password"),
    path("people/<uuid:pk>/account/<slug:what>/", views.change_account, name="change-account"),
]
