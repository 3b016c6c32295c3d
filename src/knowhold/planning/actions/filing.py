"""HR files how many people left a site in a month: counts, never names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from knowhold.accounts.models import Person, Role, Site
from knowhold.accounts.policy import require_role
from knowhold.audit.actions import record
from knowhold.errors import Invalid
from knowhold.planning.models import DepartureCount


@dataclass(frozen=True, slots=True)
class FiledMonth:
    site: str
    month: date
    people: int
    left: int


def file_departures(rows: Sequence[FiledMonth], *, by: Person, now: datetime) -> int:
    """Write the counts of some months, replacing what stood there; all of them or none.

    Invalid names every row that cannot be right. One event, with the sites and the months.
    """
    require_role(by, Role.HR, on=now.date())
    sites = {site.name: site for site in Site.objects.filter(organisation=by.organisation)}
    problems: dict[str, list[str]] = {}
    for number, row in enumerate(rows, 1):
        if found := _problems(row, sites, now.date()):
            problems[f"row {number}"] = found
    if not rows:
        problems["rows"] = ["there are no rows; file at least one month"]
    if problems:
        raise Invalid(problems)
    with transaction.atomic():
        for row in rows:
            DepartureCount.objects.update_or_create(
                site=sites[row.site],
                month=row.month.replace(day=1),
                defaults={"people": row.people, "left": row.left},
            )
        record(
            "exposure.departures_filed",
            by,
            ("organisation", str(by.organisation.pk)),
            {
                "sites": sorted({row.site for row in rows}),
                "months": sorted({f"{row.month:%Y-%m}" for row in rows}),
            },
            now,
            organisation=by.organisation.code,
        )
    return len(rows)


def _problems(row: FiledMonth, sites: dict[str, Site], today: date) -> list[str]:
    found = []
    if row.site not in sites:
        found.append(f"`{row.site}` is no site of yours; there are {', '.join(sorted(sites))}")
    if row.month > today:
        found.append(f"`{row.month:%Y-%m}` is in the future")
    if not 0 <= row.left <= row.people:
        found.append(f"`{row.left}` of {row.people} people cannot have left")
    return found
