"""Where requests go: pages, and the API under its version."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("knowhold.api.urls")),
    path("", include("knowhold.web.urls")),
]

handler400 = "knowhold.web.errors.bad_request"
handler403 = "knowhold.web.errors.permission_denied"
handler404 = "knowhold.web.errors.not_found"
# of allauth's limits
handler429 = "knowhold.web.errors.too_many"
handler500 = "knowhold.web.errors.server_error"
