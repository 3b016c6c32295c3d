from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "knowhold.config"
    label = "config"

    def ready(self) -> None:
        import_module("knowhold.config.checks")
