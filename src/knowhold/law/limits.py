"""Time limits and retention periods that a law names, counted the way that law counts them.

Each jurisdiction's are a table `time-limits.csv` beside its rules. A limit in working days needs that
jurisdiction's published calendar and is otherwise not computable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from knowhold.errors import LawDataError, NotFound
from knowhold.law.members import table_rows
from knowhold.law.model import Text
from knowhold.law.read import SHIPPED
from knowhold.law.suggest import nearest
from knowhold.law.workdays import calendar_of, deadline

_COLUMNS = ("id", "unit", "amount", "counts_event_day", "en", "zh", "cite")
_DECEMBER = 12


class Unit(Enum):
    """What is counted; `YEAR_ENDS` are whole calendar years after the end of the event's own.

    `YEARS_UNSTATED` are years whose first day the text that was read does not say.
    """

    DAYS = "days"
    DAYS_BEFORE = "days-before"
    MONTHS = "months"
    YEAR_ENDS = "year-ends"
    YEARS_UNSTATED = "years-from-unstated"
    WORKING_DAYS = "working-days"
    WORKING_DAYS_BEFORE = "working-days-before"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """One limit: `amount` of `unit`, from the event's day (if it counts) or from the day after."""

    regime: str
    id: str
    unit: Unit
    amount: int
    counts_event_day: bool
    title: Text
    cite: str


@cache
def time_limits(regime: str, folder: Path = SHIPPED) -> Mapping[str, TimeLimit]:
    """By id, the limits of the law in `regime`'s folder (`UK`, `EU`, `KR` …); empty where none are.

    Raises LawDataError with the place for a row that cannot be read.
    """
    path = folder / regime.lower() / "time-limits.csv"
    if not path.exists():
        return MappingProxyType({})
    name = f"{regime.lower()}/{path.name}"
    found: dict[str, TimeLimit] = {}
    for number, row in enumerate(table_rows(path, name), 2):
        limit = _limit(regime, row, f"{name}:{number}")
        if limit.id in found:
            raise LawDataError(f"{name}:{number}", limit.id, "one limit of this id")
        found[limit.id] = limit
    return MappingProxyType(found)


def _limit(regime: str, row: Mapping[str, str], place: str) -> TimeLimit:
    missing = [column for column in _COLUMNS if not row.get(column)]
    if missing:
        raise LawDataError(place, missing[0], "a value in every column")
    units = [unit.value for unit in Unit]
    if row["unit"] not in units:
        raise LawDataError(place, row["unit"], ", ".join(units), advice=nearest(row["unit"], units))
    if not row["amount"].isdecimal() or row["counts_event_day"] not in {"yes", "no"}:
        raise LawDataError(place, row["amount"], "a whole number, and yes or no for the event day")
    return TimeLimit(
        regime=regime,
        id=row["id"],
        unit=Unit(row["unit"]),
        amount=int(row["amount"]),
        counts_event_day=row["counts_event_day"] == "yes",
        title=Text(en=row["en"], zh=row["zh"]),
        cite=row["cite"],
    )


def time_limit(regime: str, name: str, folder: Path = SHIPPED) -> TimeLimit:
    """One limit by its id. Raises NotFound with the nearest id."""
    known = time_limits(regime, folder)
    if name not in known:
        raise NotFound(f"no time limit `{name}` of {regime}", advice=nearest(name, known))
    return known[name]


def last_day(limit: TimeLimit, event: date) -> date:
    """The last day of the limit; for the units counted before it the last day to act before `event`.

    Raises NotFound where the count needs a calendar that is not loaded, or a first day nobody read.
    """
    if limit.unit is Unit.YEARS_UNSTATED:
        raise NotFound(
            f"the first day of `{limit.id}` of {limit.regime} is not stated in the text that was read",
            advice=f"look it up in {limit.cite}",
        )
    if limit.unit is Unit.DAYS:
        return event + timedelta(days=limit.amount - limit.counts_event_day)
    if limit.unit is Unit.DAYS_BEFORE:
        return event - timedelta(days=limit.amount)
    if limit.unit is Unit.MONTHS:
        return _months_later(event, limit.amount) - timedelta(days=limit.counts_event_day)
    if limit.unit is Unit.YEAR_ENDS:
        return date(event.year + limit.amount, _DECEMBER, 31)
    calendar = calendar_of(limit.regime)
    if limit.unit is Unit.WORKING_DAYS:
        return deadline(event, limit.amount, calendar)
    day, remaining = event, limit.amount
    while remaining > 0:
        day -= timedelta(days=1)
        remaining -= calendar.is_working_day(day)
    return day


def _months_later(day: date, months: int) -> date:
    """The same day of a later month; that month's last day where it is shorter."""
    year, month = divmod(day.month - 1 + months, _DECEMBER)
    first = date(day.year + year, month + 1, 1)
    following = date(first.year + first.month // _DECEMBER, first.month % _DECEMBER + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))
