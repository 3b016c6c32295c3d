"""`knowhold manage recover`: after a restore, bring the journal back from its published tiles."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils import timezone

from knowhold.audit.actions.recovering import recover
from knowhold.audit.actions.sequencing import sequence_pending
from knowhold.audit.standing import trouble


class Command(BaseCommand):
    help = (
        "Bring a restored journal up to its published tiles. Nothing is overwritten. Entries whose "
        "content the restored database lacks are written down as lost. Exit code 1: still not where "
        "the guard is."
    )

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002
        for year, (back, lost, words) in recover(timezone.now()).items():
            self.stdout.write(
                f"{year}: {back} entries recovered, the content of {lost} is lost; {words}"
            )
        found = trouble(afresh=True)
        if found is not None:
            self.stderr.write(found.words)
            raise SystemExit(1)
        sequence_pending()
