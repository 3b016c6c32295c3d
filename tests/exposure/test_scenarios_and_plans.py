"""Scenarios equal a naive loop, what-if equals enumeration, plans equal brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exposure.test_exact import lost_after, matrices
from knowhold.errors import DataError
from knowhold.exposure.departures import Status
from knowhold.exposure.holdings import Holdings, holdings
from knowhold.exposure.loss import loss_probability
from knowhold.exposure.plan import Candidate, Need, assign, pareto, schedule
from knowhold.exposure.scenarios import (
    Groups,
    bernoulli,
    draw,
    loss_frequency,
    lost,
    lost_per_scenario,
    numpy_kernel,
)
from knowhold.exposure.whatif import what_if


def bits(words: np.ndarray) -> np.ndarray:
    return np.unpackbits(words.view(np.uint8), bitorder="little").astype(bool)


@given(matrices(), st.integers(0, 1000))
@settings(deadline=None)
def test_the_bit_kernel_equals_a_naive_loop(found: Holdings, seed: int) -> None:
    group = np.arange(found.people, dtype=np.int32) % 2
    groups = Groups(group, np.array([0.3, 0.7]), np.array([0.2, 0.0]))
    gone = draw(groups, words=1, seed=seed)

    kernel = lost(found, gone)

    naive = np.array(
        [
            lost_after(found, {p for p in range(found.people) if bits(gone[p])[scenario]})
            for scenario in range(64)
        ]
    )
    assert (lost_per_scenario(kernel) == naive).all()
    assert (numpy_kernel(found.start, found.holder, gone, found.needed) == kernel).all()


@pytest.mark.parametrize("rate", [0.0, 0.06, 0.5, 0.9375, 1.0])
def test_a_bit_is_set_as_often_as_its_rate_says(rate: float) -> None:
    words = bernoulli(np.random.Generator(np.random.SFC64(11)), rate, (20_000,))

    assert np.bitwise_count(words).mean() / 64 == pytest.approx(rate, abs=0.002)


def test_a_rate_outside_zero_to_one_is_refused() -> None:
    with pytest.raises(ValueError, match=r"`1\.5` is not between"):
        bernoulli(np.random.Generator(np.random.SFC64(1)), 1.5, (1,))


def test_scenarios_of_independent_departures_approach_the_exact_probability() -> None:
    pairs = [(f"p{p}", f"i{i}") for i in range(6) for p in range(i + 1)]
    found = holdings(pairs, needed={"i3": 2, "i5": 3})
    group = np.zeros(found.people, dtype=np.int32)

    simulated = loss_frequency(
        lost(found, draw(Groups(group, np.array([0.2]), np.array([0.0])), words=4096, seed=3))
    )

    exact = loss_probability(found, np.full(found.people, 0.2))
    assert simulated == pytest.approx(exact, abs=0.005)


def test_a_shock_takes_the_whole_group_at_once() -> None:
    found = holdings([("a", "x"), ("b", "x"), ("c", "y")])
    groups = Groups(np.array([0, 0, 1], dtype=np.int32), np.zeros(2), np.array([1.0, 0.0]))

    share = loss_frequency(lost(found, draw(groups, words=1, seed=1)))

    assert share.tolist() == [1.0, 0.0]


@given(matrices(), st.data())
@settings(deadline=None)
def test_what_if_equals_enumeration(found: Holdings, data: st.DataObject) -> None:
    group = np.array(
        data.draw(st.lists(st.integers(0, 1), min_size=found.people, max_size=found.people)),
        dtype=np.int32,
    )
    sizes = np.bincount(group, minlength=2)
    leaving = {one: data.draw(st.integers(0, int(sizes[one]))) for one in (0, 1)}
    outcomes = [
        lost_after(found, {*first, *second})
        for first in itertools.combinations(np.flatnonzero(group == 0).tolist(), leaving[0])
        for second in itertools.combinations(np.flatnonzero(group == 1).tolist(), leaving[1])
    ]

    answer = what_if(found, group, leaving)

    assert (answer.best.value, answer.worst.value) == (min(outcomes), max(outcomes))
    assert answer.best.status is answer.worst.status is Status.PROVEN
    assert answer.expected == pytest.approx(np.mean(outcomes))


def test_more_departures_than_people_are_refused() -> None:
    found = holdings([("a", "x")])

    with pytest.raises(DataError, match="between 0 and 1 departures"):
        what_if(found, np.zeros(1, dtype=np.int32), {0: 2})


@st.composite
def trainings(draw: st.DrawFn) -> tuple[list[Need], list[Candidate]]:
    needs = [
        Need(f"i{i}", holders=draw(st.integers(0, 2)), wanted=draw(st.integers(0, 3)))
        for i in range(draw(st.integers(1, 3)))
    ]
    pairs = draw(
        st.lists(
            st.tuples(st.integers(0, 3), st.integers(0, len(needs) - 1)), unique=True, max_size=7
        )
    )
    return needs, [
        Candidate(person, need, cost=draw(st.integers(1, 9)), weeks=draw(st.integers(1, 5)))
        for person, need in pairs
    ]


@given(trainings())
@settings(deadline=None)
def test_the_plan_costs_what_brute_force_says(case: tuple[list[Need], list[Candidate]]) -> None:
    needs, candidates = case
    best: tuple[int, float] | None = None
    for size in range(len(candidates) + 1):
        for chosen in itertools.combinations(candidates, size):
            if any(sum(c.person == p for c in chosen) > 2 for p in range(4)):
                continue
            short = sum(
                max(need.missing - sum(c.need == i for c in chosen), 0)
                for i, need in enumerate(needs)
            )
            value = (short, float(sum(c.cost for c in chosen)))
            best = value if best is None or value < best else best
    assert best is not None

    plan = assign(needs, candidates, most_per_person=2)

    assert plan.status is Status.PROVEN
    assert (sum(count for _, count in plan.short), plan.cost) == best


@given(trainings())
@settings(deadline=None)
def test_a_schedule_overlaps_nobody_and_keeps_its_bound(
    case: tuple[list[Need], list[Candidate]],
) -> None:
    needs, candidates = case

    made = schedule(needs, candidates)

    assert made.weeks >= made.bound
    for one, other in itertools.combinations(made.bars, 2):
        apart = one.end <= other.start or other.end <= one.start
        assert apart or (
            candidates[one.candidate].person != candidates[other.candidate].person
            and one.need != other.need
        )
    for bar in made.bars:
        assert bar.end - bar.start == candidates[bar.candidate].weeks


def test_surviving_more_departures_never_costs_less() -> None:
    needs = [Need("x", 1, 1), Need("y", 2, 1)]
    candidates = [Candidate(p, i, cost=p + 1, weeks=2) for p in range(6) for i in range(2)]

    costs = [plan.cost for _, plan in pareto(needs, candidates, most=3)]

    assert costs == sorted(costs)
    assert costs[0] == 0


def test_a_plan_is_told_by_item_role_and_site() -> None:
    needs = [Need("x", 0, 2)]
    candidates = [
        Candidate(person, 0, cost=1, weeks=3, role="operator", site="A") for person in (41, 42)
    ]

    told = assign(needs, candidates).by_role(needs)

    assert told == {("x", "operator", "A"): 2}
