"""`knowhold manage sequence`: number in the journal what is still pending."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from knowhold.audit.actions import publish_all, sequence_pending


class Command(BaseCommand):
    help = "Number pending events in the journal and publish it; safe beside a running server."

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002
        numbered = sequence_pending()
        publish_all()
        self.stdout.write(f"{numbered} events numbered")
