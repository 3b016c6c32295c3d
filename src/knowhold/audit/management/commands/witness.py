"""`knowhold manage witness`: have the newest heads cosigned now; the server does it by itself."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils import timezone

from knowhold.audit.actions.sequencing import sequence_pending
from knowhold.audit.shards import years
from knowhold.audit.witnessing import ask_witnesses, seen


class Command(BaseCommand):
    help = (
        "Ask the witnesses of the policy file (KNOWHOLD_WITNESSES) to cosign the newest head of "
        "every year's journal. Exit code 1: one of them did not."
    )

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002
        sequence_pending()
        ask_witnesses(timezone.now())
        problems = False
        for year in years():
            for one in seen(year):
                problems |= bool(one.problem)
                said = f"not cosigned: {one.problem}" if one.problem else f"cosigned: {one.size}"
                self.stdout.write(f"{year}  {one.name}  {said}")
        if problems:
            raise SystemExit(1)
