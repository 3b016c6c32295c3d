"""Both ends of a span belong to it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowhold.period import Period


def test_both_ends_are_inside() -> None:
    span = Period.parse("2025-11-07 .. 2026-11-10")

    assert not span.contains(date(2025, 11, 6))
    assert span.contains(date(2025, 11, 7))
    assert span.contains(date(2026, 11, 10))
    assert not span.contains(date(2026, 11, 11))


@pytest.mark.parametrize("text", ["", "2025-11-07", "2025-13-01 ..", ".. 2025-01-01", "x .. y"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Period.parse(text)


def test_a_span_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Period.parse("2026-01-02 .. 2026-01-01")


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)), st.integers(0, 9000))
def test_a_span_reads_back_as_it_prints(start: date, length: int) -> None:
    span = Period(start, start + timedelta(days=length))

    assert Period.parse(str(span)) == span
