"""Working days between two dates; whose holidays, `clock` says.

The clock of a case stands still while a question waits for the applicant.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date, timedelta

NONE: frozenset[date] = frozenset()


def after(
    start: date, days: int, holidays: AbstractSet[date] = NONE, worked: AbstractSet[date] = NONE
) -> date:
    """The working day that is `days` working days after `start`.

    Saturdays, Sundays and `holidays` do not count; `worked` are weekend days that do.

    >>> after(date(2026, 11, 27), 1)
    datetime.date(2026, 11, 30)
    """
    day = start
    while days > 0:
        day += timedelta(days=1)
        if is_working_day(day, holidays, worked):
            days -= 1
    return day


def between(
    start: date, end: date, holidays: AbstractSet[date] = NONE, worked: AbstractSet[date] = NONE
) -> int:
    """How many working days lie after `start` up to and including `end`; never negative.

    >>> between(date(2026, 11, 27), date(2026, 12, 1))
    2
    """
    span = max(0, (end - start).days)
    days = (start + timedelta(days=n) for n in range(1, span + 1))
    return sum(is_working_day(day, holidays, worked) for day in days)


def is_working_day(
    day: date, holidays: AbstractSet[date] = NONE, worked: AbstractSet[date] = NONE
) -> bool:
    return day in worked or (day.weekday() < 5 and day not in holidays)
