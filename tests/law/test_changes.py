"""What changes between two days or two rulebooks: complete, confirmed, and readable in both languages."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise, product

import pytest

from knowhold.law import Facts, Interval, Outcome, load_rulebook
from knowhold.law.agenda import agenda
from knowhold.law.changed import report
from knowhold.law.compiled import law_of_day
from knowhold.law.judge import judge
from knowhold.law.prove import prove
from knowhold.law.story import story_of
from knowhold.law.symbolic import Situation, difference
from law.random_policies import DAYS, Maker
from law.small import book_of, overlay, rule

NOTHING = Interval(Outcome.NOT_CAUGHT, Outcome.NOT_CAUGHT)
BEFORE, AFTER = date(2026, 5, 1), date(2026, 7, 1)


@pytest.fixture
def book(tmp_path):
    return book_of(
        tmp_path,
        rule("tools", "licence", item="under 1E902", to="in JP"),
        rule("free", "not_caught", 'overrides = ["tools"]', item="under 1E902.a", public="is true"),
        rule("late", "prohibited", 'force = "2026-06-15 .."', item="in 1E903", to="in US"),
        overlay("pause", "suspend", "tools", "2026-02-01 .. 2026-05-31", "unverified"),
    )


def test_each_change_is_found_with_its_outcomes(book):
    found = difference(Situation(book, BEFORE), Situation(book, AFTER)).findings

    told = {(f.rule, f.before.upper.token, f.after.lower.token, f.after.upper.token) for f in found}
    assert told == {
        ("tools", "not_caught", "not_caught", "licence"),
        ("late", "not_caught", "prohibited", "prohibited"),
    }


def test_nothing_is_told_where_nothing_changes(book):
    assert difference(Situation(book, AFTER), Situation(book, AFTER)).findings == ()


def test_a_change_for_a_bare_code_is_told_where_another_rule_asks_below_it(tmp_path):
    paragraph = rule("paragraph", "licence", item="under 1E902.a")
    bare = rule("bare", "prohibited", 'force = "2026-06-15 .."', item="in 1E902", to="in JP")
    book = book_of(tmp_path, paragraph, bare)

    (told,) = difference(Situation(book, BEFORE), Situation(book, AFTER)).findings

    assert told.rule == "bare"
    assert told.witness.values == {"item": "1E902", "to": "JP"}
    assert told.before == Interval(Outcome.NOT_CAUGHT, Outcome.LICENCE)
    assert told.after == Interval(Outcome.PROHIBITED, Outcome.PROHIBITED)


def test_a_rule_for_a_bare_code_is_not_called_dead(tmp_path):
    paragraph = rule("paragraph", "licence", item="under 1E902.a")
    book = book_of(tmp_path, paragraph, rule("bare", "prohibited", item="in 1E902"))

    assert [finding.kind for finding in prove(book, AFTER)] == []


def test_a_rule_of_one_rulebook_only_is_told(tmp_path, book):
    more = book_of(tmp_path / "new", rule("new", "licence", to="in DE"))

    found = difference(Situation(book, AFTER), Situation(more, AFTER))

    assert {item.rule for item in found.findings} == {"tools", "late", "new"}
    assert "new in the later rulebook" in report(found, "en")


def test_the_report_names_the_day_the_example_and_what_stays_open(book):
    found = difference(Situation(book, BEFORE), Situation(book, AFTER))

    english, chinese = report(found, "en"), report(found, "zh", traces=True)

    assert "From 1 June 2026: China: Rule tools (status not established)" in english
    assert "Before: not caught." in english
    assert (
        "From then: not established: a licence is required if the provision is back in force, "
        "not caught if not."
    ) in english
    assert "Status: suspended → status unverified" in english
    assert "no instrument is recorded that says what applies after 31 May 2026" in english
    assert "The item: 1E902" in english
    assert "此前：不受管制。" in chinese
    assert "如恢复施行，须申领许可；如未恢复，不受管制" in chinese
    assert not re.search(r"\b(the|is|not|changes)\b", re.sub(r"Rule \w+", "", report(found, "zh")))


def test_the_story_is_the_ordinary_case_and_both_days_answer_as_told(book):
    found = difference(Situation(book, BEFORE), Situation(book, AFTER))
    for item in found.findings:
        story = story_of(found, item)
        assert story.was_active is not story.is_active
        assert outcome(book, story.facts, BEFORE, "CN") == story.before
        assert outcome(book, story.facts, AFTER, "CN") == story.after


def test_the_shipped_report_leads_with_what_changes_and_tells_plain_stories():
    book = load_rulebook()
    sides = Situation(book, date(2026, 11, 22)), Situation(book, date(2027, 1, 11))

    english = report(difference(*sides), "en")

    head, _, rest = english.partition("\n\n1. ")
    assert "From 1 January 2027: United States: defence procurement of magnets" in head
    assert "us.dfars" not in head
    assert "cn.mofcom" not in head
    assert "a licence is required either way" in rest
    assert "presumption of denial" in rest
    assert "material of Announcement 46 of 2024, paragraph 2: graphite" in rest
    assert "Andorra" not in english
    assert "repair" not in english


def test_the_calendar_names_the_instrument(book):
    lines = [turn.text("en") for turn in agenda(book, BEFORE)]

    assert lines == [
        (
            "1 June 2026: Overlay pause: the suspension of 1 provision is over, and no instrument is"
            " recorded that says what applies then"
        ),
        "15 June 2026: First law: 1 provision in force",
    ]


@pytest.mark.parametrize("seed", range(6))
def test_the_solver_misses_no_change_and_invents_none(seed):
    maker = Maker(seed)
    book = maker.book()
    cases = [maker.near(book, 0.0) for _ in range(120)]
    for first, last in pairwise(DAYS):
        found = difference(Situation(book, first), Situation(book, last))
        changing = {item.rule for item in found.findings} | set(found.silent)
        for item in found.findings:
            assert item.before != item.after or not book.rules[item.rule].outcome
        for facts, regime in product(cases, ("CN", "US")):
            if outcome(book, facts, first, regime) != outcome(book, facts, last, regime):
                assert changing & moved(book, facts, first, last), (seed, facts)


def outcome(book, facts: Facts, on: date, regime: str) -> Interval:
    return judge(law_of_day(book, on), facts).intervals().get(regime, NOTHING)


def moved(book, facts: Facts, first: date, last: date) -> set[str]:
    old, new = (judge(law_of_day(book, day), facts) for day in (first, last))
    return {name for name in book.rules if old.active(name) is not new.active(name)}


def test_the_solver_proves_rules_dead_shadowed_and_overlapping(tmp_path):
    book = book_of(
        tmp_path,
        rule("wide", "licence", to="in CN, US"),
        rule("narrow", "licence", to="in CN"),
        rule("never", "licence", item="under 1E902 and not under 1E902"),
        rule("free", "not_caught", to="in US"),
    )

    found = {(item.kind, item.record) for item in prove(book, AFTER)}

    assert found == {
        ("shadowed", "narrow"),
        ("dead", "never"),
        ("overlap", "free"),
    }


def test_a_question_the_solver_cannot_afford_is_told_and_not_passed_over(tmp_path):
    book = book_of(
        tmp_path,
        rule("one", "licence", to="in CN", item="under 1E902"),
        rule("two", "licence", to="in US", item="under 1E902"),
        # no rule alone covers it, both together do: that is for the solver
        rule("both", "licence", to="in CN, US", item="under 1E902.a"),
        rule("free", "not_caught", to="in US", item="under 1E902.a"),
    )

    found = prove(book, AFTER, budget=1)

    # what an ordinary situation shows needs no solver: that the free statement contradicts
    assert {(item.kind, item.record) for item in found} == {
        ("undecided", "both"),
        ("overlap", "free"),
    }
    assert all("budget" in item.text for item in found if item.kind == "undecided")
    assert {(item.kind, item.record) for item in prove(book, AFTER)} == {
        ("shadowed", "both"),
        ("overlap", "free"),
    }
