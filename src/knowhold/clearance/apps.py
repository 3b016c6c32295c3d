from __future__ import annotations

from django.apps import AppConfig


class ClearanceConfig(AppConfig):
    name = "knowhold.clearance"
    label = "clearance"
