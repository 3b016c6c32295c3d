"""Laws of the evaluator, over generated rulebooks, facts and days."""

from __future__ import annotations

import itertools
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from knowhold.law import Outcome, Rulebook, conclude, explain, read_facts
from knowhold.law.facts import Facts
from knowhold.law.force import days_of
from law.small import book_of, overlay, rule

OUTCOMES = [item.token for item in Outcome]
LINES = {
    "item": ["under 1E902", "under 1E902.a", "in 1E903", "not under 1E902.a", "is none"],
    "to": ["in CN", "not in CN", "in US, JP"],
    "to__US": ["in CN", "not in US"],
    "channel": ["in trade", "not in none", "in cooperation"],
    "origin": ["any in CN", "all in CN, US", "not any in US"],
    "public": ["is true", "is false"],
    "knows": ["is true"],
    "subject": ["is true"],
    "share": [">= 0.1%", "< 25%"],
}
ANSWERS: dict[str, list[object]] = {
    "item": ["1E902.a", "1E902.b", "1E903", "1E902.a.1", "none"],
    "to": ["CN", "US", "JP", "DE"],
    "citizenship": ["CN", "US", "DE"],
    "channel": ["trade", "cooperation", "none"],
    "origin": [["CN"], ["CN", "US"], ["DE"], "none"],
    "public": [True, False],
    "knows": [True, False],
    "share": ["0.05%", "0.1%", "1/3"],
}
FORCES = ["2020-01-01 ..", "2026-03-01 ..", "2020-01-01 .. 2026-06-30", "2027-01-01 .."]
DAYS = st.dates(date(2025, 12, 1), date(2027, 2, 1))
SLOW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
DERIVES = """
[[derive]]
id = "d1"
title = { en = "Deemed", zh = "视同" }
cite = ["law:1 art.3"]
force = "2020-01-01 .."
set = { "to.US" = "citizenship" }
[[derive.when]]
channel = "in cooperation"

[[derive]]
id = "d2"
title = { en = "Subject", zh = "受管辖" }
cite = ["law:1 art.3"]
force = "2026-03-01 .."
set = { subject = true }
[[derive.when]]
"to.US" = "in US, CN"
"""


@st.composite
def books(draw: st.DrawFn) -> Rulebook:
    """A few rules in two regimes, later ones overriding earlier ones, some of them suspended."""
    records = [DERIVES]
    count = draw(st.integers(1, 5))
    for number in range(count):
        names = draw(st.lists(st.sampled_from(sorted(LINES)), min_size=1, max_size=3, unique=True))
        when = {name: draw(st.sampled_from(LINES[name])) for name in names}
        over = draw(st.lists(st.sampled_from(range(number)), max_size=1)) if number else []
        more = [f'overrides = ["r{over[0]}"]'] if over else []
        more.append(f'force = "{draw(st.sampled_from(FORCES))}"')
        more.append(f'regime = "{draw(st.sampled_from(["CN", "US"]))}"')
        if draw(st.integers(0, 5)) == 0:
            more.append('evidence = "inference"')
        records.append(rule(f"r{number}", draw(st.sampled_from(OUTCOMES)), "\n".join(more), **when))
    if draw(st.booleans()):
        after = draw(st.sampled_from(["resume", "unverified"]))
        records.append(overlay("o", "suspend", "r0", "2026-02-01 .. 2026-05-31", after))
    with tempfile.TemporaryDirectory() as folder:
        return book_of(Path(folder), *records)


@st.composite
def answers(draw: st.DrawFn) -> dict[str, object]:
    names = draw(st.lists(st.sampled_from(sorted(ANSWERS)), unique=True))
    return {name: draw(st.sampled_from(ANSWERS[name])) for name in names}


def interval(book: Rulebook, facts: Facts, on: date) -> tuple[Outcome, Outcome]:
    found = conclude(book, facts, on).interval
    return found.lower, found.upper


def complete(facts: Facts, book: Rulebook, spare: int) -> Facts:
    """Every fact answered; `spare` picks among the answers for those that were open."""
    values = dict(facts.values)
    for number, (name, choices) in enumerate(sorted(ANSWERS.items())):
        if name not in values:
            picked = choices[(spare >> number) % len(choices)]
            values[name] = read_facts({name: picked}, book).get(name)
    return Facts(values)


