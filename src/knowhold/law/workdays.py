"""Statutory time limits in working days, by a jurisdiction's own published calendar.

A year whose calendar has not been published is not computable and never guessed: Chinese make-up
working days are fixed year by year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from knowhold.errors import NotFound
from knowhold.law.members import table_rows
from knowhold.law.read import SHIPPED

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off and days worked against the ordinary week, for whole years."""

    regime: str
    worked: Mapping[date, bool]
    years: frozenset[int]

    def is_working_day(self, day: date) -> bool:
        """Raises NotFound for a year whose calendar is not loaded."""
        if day.year not in self.years:
            raise NotFound(
                f"no working-day calendar of {self.regime} for `{day.year}`",
                advice="the time limit is not computable until that year's calendar is published",
            )
        return self.worked.get(day, day.weekday() < _SATURDAY)


@cache
def calendar_of(regime: str, folder: Path = SHIPPED) -> Calendar:
    """The calendar shipped as `holidays.csv` beside the law of `regime`.

    Rows are `date, kind (rest or work; rest where absent), en, zh, cite`. Raises NotFound where
    the regime has none.
    """
    path = folder / regime.lower() / "holidays.csv"
    if not path.exists():
        raise NotFound(f"no working-day calendar of `{regime}`", advice="enter the date by hand")
    rows = table_rows(path, path.name)
    days = {date.fromisoformat(row["date"]): row.get("kind") == "work" for row in rows}
    return Calendar(regime, days, frozenset(day.year for day in days))


def deadline(start: date, working_days: int, calendar: Calendar) -> date:
    """The last of `working_days` working days after `start`, which itself is not counted.

    Raises NotFound when the count runs into a year without a calendar.
    """
    day = start
    remaining = working_days
    while remaining > 0:
        day += timedelta(days=1)
        remaining -= calendar.is_working_day(day)
    return day
