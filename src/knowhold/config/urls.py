"""Where requests go: pages, and the API under its version."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("knowhold.api.urls")),
    path("", include("knowhold.web.urls")),
]
