"""Every exact analysis equals brute force on small instances."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowhold.errors import DataError
from knowhold.exposure.chain import Capability, Chain, Line, Step
from knowhold.exposure.cutsets import families, minimal_cut_sets
from knowhold.exposure.departures import Status, minimum_departures
from knowhold.exposure.holdings import Holdings, holdings
from knowhold.exposure.loss import loss_probability
from knowhold.exposure.waves import cusum, merged, noisy, run_length, scan


@st.composite
def matrices(draw: st.DrawFn) -> Holdings:
    people = draw(st.integers(1, 7))
    items = draw(st.integers(1, 6))
    pairs = [
        (f"p{person}", f"i{item}")
        for item in range(items)
        for person in range(people)
        if draw(st.booleans())
    ]
    needed = {f"i{item}": draw(st.integers(1, 3)) for item in range(items)}
    return holdings(pairs, items=[f"i{item}" for item in range(items)], needed=needed)


def lost_after(found: Holdings, gone: set[int]) -> int:
    return sum(
        len(set(found.holders(item).tolist()) - gone) < found.needed[item]
        for item in range(len(found.items))
    )


@given(matrices(), st.sampled_from([0.25, 0.5, 0.75]))
@settings(deadline=None)
def test_the_fewest_departures_equal_brute_force(found: Holdings, share: float) -> None:
    total = len(found.items)
    brute = next(
        (
            size
            for size in range(found.people + 1)
            for gone in itertools.combinations(range(found.people), size)
            if total - lost_after(found, set(gone)) < share * total
        ),
        None,
    )

    exact = minimum_departures(found, share=share)

    assert exact.status is Status.PROVEN
    assert exact.fewest == brute


@given(matrices(), st.lists(st.floats(0, 1), min_size=7, max_size=7))
@settings(deadline=None)
def test_loss_probability_equals_enumeration(found: Holdings, rates: list[float]) -> None:
    leaving = np.array(rates[: max(found.people, 1)])

    exact = loss_probability(found, leaving)

    for item in range(len(found.items)):
        holders = found.holders(item).tolist()
        total = 0.0
        for stays in itertools.product([False, True], repeat=len(holders)):
            if sum(stays) < found.needed[item]:
                total += np.prod(
                    [
                        1 - leaving[p] if s else leaving[p]
                        for p, s in zip(holders, stays, strict=True)
                    ]
                )
        assert exact[item] == pytest.approx(total, abs=1e-12)


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    people = draw(st.integers(1, 6))

    def capability(name: str) -> Capability:
        holders = draw(st.sets(st.integers(0, people - 1), max_size=4))
        return Capability(name, tuple(sorted(holders)), draw(st.integers(1, 2)))

    return Chain(
        tuple(
            Step(
                f"s{step}",
                tuple(
                    Line(
                        f"site{line}",
                        tuple(capability(f"i{item}") for item in range(draw(st.integers(1, 2)))),
                    )
                    for line in range(draw(st.integers(1, 2)))
                ),
            )
            for step in range(draw(st.integers(1, 3)))
        )
    )


def stops(chain: Chain, gone: frozenset[int]) -> bool:
    return any(
        all(
            any(len(set(item.holders) - gone) < item.needed for item in line.capabilities)
            for line in step.lines
        )
        for step in chain.steps
    )


@given(chains(), st.integers(0, 6))
@settings(deadline=None)
def test_cut_sets_equal_the_truth_table(chain: Chain, order: int) -> None:
    stopping = [
        frozenset(gone)
        for size in range(order + 1)
        for gone in itertools.combinations(range(6), size)
        if stops(chain, frozenset(gone))
    ]
    minimal = {cut for cut in stopping if not any(other < cut for other in stopping)}

    assert minimal_cut_sets(chain, order) == minimal


def test_the_bridge_network_has_its_four_published_cuts() -> None:
    # paths 1-4, 2-5, 1-3-5, 2-3-4 of the bridge are its minimal ways to work; a cut loses them all
    edges = {"14": (1, 4), "25": (2, 5), "135": (1, 3, 5), "234": (2, 3, 4)}
    works = Step(
        "bridge",
        tuple(
            Line(name, tuple(Capability(str(edge), (edge,)) for edge in path))
            for name, path in edges.items()
        ),
    )

    cuts = minimal_cut_sets(Chain((works,)), 5)

    assert cuts == {frozenset(cut) for cut in [(1, 2), (4, 5), (1, 3, 5), (2, 3, 4)]}


def test_families_name_items_and_sites_and_no_holder() -> None:
    chain = Chain(
        (
            Step("SX", (Line("A", (Capability("cascade", (10, 11, 12), 2),)),)),
            Step(
                "MG",
                (
                    Line("A", (Capability("press", (13,)),)),
                    Line("B", (Capability("press", (14,)),)),
                ),
            ),
        )
    )

    found = families(chain, 3)

    assert [(one.order, one.sets) for one in found] == [(2, 1), (2, 3)]
    sx = next(one for one in found if one.parts[0].step == "SX")
    assert (sx.parts[0].departures, sx.parts[0].holders) == (2, 3)
    assert not any(str(number) in repr(found) for number in range(10, 15))


def test_nobody_needed_is_refused() -> None:
    with pytest.raises(DataError, match="at least one holder"):
        holdings([("p", "i")], needed={"i": 0})


def test_cusum_run_lengths_come_back_to_two_decimals() -> None:
    assert round(run_length(1.88, k=2, h=6), 1) == 37.2
    assert round(run_length(1.88, k=2, h=6, start=3), 2) == 29.19


def test_cusum_run_length_equals_simulation() -> None:
    draw = np.random.default_rng(7)
    lengths = []
    for _ in range(2000):
        state = steps = 0
        while state < 6:
            state = max(0, state + int(draw.poisson(3.0)) - 2)
            steps += 1
        lengths.append(steps)

    assert np.mean(lengths) == pytest.approx(run_length(3.0, k=2, h=6), rel=0.05)


def test_cusum_rises_with_a_wave_and_never_below_zero() -> None:
    path = cusum([0, 0, 5, 6, 0, 0], k=2)

    assert path == [0, 0, 3, 7, 5, 3]


def test_a_wave_stands_out_and_a_level_series_does_not() -> None:
    quiet = scan([2] * 24, longest=6)
    wave = scan([1] * 10 + [6, 7, 6] + [1] * 11, longest=6)

    assert quiet is not None
    assert quiet.p_value > 0.5
    assert wave is not None
    assert (wave.first, wave.last) == (10, 12)
    assert wave.p_value < 0.01


groups = st.dictionaries(
    st.sampled_from("ABCDEFG"),
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: (min(pair), max(pair))),
    min_size=1,
)


@given(groups)
def test_no_shown_group_is_small_and_no_hidden_one_can_be_subtracted(
    counts: dict[str, tuple[int, int]],
) -> None:
    leavers = {name: pair[0] for name, pair in counts.items()}
    people = {name: pair[1] for name, pair in counts.items()}

    shown = merged(leavers, people)

    for left, count in shown.values():
        assert count >= 10
        assert left >= 5
        assert count - left >= 5
    hidden_people = sum(people.values()) - sum(count for _, count in shown.values())
    hidden_left = sum(leavers.values()) - sum(left for left, _ in shown.values())
    if len(shown) and any((name,) in shown for name in people) is False:
        assert hidden_people == 0 or hidden_left >= 0


@given(st.integers(0, 100), st.integers(0, 1000))
def test_noise_is_drawn_from_its_seed(count: int, seed: int) -> None:
    assert noisy(count, epsilon=1.0, seed=seed) == noisy(count, epsilon=1.0, seed=seed)
