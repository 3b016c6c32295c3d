from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from knowhold.clearance.merge import CLEARANCES, COVERAGE, SCALE, merge

CLEARANCE_OF = {"not_caught": "not_needed", "prohibited": "prohibited"}


@st.composite
def determinations(draw):
    low, high = sorted(draw(st.tuples(st.integers(0, 5), st.integers(0, 5))))
    lower, upper = SCALE[low], SCALE[high]
    clearance = "open" if low != high else CLEARANCE_OF.get(upper, "needed")
    rules = draw(st.lists(st.sampled_from("abc"), unique=True))
    return {
        "on": draw(st.sampled_from(["2026-12-01", "2026-12-02"])),
        "rulebook": "sha256:1",
        "outcome": {"lower": lower, "upper": upper},
        "headline": {"clearance": clearance, "text": clearance},
        "opens_with": draw(st.lists(st.sampled_from(["x", "y"]), unique=True)),
        "regimes": [
            {
                "regime": "ZZ",
                "outcome": {"lower": lower, "upper": upper},
                "because": [{"rule": rule, "force": "in_force"} for rule in rules],
                "overlays": [],
            }
        ],
        "unanswered": [
            {"fact": fact, "sensitive": fact == "s"}
            for fact in draw(st.lists(st.sampled_from("fgs"), unique=True))
        ],
        "would_change": [{"text": upper}],
        "coverage": [
            {"regime": regime, "state": draw(st.sampled_from(COVERAGE))}
            for regime in draw(st.lists(st.sampled_from(["CN", "ZZ"]), unique=True))
        ],
        "disclaimer": "d",
    }


parts_lists = st.lists(
    st.tuples(st.fixed_dictionaries({"topic": st.sampled_from("tuvw")}), determinations()),
    min_size=1,
    max_size=6,
)


@given(parts_lists)
def test_the_answer_is_as_strict_as_its_strictest_part(parts):
    merged = merge(parts)

    for bound in ("lower", "upper"):
        assert merged["outcome"][bound] == max(
            (each["outcome"][bound] for _, each in parts), key=SCALE.index
        )
    assert merged["headline"]["clearance"] == max(
        (each["headline"]["clearance"] for _, each in parts), key=CLEARANCES.index
    )


@given(parts_lists, parts_lists)
def test_a_further_combination_never_makes_the_answer_milder(parts, more):
    before, after = merge(parts), merge(parts + more)

    assert SCALE.index(after["outcome"]["upper"]) >= SCALE.index(before["outcome"]["upper"])
    assert CLEARANCES.index(after["headline"]["clearance"]) >= CLEARANCES.index(
        before["headline"]["clearance"]
    )


@given(parts_lists, st.randoms(use_true_random=False))
def test_the_order_of_asking_changes_neither_outcome_nor_what_is_listed(parts, shuffler):
    shuffled = list(parts)
    shuffler.shuffle(shuffled)

    one, other = merge(parts), merge(shuffled)

    assert one["outcome"] == other["outcome"]
    assert one["headline"] == other["headline"]
    assert one["coverage"] == other["coverage"]
    for name, key in (("because", "rule"), ("unanswered", "fact")):
        assert {each[key] for each in one[name]} == {each[key] for each in other[name]}


@given(parts_lists)
def test_no_reason_no_question_and_no_gap_is_lost(parts):
    merged = merge(parts)

    rules = {reason["rule"] for _, each in parts for reason in each["regimes"][0]["because"]}
    assert {reason["rule"] for reason in merged["because"]} == rules
    facts = {question["fact"] for _, each in parts for question in each["unanswered"]}
    assert {question["fact"] for question in merged["unanswered"]} == facts
    for regime in {entry["regime"] for _, each in parts for entry in each["coverage"]}:
        worst = max(
            (
                entry["state"]
                for _, each in parts
                for entry in each["coverage"]
                if entry["regime"] == regime
            ),
            key=COVERAGE.index,
        )
        assert {"regime": regime, "state": worst} in merged["coverage"]


@given(parts_lists)
def test_the_strictest_combination_comes_first_and_sensitive_questions_last(parts):
    merged = merge(parts)

    ranks = [CLEARANCES.index(each["clearance"]) for each in merged["combinations"]]
    assert ranks == sorted(ranks, reverse=True)
    sensitive = [question["sensitive"] for question in merged["unanswered"]]
    assert sensitive == sorted(sensitive)


@given(parts_lists)
def test_asking_the_same_thing_twice_changes_nothing(parts):
    once, twice = merge(parts), merge(parts + random.sample(parts, 1))

    assert once["outcome"] == twice["outcome"]
    assert len(once["because"]) == len(twice["because"])
