"""`knowhold manage reevaluate`: ask open cases and valid permits by the law and lists of today."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils import timezone

from knowhold.audit.actions.sequencing import sequence_pending
from knowhold.clearance.actions import reevaluate
from knowhold.clearance.installed import tools


class Command(BaseCommand):
    help = (
        "Ask open cases and valid permits again by the law, lists and classifications of today. "
        "Where the answer changed, the permit is paused and an officer looks at the case."
    )

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002 - Django's signature
        found = reevaluate(timezone.now(), tools())
        sequence_pending()
        self.stdout.write(
            f"asked again: {found.asked}, changed: {len(found.changed)}, "
            f"permits paused: {len(found.paused)}"
        )
        for reference in found.changed:
            paused = ", permit paused" if reference in found.paused else ""
            self.stdout.write(f"  {reference}{paused}")
