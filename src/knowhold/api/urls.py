"""The API's addresses, under its version."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from knowhold.api.api import api

urlpatterns: list[URLPattern | URLResolver] = [path("", api.urls)]
