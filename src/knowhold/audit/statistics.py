"""Counts of what happened, from SQL views over the append-only events; small cells stay closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Final

from django.db import connection

# fewer than this many could point at a person
SMALLEST: Final = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """How often something happened in a quarter; None when it was seldom, but not never."""

    quarter: str
    kind: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Pace:
    """Half of a quarter's decisions came within so many days; None when there were few."""

    quarter: str
    days: int | None


def happened(organisation: str, kinds: Sequence[str]) -> list[Cell]:
    """Each quarter and kind that occurred in the organisation, oldest first.

    No total is given beside the cells, so that no closed cell follows from a difference.
    """
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for month, kind, count in _rows(
        "SELECT month, kind, happened FROM audit_events_by_month WHERE organisation = %s",
        organisation,
    ):
        if kind in kinds:
            counts[quarter_of(str(month)), str(kind)] += int(str(count))
    return [
        Cell(quarter, kind, count if count >= SMALLEST else None)
        for (quarter, kind), count in sorted(counts.items())
    ]


def pace(organisation: str) -> list[Pace]:
    """How many days the decisions of each quarter took, oldest first."""
    by_quarter: dict[str, list[int]] = defaultdict(list)
    for month, days in _rows(
        "SELECT month, days FROM audit_days_to_decision WHERE organisation = %s", organisation
    ):
        by_quarter[quarter_of(str(month))].append(int(str(days)))
    return [
        Pace(quarter, median_low(days) if len(days) >= SMALLEST else None)
        for quarter, days in sorted(by_quarter.items())
    ]


def quarter_of(month: str) -> str:
    """The quarter that a month lies in.

    >>> quarter_of("2026-11")
    '2026 Q4'
    """
    year, number = month.split("-")
    return f"{year} Q{(int(number) + 2) // 3}"


def _rows(statement: str, *values: str) -> Iterable[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [tuple(row) for row in cursor.fetchall()]
