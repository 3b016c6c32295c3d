"""Time limits in working days: make-up days count, unpublished years are not computable."""

from __future__ import annotations

from datetime import date

import pytest

from knowhold.errors import NotFound
from knowhold.law.workdays import calendar_of, deadline


@pytest.mark.parametrize(
    ("accepted", "days", "due"),
    [
        (date(2025, 9, 15), 45, date(2025, 11, 21)),
        (date(2025, 10, 9), 30, date(2025, 11, 19)),
        (date(2025, 10, 9), 45, date(2025, 12, 10)),
        (date(2026, 1, 15), 45, date(2026, 3, 25)),
        (date(2026, 9, 1), 15, date(2026, 9, 21)),
        (date(2026, 9, 1), 45, date(2026, 11, 9)),
    ],
)
def test_make_up_days_are_worked_and_holidays_are_not(accepted: date, days: int, due: date) -> None:
    assert deadline(accepted, days, calendar_of("CN")) == due


def test_a_year_without_a_calendar_is_not_computable() -> None:
    with pytest.raises(NotFound, match="2027"):
        deadline(date(2026, 12, 20), 45, calendar_of("CN"))


def test_a_jurisdiction_without_a_calendar_says_so() -> None:
    with pytest.raises(NotFound, match="XX"):
        calendar_of("XX")
