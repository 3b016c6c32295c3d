"""Departures by site and quarter, in one fixed table: nothing to filter, so nothing to subtract.

A cell is shown with at least five departures and five who stayed, of ten people or more. Quarters
do not overlap, there are no totals, and a wave is looked for over the same quarters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from knowhold.accounts.models import Organisation
from knowhold.audit.models import Event
from knowhold.exposure.floors import SMALLEST_CELL, SMALLEST_GROUP
from knowhold.exposure.waves import scan
from knowhold.planning.models import DepartureCount

REVIEW = "exposure.review_asked"
# a wave is told of from this p-value on
UNUSUAL = 0.05
# in quarters
LONGEST = 2


@dataclass(frozen=True, slots=True)
class Quarter:
    """`count` is None where it may not be shown."""

    label: str
    count: int | None


@dataclass(frozen=True, slots=True)
class SiteFlow:
    """A site's quarters; `wave` names the first and the last of an unusual run, if there is one."""

    site_id: UUID
    site: str
    quarters: tuple[Quarter, ...]
    wave: tuple[str, str] | None
    review_asked: date | None


def flows(organisation: Organisation) -> list[SiteFlow]:
    """Every site of the firm that filed counts, by name; a table of two queries."""
    rows = DepartureCount.objects.filter(site__organisation=organisation).select_related("site")
    asked = _reviews(organisation)
    ordered = sorted(rows, key=lambda row: (row.site.name, row.month))
    return [
        _flow(site_id, list(months), asked)
        for site_id, months in groupby(ordered, key=lambda row: row.site_id)
    ]


def _flow(site_id: UUID, rows: list[DepartureCount], asked: Mapping[str, date]) -> SiteFlow:
    counted = [
        (label, sum(row.left for row in months), min(row.people for row in months))
        for label, months in (
            (label, list(found))
            for label, found in groupby(rows, key=lambda row: quarter(row.month))
        )
    ]
    shown = tuple(
        Quarter(label, left if _is_open(left, of) else None) for label, left, of in counted
    )
    return SiteFlow(site_id, rows[0].site.name, shown, _wave(counted), asked.get(str(site_id)))


def _is_open(left: int, people: int) -> bool:
    return left >= SMALLEST_CELL and people >= SMALLEST_GROUP and people - left >= SMALLEST_CELL


def _wave(counted: list[tuple[str, int, int]]) -> tuple[str, str] | None:
    """A run of quarters that stands out; one with a quarter that is not shown is never told of."""
    if any(people < SMALLEST_GROUP for _, _, people in counted) or len(counted) < LONGEST + 1:
        return None
    found = scan([left for _, left, _ in counted], longest=LONGEST)
    if found is None or found.p_value > UNUSUAL:
        return None
    run = counted[found.first : found.last + 1]
    if not all(_is_open(left, people) for _, left, people in run):
        return None
    return run[0][0], run[-1][0]


def _reviews(organisation: Organisation) -> dict[str, date]:
    """Site → the last day on which a review of its margins was asked for."""
    events: Iterable[tuple[str, date]] = (
        Event.objects.filter(kind=REVIEW, organisation=organisation.code)
        .order_by("at")
        .values_list("subject_id", "at__date")
    )
    return dict(events)


def quarter(month: date) -> str:
    """The quarter of a month, such as `2026 Q3`."""
    return f"{month.year} Q{(month.month + 2) // 3}"
