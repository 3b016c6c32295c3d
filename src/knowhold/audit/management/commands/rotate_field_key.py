"""`knowhold manage rotate_field_key`: new keys for the sealed columns, while the server runs."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils import timezone

from knowhold.audit.actions.resealing import rotate
from knowhold.audit.actions.sequencing import sequence_pending


class Command(BaseCommand):
    help = (
        "Make a new master and data key for the sealed columns and seal every value anew that may "
        "change. Safe while serving, and to repeat."
    )

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002 - Django's signature
        for place, count in rotate(timezone.now()).items():
            self.stdout.write(f"{place}: {count} sealed anew")
        sequence_pending()
