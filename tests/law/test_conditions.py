from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowhold.law.conditions import (
    Claim,
    Comparison,
    Membership,
    TestError,
    format_test,
    parse_test,
)

WORDS = st.sampled_from(["CN", "NO", "NA", "1E001", "1E902.a.2", "trade", "@cn.list", "none"])
MEMBERSHIPS = st.builds(
    Membership,
    negated=st.booleans(),
    quantifier=st.sampled_from(["", "any", "all"]),
    word=st.sampled_from(["in", "under"]),
    items=st.lists(WORDS, min_size=1, max_size=4).map(tuple),
)
NUMBERS = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=0, max_value=10_000, places=4
).map(lambda number: f"{number:f}")
COMPARISONS = st.builds(
    lambda operator, number, unit: parse_test(f"{operator} {number}{unit}")[0],
    st.sampled_from([">=", ">", "<=", "<"]),
    NUMBERS,
    st.sampled_from(["", "%"]),
)
CLAUSES = st.one_of(MEMBERSHIPS, COMPARISONS, st.builds(Claim, st.booleans()))


@given(st.lists(CLAUSES, min_size=1, max_size=3).map(tuple))
def test_reading_what_was_written_gives_the_same_test(test):
    assert parse_test(format_test(test)) == test


@given(st.text(max_size=30))
def test_any_text_is_read_exactly_or_refused(text):
    try:
        test = parse_test(text)
    except TestError:
        return
    assert parse_test(format_test(test)) == test


@pytest.mark.parametrize(
    "text",
    ["", "in", "in ", "CN", "on CN", "not", "in CN,,JP", "in CN JP @", "under", "is maybe",
     ">= ten", ">= 0.1 %%", ">= 1e3", "any CN", "in @", "= CN", ">= 2026-02-30", "in CN and",
     "and in CN", "not not in CN", "IN CN"],
)  # fmt: skip
def test_what_is_outside_the_grammar_is_refused(text):
    with pytest.raises(TestError):
        parse_test(text)


def test_a_percent_is_an_exact_fraction():
    (clause,) = parse_test(">= 0.1%")

    assert isinstance(clause, Comparison)
    assert clause.bound == Fraction(1, 1000)


def test_a_day_can_be_compared():
    (clause,) = parse_test("< 2025-04-04")

    assert clause == Comparison("<", date(2025, 4, 4), "2025-04-04")


def test_is_none_reads_as_membership_of_none():
    assert parse_test("is none") == parse_test("in none")
