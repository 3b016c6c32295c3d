"""`knowhold manage reevaluate`: ask open cases and valid permits by the law and lists of today."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import count
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from knowhold.audit.actions.sequencing import sequence_pending
from knowhold.clearance.actions import reevaluate
from knowhold.clearance.foreseeing import Foreseen, foresee
from knowhold.clearance.installed import tools
from knowhold.clearance.rulebook import law_of
from knowhold.law import load_rulebook

_SAID_EVERY = 10_000


class Command(BaseCommand):
    help = (
        "Ask open cases and valid permits again by the law, lists and classifications of today. "
        "Where the answer changed, the permit is paused and an officer looks at the case. "
        "With --dry-run nothing is written: it lists whom a rulebook or a day would change."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="list, and write nothing")
        parser.add_argument("--rulebook", type=Path, help="a folder of rules; with --dry-run")
        parser.add_argument("--on", type=date.fromisoformat, help="a day; with --dry-run")

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002 - Django's signature
        folder, day = options["rulebook"], options["on"]
        if options["dry_run"]:
            self._list(folder if isinstance(folder, Path) else None, day)
            return
        if folder is not None or day is not None:
            raise CommandError("--rulebook and --on only list: add --dry-run")
        found = reevaluate(timezone.now(), tools(), step=self._step())
        sequence_pending()
        self.stdout.write(
            f"asked again: {found.asked}, in full: {found.in_full}, changed: {len(found.changed)}, "
            f"permits paused: {len(found.paused)}"
        )
        for reference in found.changed:
            paused = ", permit paused" if reference in found.paused else ""
            self.stdout.write(f"  {reference}{paused}")

    def _list(self, folder: Path | None, day: object) -> None:
        """Whom it would change, and who must be told."""
        with_ = tools()
        if folder is not None:
            with_ = replace(with_, law=law_of(load_rulebook(folder)))
        now = timezone.now()
        if isinstance(day, date):
            now = datetime.combine(day, time(12), UTC)
        seen = foresee(now, with_, self._step())
        permits = sum(each.permit for each in seen.found)
        self.stdout.write(
            f"asked: {seen.asked}, in full: {seen.in_full}, would change: {len(seen.found)}, "
            f"permits: {permits}"
        )
        for each in seen.found:
            self.stdout.write(f"  {_line(each)}")

    def _step(self) -> Callable[[], None]:
        """Says every so often on standard error how many cases were looked at."""
        looked = count(1)

        def step() -> None:
            number = next(looked)
            if number % _SAID_EVERY == 0:
                self.stderr.write(f"{number:,} cases looked at")

        return step


def _line(each: Foreseen) -> str:
    permit = ", permit in use" if each.permit else ""
    rules = f"; {', '.join(each.rules)}" if each.rules else ""
    told = "tell " + ", ".join(f"{one.person} ({', '.join(one.parts)})" for one in each.told)
    after = each.after or "can no longer be asked"
    return f"{each.reference}{permit}: {each.before} → {after}{rules}; {told}"
