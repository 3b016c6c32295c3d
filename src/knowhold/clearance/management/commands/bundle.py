"""`knowhold manage bundle --cases 20 --since 2026-01-01 OUT.zip`: an auditor's ZIP."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from knowhold.audit.actions import SYSTEM, record
from knowhold.audit.actions.sequencing import sequence_pending
from knowhold.clearance.bundling import Wanted, make_bundle


class Command(BaseCommand):
    help = (
        "Write an auditor's ZIP: a sample of decided cases with entries, proofs, checkpoint, policy "
        "and archived rulebooks. It holds personal data: hand it over as you would the records."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar="OUT.zip")
        parser.add_argument("--cases", type=int, default=20, help="how many [20]")
        parser.add_argument("--since", default="2000-01-01", help="asked for since this day")
        parser.add_argument("--grown-from", type=int, help="entries of the checkpoint they hold")

    def handle(
        self,
        *args: object,  # noqa: ARG002 - Django's signature
        path: Path,
        cases: int,
        since: str,
        grown_from: int | None,
        **options: object,  # noqa: ARG002
    ) -> None:
        try:
            wanted = Wanted(cases, date.fromisoformat(since), grown_from)
        except ValueError as error:
            raise CommandError(f"`{since}` is not a day such as 2026-06-30") from error
        sequence_pending()
        made = make_bundle(path, wanted)
        body = {"cases": len(made.cases), "entries": made.entries, "size": made.size}
        record("journal.bundle_made", SYSTEM, ("journal", "bundle"), body, timezone.now())
        self.stdout.write(
            f"written: {len(made.cases)} cases, {made.entries} entries of {made.size}, "
            f"{made.rulebooks} rulebooks"
        )
        for version in made.lacking:
            self.stderr.write(f"not archived, so not re-performable: `{version}`")
