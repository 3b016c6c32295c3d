"""The firm's clock: its local day, its holidays, when each step of a case is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from knowhold.clearance import workdays
from knowhold.clearance.routing import Routing, Step
from knowhold.clearance.rulebook import shipped_law
from knowhold.errors import NotFound
from knowhold.law.workdays import Calendar, calendar_of

UTC = ZoneInfo("UTC")
# Reminders go out this many working days before a step is due.
REMIND_BEFORE = 2
DEBRIEF_DAYS = 5
# The manager hears of a missing debrief only after the traveller had this many days more.
DEBRIEF_PATIENCE = 5
LOOK_AHEAD = timedelta(days=400)


def zone_of(jurisdiction: str) -> tzinfo:
    """The time zone of a firm's law; UTC where none is known."""
    return shipped_law().zones.get(jurisdiction, UTC)


def local_day(now: datetime, jurisdiction: str) -> date:
    """The day it is at the firm."""
    return now.astimezone(zone_of(jurisdiction)).date()


def holidays(jurisdiction: str, first: date, last: date) -> frozenset[date]:
    """Weekdays off between two days; make-up work days are given by `worked`."""
    return frozenset(day for day, is_worked in _days(jurisdiction, first, last) if not is_worked)


def worked(jurisdiction: str, first: date, last: date) -> frozenset[date]:
    """Weekend days that are worked in exchange for a holiday."""
    return frozenset(day for day, is_worked in _days(jurisdiction, first, last) if is_worked)


def after(start: date, days: int, jurisdiction: str) -> date:
    """The working day of the firm `days` after `start`.

    A year whose holidays are not published counts Saturdays and Sundays only: the promise is the
    firm's own, so an early day does nobody a wrong. `is_published` tells.
    """
    last = start + LOOK_AHEAD
    off, on = holidays(jurisdiction, start, last), worked(jurisdiction, start, last)
    return workdays.after(start, days, off, on)


def between(start: date, end: date, jurisdiction: str) -> int:
    """The firm's working days after `start` up to and including `end`."""
    return workdays.between(
        start, end, holidays(jurisdiction, start, end), worked(jurisdiction, start, end)
    )


def before(end: date, days: int, jurisdiction: str) -> date:
    """The latest day from which `end` is at least `days` working days away."""
    day = end
    while between(day, end, jurisdiction) < days:
        day -= timedelta(days=1)
    return day


def is_published(jurisdiction: str, day: date) -> bool:
    """Whether the holidays of that year are known."""
    found = _calendar(jurisdiction)
    return found is not None and day.year in found.years


def due(now: datetime, step: Step, routing: Routing, jurisdiction: str) -> date:
    """The last day of `step` when it begins now."""
    return after(local_day(now, jurisdiction), routing.days[step], jurisdiction)


def expected(due_on: date, left: Sequence[Step], routing: Routing, jurisdiction: str) -> date:
    """When the decision comes if the current step ends on its day and the others take theirs."""
    return after(due_on, sum(routing.days[step] for step in left), jurisdiction)


def _days(jurisdiction: str, first: date, last: date) -> list[tuple[date, bool]]:
    found = _calendar(jurisdiction)
    if found is None:
        return []
    return [(day, is_worked) for day, is_worked in found.worked.items() if first <= day <= last]


def _calendar(jurisdiction: str) -> Calendar | None:
    try:
        return calendar_of(jurisdiction)
    except NotFound:
        return None
