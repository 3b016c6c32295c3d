"""What `knowhold law check --against` prints: the sample situations that two rulebooks answer differently."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from knowhold.law.against import Moved, moved, new_days
from knowhold.law.cases import read_cases
from knowhold.law.model import Rulebook
from knowhold.law.words import outcome_text

_SHOWN = 25  # situations that are spelt out


def print_moved(old: Rulebook, new: Rulebook, folder: Path | None, today: date) -> None:
    """Outcomes that change first, each with the rules behind it; then how many change beside them."""
    cases = [case for case, _, _ in read_cases(folder) if case.basis != "generated" and case.facts]
    with click.progressbar(cases, file=sys.stderr, label="situations") as bar:
        found = list(moved(old, new, bar, new_days(old, new, today)))
    outcomes = [item for item in found if item.before != item.after]
    click.echo(
        f"against the earlier rules: {len(outcomes)} of {len(cases)} sample situations get another"
        f" outcome, {len(found) - len(outcomes)} only other rules behind it"
    )
    for item in [*outcomes, *(item for item in found if item.before == item.after)][:_SHOWN]:
        click.echo(f"  {_line(item)}")
    if len(found) > _SHOWN:
        click.echo(f"  and {len(found) - _SHOWN} more")


def _line(item: Moved) -> str:
    before, after = outcome_text(item.before, "en"), outcome_text(item.after, "en")
    change = f"{before} → {after}" if item.before != item.after else before
    names = ", ".join(item.rules[:4]) + (" …" if len(item.rules) > 4 else "")
    return f"{item.case.id} on {item.on.isoformat()}: {change} ({names})"
