from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "knowhold.jobs"
    label = "jobs"
