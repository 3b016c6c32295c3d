"""Who can do what, as numbers: a frozen holder × item matrix without a single name in it.

People are numbered while reading and their keys are dropped: every analysis is about items, steps
and sites. An item needs `k` holders; it is lost when fewer than `k` of its holders remain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from knowhold.errors import DataError
from knowhold.exposure.chain import Capability

Ints = NDArray[np.int32]
Offsets = NDArray[np.int64]

LARGEST: Final = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True)
class Holdings:
    """Items × holders as compressed rows.

    `items[i]` is an item's code, `needed[i]` its k; its holders are
    `holder[start[i]:start[i + 1]]`, ascending numbers below `people`.
    """

    items: tuple[str, ...]
    needed: Ints
    start: Offsets
    holder: Ints
    people: int

    @property
    def counts(self) -> Ints:
        """Number of holders of each item, int32, one per item."""
        return np.diff(self.start).astype(np.int32)

    def holders(self, item: int) -> Ints:
        return self.holder[self.start[item] : self.start[item + 1]]

    def pairs(self) -> tuple[Ints, Ints]:
        """The matrix as two int32 arrays of equal length: item number, holder number."""
        rows = np.repeat(np.arange(len(self.items), dtype=np.int32), np.diff(self.start))
        return rows, self.holder

    def only(self, items: Sequence[int]) -> Holdings:
        """The same people over fewer items, in the order given."""
        chosen = [self.holders(item) for item in items]
        start = np.zeros(len(items) + 1, dtype=np.int64)
        np.cumsum([len(holders) for holders in chosen], out=start[1:])
        return Holdings(
            tuple(self.items[item] for item in items),
            self.needed[list(items)],
            start,
            np.concatenate(chosen) if chosen else np.empty(0, dtype=np.int32),
            self.people,
        )


def holdings(
    pairs: Iterable[tuple[str, str]],
    *,
    items: Sequence[str] = (),
    needed: Mapping[str, int] | None = None,
) -> Holdings:
    """Number the people of (person key, item code) pairs and drop their keys.

    `items` lists the items that exist, also those nobody holds; an item seen only in a pair is
    appended. `needed` gives k per item, 1 where absent. DataError for k < 1.
    """
    item_number = {code: number for number, code in enumerate(items)}
    people: dict[str, int] = {}
    cells: set[tuple[int, int]] = set()
    for person, code in pairs:
        row = item_number.setdefault(code, len(item_number))
        cells.add((row, people.setdefault(person, len(people))))
    wanted = needed or {}
    for code, k in wanted.items():
        if k < 1:
            raise DataError(f"item {code}", str(k), "at least one holder needed")
    rows = np.fromiter((row for row, _ in cells), dtype=np.int64, count=len(cells))
    columns = np.fromiter((column for _, column in cells), dtype=np.int32, count=len(cells))
    return from_arrays(
        tuple(item_number),
        np.array([wanted.get(code, 1) for code in item_number], dtype=np.int32),
        rows,
        columns,
        len(people),
    )


def from_arrays(
    items: tuple[str, ...],
    needed: Ints,
    rows: NDArray[np.int64],
    columns: Ints,
    people: int,
) -> Holdings:
    """Holdings from parallel arrays of item and holder numbers, each pair once, any order."""
    order = np.lexsort((columns, rows))
    start = np.zeros(len(items) + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=len(items)), out=start[1:])
    return Holdings(items, needed, start, np.ascontiguousarray(columns[order]), people)


def of_capabilities(found: Sequence[Capability], people: int) -> Holdings:
    """Capabilities of a chain as the items of a matrix, named by their items, in their order."""
    start = np.zeros(len(found) + 1, dtype=np.int64)
    np.cumsum([len(item.holders) for item in found], out=start[1:])
    return Holdings(
        tuple(item.item for item in found),
        np.array([item.needed for item in found], dtype=np.int32),
        start,
        np.array([holder for item in found for holder in item.holders], dtype=np.int32),
        people,
    )
