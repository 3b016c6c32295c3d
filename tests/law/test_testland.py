"""The invented jurisdictions answer as their demonstration orders say."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from knowhold.law.cases import Case, read_cases, run_cases
from knowhold.law.compiled import law_of_day
from knowhold.law.determination import Determination
from knowhold.law.explain import explain
from knowhold.law.facts import read_facts
from knowhold.law.force import Force, status_of
from knowhold.law.judge import judge
from knowhold.law.model import Rulebook
from knowhold.law.read import SHIPPED, load_rulebook
from knowhold.period import Period

BEFORE = date(2026, 11, 24)
FREE_TRIP: dict[str, object] = {
    "act": "publish",
    "from": "ZZ",
    "to": "ZY",
    "form": "technology",
    "device": ["own-phone"],
    "item.ZZ": "none",
    "item.US": "none",
    "party.ZZ": "none",
}


@cache
def book() -> Rulebook:
    return load_rulebook()


def ask(facts: dict[str, object], on: date = BEFORE) -> Determination:
    return explain(book(), read_facts(facts, book()), on)


def regimes(answer: Determination) -> dict[str, tuple[str, str]]:
    return {
        item.regime.id: (item.interval.lower.token, item.interval.upper.token)
        for item in answer.regimes
    }


def outcome_in_testland(facts: dict[str, object], on: date) -> tuple[str, str]:
    intervals = judge(law_of_day(book(), on), read_facts(facts, book())).intervals()
    return intervals["ZZ"].lower.token, intervals["ZZ"].upper.token


@pytest.mark.parametrize(
    "case",
    [case for case in read_cases() if case[1].startswith("zz/")],
    ids=lambda case: case[0].id,
)
def test_every_testland_case_agrees(case: tuple[Case, str, str]) -> None:
    (result,) = run_cases(book(), [case])
    assert result.agrees, result.disagreements


def test_a_free_trip_shows_three_reasons_each_with_citation_and_date() -> None:
    answer = ask(FREE_TRIP)
    reasons = [
        reason
        for regime in answer.regimes
        if regime.regime.id in {"ZZ", "ZY"}
        for reason in regime.because
    ]
    assert len(reasons) == 3
    assert not any(reason.possible for reason in reasons)
    for reason in reasons:
        source = book().sources[reason.rule.cite[0].split(" ", 1)[0]]
        assert source.number.startswith(("ZZ Demo Order", "ZY Demo Order"))
        assert Period.parse(reason.rule.force).contains(BEFORE)


def test_a_free_trip_needs_no_clearance_and_asks_nothing() -> None:
    elsewhere = {"item.CN": "none", "tech.CN": "none", "annex61.CN": "none", "party.CN": "none"}
    answer = ask({**FREE_TRIP, **elsewhere, "party.US": "none", "provider": "overseas-person"})
    assert answer.clearance.value == "not_needed"
    assert not answer.unanswered
    assert {item.regime for item in answer.coverage} == {"ZZ", "ZY"}


def test_us_law_is_not_touched_by_a_trip_known_to_stand_in_no_us_entry() -> None:
    assert "US" not in regimes(ask(FREE_TRIP))


def test_what_would_change_names_drawings_a_listed_organisation_and_the_new_year() -> None:
    changes = {
        (change.fact.name if change.fact else "day", str(change.value))
        for change in ask(FREE_TRIP).would_change
    }
    assert ("party.ZZ", "denied") in changes
    assert any(name == "device" and "documents" in value for name, value in changes)
    assert ("day", "2027-01-01") in changes


@pytest.mark.parametrize("code", ["ZZ1E1", "ZZ1E1.a", "ZZ1E1.b.3", "ZZ1C1.a", "ZZ1A1"])
def test_a_listed_topic_or_good_needs_a_licence(code: str) -> None:
    facts = {**FREE_TRIP, "item.ZZ": code}
    assert outcome_in_testland(facts, BEFORE) == ("licence", "licence")


def test_a_code_that_only_begins_alike_is_not_on_the_list() -> None:
    facts = {**FREE_TRIP, "item.ZZ": "ZZ1E15"}
    assert outcome_in_testland(facts, BEFORE) == ("not_caught", "not_caught")


def test_an_unclassified_topic_is_open_and_asks_the_classifier() -> None:
    answer = ask({key: value for key, value in FREE_TRIP.items() if key != "item.ZZ"})
    assert regimes(answer)["ZZ"] == ("not_caught", "licence")
    asked = {question.fact: question.asked_of for question in answer.unanswered}
    assert asked["item.ZZ"] == "classifier"


@pytest.mark.parametrize(
    ("day", "force"),
    [
        (date(2026, 2, 28), Force.IN_FORCE),
        (date(2026, 3, 1), Force.SUSPENDED),
        (date(2026, 5, 31), Force.SUSPENDED),
        (date(2026, 6, 1), Force.IN_FORCE),
    ],
)
def test_the_loaner_record_is_suspended_for_one_season(day: date, force: Force) -> None:
    assert status_of(book(), "zz.order-2.4", day)["zz.order-2.4"] is force


@pytest.mark.parametrize(
    ("day", "force"),
    [
        (date(2025, 2, 28), Force.NOT_YET),
        (date(2026, 1, 9), Force.IN_FORCE),
        (date(2026, 6, 30), Force.SUSPENDED),
        (date(2026, 7, 1), Force.UNVERIFIED),
    ],
)
def test_nobody_knows_what_followed_the_service_suspension(day: date, force: Force) -> None:
    assert status_of(book(), "zz.order-1.6", day)["zz.order-1.6"] is force


def test_every_testland_citation_names_a_demo_order() -> None:
    mine = [rule for rule in book().rules.values() if rule.regime in {"ZZ", "ZY"}]
    assert mine
    for rule in mine:
        for cite in rule.cite:
            assert " art. " in cite, rule.id


def test_the_holidays_are_days_in_order_with_both_names() -> None:
    path = Path(SHIPPED) / "zz" / "holidays.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    days = [date.fromisoformat(row["date"]) for row in rows]
    assert days == sorted(set(days))
    assert all(row["en"] and row["zh"] and row["cite"] for row in rows)