@SLOW
@given(books(), answers(), DAYS, st.data())
def test_giving_a_fact_never_widens_the_interval(book, given_facts, on, data):
    open_facts = sorted(set(ANSWERS) - set(given_facts))
    assume(open_facts)
    name = data.draw(st.sampled_from(open_facts))
    more = {**given_facts, name: data.draw(st.sampled_from(ANSWERS[name]))}

    before = interval(book, read_facts(given_facts, book), on)
    after = interval(book, read_facts(more, book), on)

    assert before[0] <= after[0] <= after[1] <= before[1]


@SLOW
@given(books(), answers(), DAYS, st.lists(st.integers(0, 2**16), min_size=1, max_size=8))
def test_the_truth_lies_between_the_bounds_whatever_the_missing_answers_are(
    book, given_facts, on, spares
):
    facts = read_facts(given_facts, book)
    lower, upper = interval(book, facts, on)

    for spare in spares:
        truth = interval(book, complete(facts, book, spare), on)
        assert lower <= truth[0] <= truth[1] <= upper


@SLOW
@given(books(), answers(), DAYS, st.lists(st.integers(0, 2**16), min_size=4, max_size=12))
def test_what_is_not_asked_cannot_change_the_answer(book, given_facts, on, spares):
    facts = read_facts(given_facts, book)
    answer = conclude(book, facts, on)
    asked = {question.fact for question in answer.unanswered}
    waiting = {"citizenship"}  # asked last, once nothing else can make it needless
    assume(not asked & {"to.US", "subject"})

    outcomes: dict[tuple[object, ...], set[object]] = {}
    for spare in spares:
        full = complete(facts, book, spare)
        key = tuple(full.get(name) for name in sorted(asked | waiting))
        outcomes.setdefault(key, set()).add(interval(book, full, on))

    assert all(len(found) == 1 for found in outcomes.values())


@SLOW
@given(books(), answers(), DAYS)
def test_nothing_changes_between_the_days_the_files_name(book, given_facts, on):
    spans = [record.force for record in (*book.rules.values(), *book.derives.values())]
    spans += [item.span for item in book.overlays.values()]
    next_day = on + timedelta(days=1)
    assume(next_day not in days_of(spans))
    facts = read_facts(given_facts, book)

    assert interval(book, facts, on) == interval(book, facts, next_day)


@SLOW
@given(books(), answers(), DAYS)
def test_a_prohibition_beats_a_permission_whatever_the_other_rules_say(book, given_facts, on):
    like = next(iter(book.rules.values()))
    fields = {name: getattr(like, name) for name in like.__struct_fields__}
    ban = type(like)(
        **{
            **fields,
            "id": "ban",
            "outcome": "prohibited",
            "force": "2020-01-01 ..",
            "evidence": "read",
            "overrides": (),
            "when": ({"from": "in CN"},),
        }
    )
    banned = replace(book, rules={**book.rules, "ban": ban}, version=f"{book.version}+ban")
    facts = read_facts({**given_facts, "from": "CN"}, book)

    assert interval(banned, facts, on) == (Outcome.PROHIBITED, Outcome.PROHIBITED)


@SLOW
@given(books(), answers(), DAYS, st.data())
def test_removing_a_rule_that_overrides_nothing_never_makes_the_answer_stricter(
    book, given_facts, on, data
):
    free = [name for name, item in book.rules.items() if not item.overrides]
    name = data.draw(st.sampled_from(free))
    rules = {key: item for key, item in book.rules.items() if key != name}
    smaller = replace(book, rules=rules, version=f"{book.version}-{name}")
    facts = read_facts(given_facts, book)

    before, after = interval(book, facts, on), interval(smaller, facts, on)

    assert after[0] <= before[0]
    assert after[1] <= before[1]


@SLOW
@given(books(), answers(), DAYS)
def test_every_change_named_really_changes_the_answer(book, given_facts, on):
    facts = read_facts(given_facts, book)
    answer = explain(book, facts, on)

    for change in itertools.islice(answer.would_change, 4):
        if change.fact is None:
            other = interval(book, facts, change.value)
        else:
            other = interval(book, facts.with_value(change.fact.name, change.value), on)
        assert change.interval.lower <= other[0] <= other[1] <= change.interval.upper


@SLOW
@given(books(), answers(), DAYS)
def test_every_reason_of_a_closed_answer_is_certain_and_holds(book, given_facts, on):
    answer = conclude(book, read_facts(given_facts, book), on)

    for regime in answer.regimes:
        for reason in regime.because:
            if not reason.possible:
                assert all(condition.holds for condition in reason.conditions)
                assert Outcome[reason.rule.outcome.upper()] == regime.interval.lower
