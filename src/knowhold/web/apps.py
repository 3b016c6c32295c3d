"""The pages as a Django app, so that its templates, tags, scripts and texts are found."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "knowhold.web"
    label = "web"
