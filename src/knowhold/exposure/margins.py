"""Margins of every capability and the heat map of stages × sites, never a number about a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from knowhold.exposure.building import Built
from knowhold.exposure.chain import Capability, Line, Step
from knowhold.exposure.floors import SMALLEST_CELL


@dataclass(frozen=True, slots=True)
class Margin:
    """A capability at a site: confirmed holders, those needed, and what is left before it is lost."""

    step: str
    site: str
    item: str
    holders: int
    needed: int
    unconfirmed: int
    # a declared departure falls into the weeks that a successor needs: begin now
    is_due: bool = False

    @property
    def margin(self) -> int:
        """Holders beyond those needed; negative when it is lost as it stands."""
        return self.holders - self.needed

    @property
    def order(self) -> int:
        """Departures that lose it; 0 when it is lost already."""
        return max(self.margin + 1, 0)


class Thinness(StrEnum):
    LOST = "lost"
    ONE = "one"
    TWO = "two"
    SAFE = "safe"


@dataclass(frozen=True, slots=True)
class Cell:
    """A stage at one or several sites: the smallest margin among `capabilities` of them, and how
    many of them (`thinnest`) have it.

    `sites` has more than one name when a site alone would stand for fewer than five people;
    `is_hidden` when even all of them together do.
    """

    step: str
    sites: tuple[str, ...]
    capabilities: int
    margin: int
    is_hidden: bool
    thinnest: int

    @property
    def order(self) -> int:
        """Departures that lose one of them; 0 when one is lost already."""
        return max(self.margin + 1, 0)

    @property
    def thinness(self) -> Thinness:
        return thinness(self.margin)


def thinness(margin: int) -> Thinness:
    """Four classes of a margin: lost, one departure away, two, more."""
    if margin < 0:
        return Thinness.LOST
    return {0: Thinness.ONE, 1: Thinness.TWO}.get(margin, Thinness.SAFE)


def margins(built: Built) -> tuple[Margin, ...]:
    """Every capability of the chain, thinnest first, then by step, site and item."""
    found = [
        Margin(
            step.code,
            line.site,
            item.item,
            len(item.holders),
            item.needed,
            built.unconfirmed.get((step.code, line.site, item.item), 0),
            (step.code, line.site, item.item) in built.due,
        )
        for step, line, item in capabilities(built)
    ]
    return tuple(sorted(found, key=lambda one: (one.margin, one.step, one.site, one.item)))


def capabilities(built: Built) -> Iterator[tuple[Step, Line, Capability]]:
    """Steps, lines and capabilities in the chain's order."""
    for step in built.chain.steps:
        for line in step.lines:
            for item in line.capabilities:
                yield step, line, item


def heat(built: Built) -> tuple[Cell, ...]:
    """The heat map: one cell per step and site, small sites of a step merged into one cell."""
    cells: list[Cell] = []
    for step in built.chain.steps:
        people = {line.site: _people(line) for line in step.lines}
        small = [site for site, count in people.items() if count < SMALLEST_CELL]
        # a single small site would show by subtraction: it takes its smallest neighbour along
        if len(small) == 1 and len(people) > 1:
            rest = {site: count for site, count in people.items() if site not in small}
            small.append(min(rest, key=lambda site: (rest[site], site)))
        cells += [
            _cell(step.code, [line], is_hidden=False)
            for line in step.lines
            if line.site not in small
        ]
        if small:
            merged = [line for line in step.lines if line.site in small]
            everybody = {h for line in merged for item in line.capabilities for h in item.holders}
            cells.append(_cell(step.code, merged, is_hidden=len(everybody) < SMALLEST_CELL))
    return tuple(cells)


def by_order(found: tuple[Margin, ...]) -> Mapping[int, tuple[Margin, ...]]:
    """The capabilities by how many departures lose them, 0 first."""
    orders: dict[int, list[Margin]] = {}
    for one in sorted(found, key=lambda margin: margin.order):
        orders.setdefault(one.order, []).append(one)
    return {order: tuple(ones) for order, ones in orders.items()}


def by_thinness(found: Iterable[int]) -> Mapping[Thinness, int]:
    """How many of the margins `found` fall into each class."""
    counted = Counter(thinness(margin) for margin in found)
    return {kind: counted[kind] for kind in Thinness}


def _people(line: Line) -> int:
    return len({holder for item in line.capabilities for holder in item.holders})


def _cell(step: str, lines: list[Line], *, is_hidden: bool) -> Cell:
    smallest = [len(item.holders) - item.needed for line in lines for item in line.capabilities]
    least = min(smallest, default=0)
    sites = tuple(sorted(line.site for line in lines))
    return Cell(step, sites, len(smallest), least, is_hidden, smallest.count(least))
