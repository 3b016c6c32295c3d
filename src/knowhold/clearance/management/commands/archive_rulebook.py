"""`knowhold manage archive_rulebook`: keep the rules that answer today; run at every start."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from knowhold.clearance.archive import archive_rulebook


class Command(BaseCommand):
    help = "Keep a copy of the rulebook in use, so that its answers can be re-performed later."

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002
        self.stdout.write(archive_rulebook())
