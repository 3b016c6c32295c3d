"""The chance of a stop and what it hangs on: equal to enumeration, within proven bounds."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exposure.test_exact import chains
from knowhold.exposure.building import Built
from knowhold.exposure.chain import Capability, Chain, Line, Step
from knowhold.exposure.chances import MOST_ENUMERATED, Leaving
from knowhold.exposure.departures import Status
from knowhold.exposure.importance import Importance, Level, Stopping, stopping

SITES = ("site0", "site1", "site0", "site1", "site0", "site1")


def built(chain: Chain, sites: tuple[str, ...] = SITES) -> Built:
    return Built(chain, sites, tuple("" for _ in sites), {}, {})


def is_lost(item: Capability, gone: frozenset[int]) -> bool:
    return len(set(item.holders) - gone) < item.needed


def stops(chain: Chain, gone: frozenset[int], fixed: dict[tuple[str, ...], bool]) -> bool:
    """The chain as a formula; `fixed` sets capabilities, steps or sites lost or kept."""

    def line_lost(step: Step, line: Line) -> bool:
        if (line.site,) in fixed:
            return fixed[line.site,]
        return any(
            fixed.get((step.code, line.site, item.item, str(place)), is_lost(item, gone))
            for place, item in enumerate(line.capabilities)
        )

    return any(
        fixed.get((step.code, "step"), all(line_lost(step, line) for line in step.lines))
        for step in chain.steps
    )


def years(leaving: Leaving) -> list[tuple[float, frozenset[int]]]:
    """Every outcome of a year with its probability: who leaves alone, which sites are struck."""
    found = []
    for alone in itertools.product([False, True], repeat=6):
        for struck in itertools.product([False, True], repeat=2):
            weight = 1.0
            for person, goes in enumerate(alone):
                rate = leaving.rates[SITES[person]]
                weight *= rate if goes else 1 - rate
            for place, hit in enumerate(struck):
                shock = leaving.shocks[f"site{place}"]
                weight *= shock if hit else 1 - shock
            gone = frozenset(
                p for p in range(6) if alone[p] or struck[int(SITES[p].removeprefix("site"))]
            )
            found.append((weight, gone))
    return found


def unlike(chain: Chain) -> Chain:
    """Sites named once per step and items once per line, as a structure gives them."""
    return Chain(
        tuple(
            Step(
                step.code,
                tuple(
                    Line(line.site, tuple(dataclasses.replace(c, item=f"i{n}") for n, c in enumerate(line.capabilities)))
                    for line in step.lines
                ),
            )
            for step in chain.steps
        )
    )  # fmt: skip


@given(chains(), st.lists(st.sampled_from([0.0, 0.1, 0.5, 0.9]), min_size=4, max_size=4))
@settings(deadline=None, max_examples=60)
def test_chance_and_importance_equal_enumeration(chain: Chain, numbers: list[float]) -> None:
    chain = unlike(chain)
    leaving = Leaving(
        {"site0": numbers[0], "site1": numbers[1]}, {"site0": numbers[2], "site1": numbers[3]}
    )
    made = stopping(built(chain), leaving)
    moving = Chain(tuple(step for step in chain.steps if step.code not in made.standing))
    outcomes = years(leaving)
    stop = sum(weight for weight, gone in outcomes if stops(moving, gone, {}))

    assert made.chance.status is Status.PROVEN
    assert made.chance.value == pytest.approx(stop, abs=1e-12)
    assert made.at_least <= stop + 1e-12
    assert stop <= made.at_most + 1e-12
    for part in made.parts:
        key = key_of(moving, part)
        decides = kept = 0.0
        for weight, gone in outcomes:
            if_lost, if_kept = stops(moving, gone, {key: True}), stops(moving, gone, {key: False})
            decides += weight * (if_lost and not if_kept)
            kept += weight * (stops(moving, gone, {}) and not if_kept)
        assert part.birnbaum.value == pytest.approx(decides, abs=1e-12)
        assert part.criticality.value == pytest.approx(kept / stop if stop else 0.0, abs=1e-9)


def key_of(chain: Chain, part: Importance) -> tuple[str, ...]:
    if part.level is Level.STEP:
        return (part.step, "step")
    if part.level is Level.SITE:
        return (part.site,)
    place = part.item.removeprefix("i")
    return (part.step, part.site, part.item, place)


def test_with_independent_parts_the_textbook_measures_come_back() -> None:
    # two capabilities in series, 10 % and 20 %: I_B = 1 - q of the other, FV = q / P(stop)
    chain = Chain(
        (
            Step("a", (Line("x", (Capability("i", (0,)),)),)),
            Step("b", (Line("y", (Capability("j", (1,)),)),)),
        )
    )
    leaving = Leaving({"x": 0.1, "y": 0.2}, {})

    made = stopping(built(chain, ("x", "y")), leaving)

    first = next(part for part in made.parts if part.item == "i")
    assert made.chance.value == pytest.approx(0.28)
    assert first.birnbaum.value == pytest.approx(0.8)
    assert first.criticality.value == pytest.approx(0.8 * 0.1 / 0.28)
    assert first.fussell_vesely.value == pytest.approx(0.1 / 0.28)


def test_a_shock_makes_a_second_line_at_the_same_site_worth_less() -> None:
    def two_lines(sites: tuple[str, str]) -> Stopping:
        step = Step("s", (Line("A", (Capability("i", (0,)),)), Line("B", (Capability("i", (1,)),))))
        leaving = Leaving({"A": 0.1, "B": 0.1}, {"A": 0.2, "B": 0.2})
        return stopping(built(Chain((step,)), sites), leaving)

    together, apart = two_lines(("A", "A")), two_lines(("A", "B"))

    assert together.chance.value == pytest.approx(0.2 + 0.8 * 0.01)
    assert apart.chance.value == pytest.approx(0.28**2)


def test_a_step_that_stands_still_is_named_and_left_out() -> None:
    chain = Chain(
        (
            Step("still", (Line("A", (Capability("i", ()),)),)),
            Step("moves", (Line("A", (Capability("j", (0,)),)),)),
        )
    )

    made = stopping(built(chain, ("A",)), Leaving({"A": 0.25}, {}))

    assert made.standing == ("still",)
    assert made.chance.value == pytest.approx(0.25)
    assert {part.step for part in made.parts if part.step} == {"moves"}


def test_a_large_chain_is_drawn_and_its_interval_holds_the_exact_chance() -> None:
    people = 2 * MOST_ENUMERATED
    chain = Chain(
        tuple(Step(f"s{n}", (Line("A", (Capability("i", (n,)),)),)) for n in range(people))
    )
    exact = 1 - 0.97**people

    made = stopping(built(chain, ("A",) * people), Leaving({"A": 0.03}, {}), words=2048, seed=5)

    assert made.chance.status is Status.DRAWN
    assert made.chance.low < exact < made.chance.high
    assert made.chance.high - made.chance.low < 0.01
    assert made.at_least <= exact <= made.at_most + 1e-9
    assert made == stopping(
        built(chain, ("A",) * people), Leaving({"A": 0.03}, {}), words=2048, seed=5
    )


def test_importance_is_about_capabilities_steps_and_sites_only() -> None:
    assert {level.value for level in Level} == {"capability", "step", "site"}
    names = {field.name for field in dataclasses.fields(Importance)}
    assert names == {
        "level", "step", "site", "item", "lost", "birnbaum", "criticality", "fussell_vesely",
    }  # fmt: skip
