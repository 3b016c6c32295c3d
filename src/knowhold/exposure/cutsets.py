"""Minimal sets of departures that stop the chain, up to a given order; shown without names.

Top-down expansion with absorption (MOCUS, Fussell and Vesely 1972), cut off above the order asked
for, which is exact: no minimal set of a kept order contains a dropped one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from knowhold.exposure.chain import Capability, Chain, Step

CutSet = frozenset[int]


@dataclass(frozen=True, slots=True)
class Weakness:
    """`any departures of holders` of one item at one site, as one of the parts of a cut."""

    step: str
    site: str
    item: str
    departures: int
    holders: int


@dataclass(frozen=True, slots=True)
class Family:
    """A way in which the chain stops: all its parts together; `sets` minimal sets are of this kind."""

    order: int
    parts: tuple[Weakness, ...]
    sets: int


def minimal_cut_sets(chain: Chain, order: int) -> set[CutSet]:
    """Every minimal set of at most `order` holders whose departure stops the chain; numbers only.

    The empty set is the only answer for a chain that stands still already.
    """
    return _either([step_cut_sets(step, order) for step in chain.steps])


def step_cut_sets(step: Step, order: int) -> set[CutSet]:
    """The same for one step: on every line, some item must be lost."""
    found: set[CutSet] | None = None
    for line in step.lines:
        lost = _either([set(_capability(item, order)) for item in line.capabilities])
        found = lost if found is None else _both(found, lost, order)
    return {frozenset()} if found is None else found


def _either(families: list[set[CutSet]]) -> set[CutSet]:
    """The minimal sets of all `families` together, each of which has minimal sets only.

    A set contains one of another family only if everybody in that one occurs in both families: few
    do, and only those are looked for.
    """
    if len(families) == 1:
        return families[0]
    every = set[CutSet]().union(*families)
    members = [frozenset[int]().union(*family) for family in families]
    met, shared = set[int](), set[int]()
    for people in members:
        shared |= people & met
        met |= people
    inner = absorb(cut for cut in every if cut <= shared)
    if frozenset() in inner:
        return {frozenset()}
    by_smallest: dict[int, list[CutSet]] = {}
    for cut in inner:
        by_smallest.setdefault(min(cut), []).append(cut)
    first = frozenset(by_smallest)
    return {cut for cut in every if first.isdisjoint(cut) or not _contains_one(cut, by_smallest)}


def _both(one: set[CutSet], other: set[CutSet], order: int) -> set[CutSet]:
    """The minimal unions of a set of `one` with a set of `other`, up to `order` members."""
    longest = max(map(len, one), default=0) + max(map(len, other), default=0)
    unions = (
        {a | b for a in one for b in other}
        if longest <= order
        else {union for a in one for b in other if len(union := a | b) <= order}
    )
    apart = frozenset[int]().union(*one).isdisjoint(frozenset[int]().union(*other))
    # of minimal sets without a common member, no union contains another
    return unions if apart else absorb(unions)


def families(chain: Chain, order: int) -> tuple[Family, ...]:
    """The cut sets as a person may see them: which items at which sites, how many of how many.

    Sorted by order, then by step, site and item. Sets that several ways share count in each. A
    step that stands still as it is comes once, with order 0 and all that is lost in it; it does
    not hide the weaknesses of the others.
    """
    still = tuple(step for step in chain.steps if frozenset() in step_cut_sets(step, 0))
    moving = tuple(step for step in chain.steps if step not in still)
    found = [*map(_standing, still), *_families(Chain(moving), order)]
    return tuple(
        sorted(found, key=lambda one: (one.order, [(p.step, p.site, p.item) for p in one.parts]))
    )


def _standing(step: Step) -> Family:
    lost = tuple(
        Weakness(step.code, line.site, item.item, 0, len(item.holders))
        for line in step.lines
        for item in line.capabilities
        if item.order == 0
    )
    return Family(0, lost, 1)


def _families(chain: Chain, order: int) -> list[Family]:
    minimal = minimal_cut_sets(chain, order)
    counted: dict[tuple[Weakness, ...], int] = {}
    for step in chain.steps:
        ways: dict[CutSet, set[tuple[Weakness, ...]]] = {frozenset(): {()}}
        for line in step.lines:
            grown: dict[CutSet, set[tuple[Weakness, ...]]] = {}
            for item in line.capabilities:
                part = Weakness(step.code, line.site, item.item, item.order, len(item.holders))
                for lost in _capability(item, order):
                    for cut, parts in ways.items():
                        if len(union := cut | lost) <= order:
                            grown.setdefault(union, set()).update((*way, part) for way in parts)
            ways = grown
        for cut, parts in ways.items():
            if cut in minimal:
                for way in parts:
                    counted[way] = counted.get(way, 0) + 1
    return [Family(_order_of(chain, minimal, way), way, sets) for way, sets in counted.items()]


def absorb(sets: Iterable[CutSet]) -> set[CutSet]:
    """Only the minimal ones: a set that contains another of them is dropped."""
    minimal: set[CutSet] = set()
    by_smallest: dict[int, list[CutSet]] = {}
    for cut in sorted(set(sets), key=len):
        if not cut:
            return {cut}
        if not _contains_one(cut, by_smallest):
            minimal.add(cut)
            by_smallest.setdefault(min(cut), []).append(cut)
    return minimal


def _contains_one(cut: CutSet, by_smallest: Mapping[int, list[CutSet]]) -> bool:
    """Whether `cut` properly contains one of the sets: it does so only with their smallest member."""
    return any(
        other < cut for member in cut if member in by_smallest for other in by_smallest[member]
    )


def _capability(item: Capability, order: int) -> Iterable[CutSet]:
    if item.order > order:
        return ()
    return map(frozenset, combinations(item.holders, item.order))


def _order_of(chain: Chain, minimal: set[CutSet], way: tuple[Weakness, ...]) -> int:
    """The smallest number of people this way can take: holders shared between sites count once."""
    lookup = {
        (step.code, line.site, item.item): item
        for step in chain.steps
        for line in step.lines
        for item in line.capabilities
    }
    unions = {frozenset[int]()}
    for part in way:
        item = lookup[part.step, part.site, part.item]
        unions = {one | cut for one in unions for cut in _capability(item, item.order)}
    return min(len(cut) for cut in unions if cut in minimal)
