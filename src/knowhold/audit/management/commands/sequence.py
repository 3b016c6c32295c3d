"""`knowhold manage sequence`: number in the journal what is still pending."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from knowhold.audit.actions import open_log, sequence_pending


class Command(BaseCommand):
    help = "Number pending events in the journal; safe at any time, beside a running server."

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002
        numbered = sequence_pending()
        with open_log() as log:
            # a sequencer that was killed before it signed left entries without a head
            log.checkpoint()
        self.stdout.write(f"{numbered} events numbered")
