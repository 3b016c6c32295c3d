"""`knowhold manage load_demo`: fill the demo's database; refused outside a demo."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from knowhold.demo.load import load_demo
from knowhold.demo.mark import mark_as_demo


class Command(BaseCommand):
    help = "Fill the database with the demo's firms, people and know-how; adds only what lacks."

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002
        if not settings.KNOWHOLD_DEMO:
            raise CommandError("the demo's people have public passwords; start `knowhold demo`")
        mark_as_demo(settings.KNOWHOLD_HOME)
        load_demo(timezone.now(), self.stdout.write)
