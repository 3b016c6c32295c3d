"""The scenario kernel cut into parts by site, so that each part can be counted on another machine.

An item belongs to the part of the groups its holders come from. A part carries only its own people,
renumbered, and draws their scenarios itself: a group is drawn from the seed and its own number, so
every part sees the same departures as the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowhold.exposure.holdings import Holdings, Ints, Offsets
from knowhold.exposure.scenarios import Groups, Words, draw_group, lost


@dataclass(frozen=True, slots=True)
class Part:
    """Items `rows` of the whole matrix with their holders, and what is needed to draw them.

    `holder` numbers the part's own people; person p of the part is number `place[p]` of group
    `group[p]`, whose whole size, rate and shock stand at that group's place in the arrays.
    """

    rows: NDArray[np.int64]
    needed: Ints
    start: Offsets
    holder: Ints
    group: Ints
    place: Ints
    groups: Ints
    sizes: Ints
    rates: NDArray[np.float64]
    shocks: NDArray[np.float64]


def parts(found: Holdings, groups: Groups) -> list[Part]:
    """The matrix in parts: one for each group whose holders share all their items, one for the rest.

    O(pairs). Items that nobody holds fall into the last part.
    """
    counts = np.diff(found.start)
    of_holder = groups.of_person[found.holder]
    full = np.flatnonzero(counts)
    first = np.full(len(counts), -1, dtype=np.int64)
    lowest = np.minimum.reduceat(of_holder, found.start[full]) if len(full) else of_holder[:0]
    highest = np.maximum.reduceat(of_holder, found.start[full]) if len(full) else of_holder[:0]
    first[full] = np.where(lowest == highest, lowest, -1)
    place = _places(groups)
    sizes = np.bincount(groups.of_person, minlength=len(groups.rates)).astype(np.int32)
    return [
        _part(found, groups, np.flatnonzero(first == group), place, sizes)
        for group in np.unique(first)
    ]


def lost_in(part: Part, words: int, seed: int) -> tuple[NDArray[np.int64], Words]:
    """The part's item numbers in the whole, and their lost scenarios: uint64 (items, words)."""
    gone = np.empty((len(part.group), words), dtype=np.uint64)
    for number, group in enumerate(part.groups):
        own = Groups(np.empty(0, np.int32), part.rates, part.shocks)
        rows = draw_group(
            own, number, int(part.sizes[number]), words=words, seed=seed, key=int(group)
        )
        members = np.flatnonzero(part.group == number)
        gone[members] = rows[part.place[members]]
    items = tuple(map(str, part.rows))
    matrix = Holdings(items, part.needed, part.start, part.holder, len(part.group))
    return part.rows, lost(matrix, gone)


def lost_apart(
    found: Holdings,
    groups: Groups,
    *,
    words: int,
    seed: int,
    run: Callable[[Callable[[Part], tuple[NDArray[np.int64], Words]], list[Part]],
                  Iterable[tuple[NDArray[np.int64], Words]]] = map,
) -> Words:  # fmt: skip
    """The same bits as `lost(found, draw(...))`, counted part by part.

    `run` applies a function to every part: `map` here, a pool or Spark's own map elsewhere.
    """
    result = np.empty((len(found.items), words), dtype=np.uint64)
    for rows, bits in run(_Counted(words, seed), parts(found, groups)):
        result[rows] = bits
    return result


@dataclass(frozen=True, slots=True)
class _Counted:
    """`lost_in` with its numbers, in a form that can be sent to another process."""

    words: int
    seed: int

    def __call__(self, part: Part) -> tuple[NDArray[np.int64], Words]:
        return lost_in(part, self.words, self.seed)


def _places(groups: Groups) -> Ints:
    """The number of each person within their group, in the order in which a group is drawn."""
    order = np.argsort(groups.of_person, kind="stable")
    sizes = np.bincount(groups.of_person, minlength=len(groups.rates))
    begin = np.repeat(np.cumsum(sizes) - sizes, sizes)
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order)) - begin
    return place


def _part(
    found: Holdings, groups: Groups, rows: NDArray[np.int64], place: Ints, sizes: Ints
) -> Part:
    counts = np.diff(found.start)[rows]
    start = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum(counts, out=start[1:])
    cells = np.repeat(found.start[rows] - start[:-1], counts) + np.arange(start[-1])
    people, holder = np.unique(found.holder[cells], return_inverse=True)
    named, group = np.unique(groups.of_person[people], return_inverse=True)
    return Part(
        rows,
        found.needed[rows],
        start,
        holder.astype(np.int32),
        group.astype(np.int32),
        place[people],
        named.astype(np.int32),
        sizes[named],
        groups.rates[named],
        groups.shocks[named],
    )
