"""`knowhold law limits`: the time limits and retention periods a law names, and their last days."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from knowhold.errors import NotFound
from knowhold.law.limits import TimeLimit, last_day, time_limits
from knowhold.law.read import SHIPPED

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command("limits")
@click.argument("regime")
@click.option("--event", type=click.DateTime(["%Y-%m-%d"]), help="Count from this day.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--rules", type=_FOLDER, help="A folder of rule files instead of the shipped law.")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="Language.")
def limits(
    regime: str, event: datetime | None, as_json: bool, rules: Path | None, lang: str
) -> None:
    """List the time limits of one law, such as UK, with their last days from an event.

    A limit in working days whose calendar is not published is not computable; it is never guessed.
    """
    known = time_limits(regime.upper(), rules or SHIPPED)
    if not known:
        raise NotFound(f"no time limits of `{regime}`", advice="its folder has no time-limits.csv")
    rows = [_row(limit, event.date() if event else None, lang) for limit in known.values()]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        day = f"{row['last_day']}  " if event else ""
        click.echo(f"{row['id']}  {day}{row['title']} ({row['cite']})")


def _row(limit: TimeLimit, event: date | None, lang: str) -> dict[str, object]:
    return {
        "id": limit.id,
        "title": limit.title.say(lang),
        "amount": limit.amount,
        "unit": limit.unit.value,
        "counts_event_day": limit.counts_event_day,
        "cite": limit.cite,
        "last_day": _last(limit, event),
    }


def _last(limit: TimeLimit, event: date | None) -> str | None:
    if event is None:
        return None
    try:
        return last_day(limit, event).isoformat()
    except NotFound:
        return "not computable"
