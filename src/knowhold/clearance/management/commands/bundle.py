"""`knowhold manage bundle --cases 20 --since 2026-01-01 OUT.zip`: an auditor's ZIP."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from knowhold.audit.actions import SYSTEM, record
from knowhold.audit.actions.sequencing import sequence_pending
from knowhold.audit.witnessing import ask_witnesses
from knowhold.clearance.bundling import Wanted, grown_from_text, make_bundle


class Command(BaseCommand):
    help = (
        "Write an auditor's ZIP: a sample of decided cases with entries, proofs, checkpoint, policy "
        "and archived rulebooks. It holds personal data: hand it over as you would the records."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar="OUT.zip")
        parser.add_argument("--cases", type=int, default=20, help="how many [20]")
        parser.add_argument("--since", default="2000-01-01", help="asked for since this day")
        parser.add_argument(
            "--grown-from",
            metavar="2026/200",
            help="year and entries of the checkpoint they hold",
        )

    def handle(
        self,
        *args: object,  # noqa: ARG002 - Django's signature
        path: Path,
        cases: int,
        since: str,
        grown_from: str | None,
        **options: object,  # noqa: ARG002
    ) -> None:
        try:
            day = date.fromisoformat(since)
        except ValueError as error:
            raise CommandError(f"`{since}` is not a day such as 2026-06-30") from error
        held = grown_from_text(grown_from or "")
        if grown_from and held is None:
            raise CommandError(f"`{grown_from}` is not a year and a size such as 2026/200")
        wanted = Wanted(cases, day, held)
        sequence_pending()
        ask_witnesses(timezone.now())
        made = make_bundle(path, wanted)
        body = {"cases": len(made.cases), "entries": made.entries, "size": made.size}
        record("journal.bundle_made", SYSTEM, ("journal", "bundle"), body, timezone.now())
        self.stdout.write(
            f"written: {len(made.cases)} cases, {made.entries} entries of {made.size}, "
            f"{made.rulebooks} rulebooks; witnessed by {made.witnessed[0]} of {made.witnessed[1]}"
        )
        if not made.is_met:
            self.stderr.write("fewer witnesses cosigned than the policy in the bundle asks for")
        for version in made.lacking:
            self.stderr.write(f"not archived, so not re-performable: `{version}`")
