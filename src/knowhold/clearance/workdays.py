"""Due dates in working days; the clock stands still while a question waits for the applicant."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date, timedelta

# The firm's promise for a first decision; a statutory clock would come with its own citation.
DECISION_DAYS = 5
ANSWER_DAYS = 10
# Calendar days, as the refusal letter says them; configurable per organisation later.
APPEAL_DAYS = 28


def after(start: date, days: int, holidays: AbstractSet[date] = frozenset()) -> date:
    """The working day that is `days` working days after `start` (Saturday and Sunday do not count).

    >>> after(date(2026, 11, 27), 1)
    datetime.date(2026, 11, 30)
    """
    day = start
    while days > 0:
        day += timedelta(days=1)
        if is_working_day(day, holidays):
            days -= 1
    return day


def between(start: date, end: date, holidays: AbstractSet[date] = frozenset()) -> int:
    """How many working days lie after `start` up to and including `end`; never negative.

    >>> between(date(2026, 11, 27), date(2026, 12, 1))
    2
    """
    span = max(0, (end - start).days)
    days = (start + timedelta(days=n) for n in range(1, span + 1))
    return sum(is_working_day(day, holidays) for day in days)


def is_working_day(day: date, holidays: AbstractSet[date] = frozenset()) -> bool:
    return day.weekday() < 5 and day not in holidays
