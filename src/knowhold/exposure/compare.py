"""The heuristics of the literature, kept to compare with and to test against, never shown as the number.

M-AVL: Avelino et al., arXiv 1604.06766 (static degree order). M-PEEL: reverse peeling after
arXiv 2508.09828. Forward 1/n³ is ours. M-ROB: robustness after arXiv 2603.07845.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from knowhold.exposure.holdings import Holdings


def degree_greedy(
    found: Holdings, *, share: float = 0.5, ties: NDArray[np.float64] | None = None
) -> int:
    """Departures until fewer than `share` of all items are covered, largest holders first.

    An upper bound. `ties` orders people with equal numbers of items, larger first.
    """
    return _until_lost(found, degree_order(found, ties), share)


def degree_order(found: Holdings, ties: NDArray[np.float64] | None = None) -> list[int]:
    """People by the number of items they hold, largest first, ties by `ties`, then by number."""
    held = np.bincount(found.holder, minlength=found.people)
    second = np.zeros(found.people) if ties is None else ties
    return [int(person) for person in np.lexsort((np.arange(found.people), -second, -held))]


def forward_greedy(found: Holdings, *, share: float = 0.5) -> int:
    """Departures by the largest sum of 1/(remaining holders)³ first; close to the optimum."""
    covered = int((found.counts >= found.needed).sum())
    target = math.floor(covered - share * len(found.items) + 1e-9) + 1
    if target <= 0:
        return 0
    for removed, lost in enumerate(forward_order(found), start=1):
        if lost >= target:
            return removed
    return found.people


def forward_order(found: Holdings) -> Iterator[int]:
    """Items lost (beyond those lost at the start) after each departure of the 1/n³ order."""
    by_person = _items_by_person(found)
    spare = (found.counts - found.needed + 1).astype(np.int64)
    alive = spare > 0
    lost = 0
    score = np.zeros(found.people)
    rows, holder = found.pairs()
    np.add.at(score, holder, np.where(alive[rows], 1.0 / np.maximum(spare[rows], 1) ** 3, 0.0))
    heap = [(-score[person], person) for person in range(found.people)]
    heapq.heapify(heap)
    gone = np.zeros(found.people, dtype=bool)
    while heap:
        value, person = heapq.heappop(heap)
        if gone[person]:
            continue
        if -value < score[person] - 1e-12:
            heapq.heappush(heap, (-score[person], person))
            continue
        gone[person] = True
        touched: set[int] = set()
        for item in by_person[person]:
            if not alive[item]:
                continue
            before = 1.0 / spare[item] ** 3
            spare[item] -= 1
            after = 0.0
            if spare[item] == 0:
                alive[item] = False
                lost += 1
            else:
                after = 1.0 / spare[item] ** 3
            for other in found.holders(item):
                score[other] += after - before
                touched.add(int(other))
        for other in touched:
            if not gone[other]:
                heapq.heappush(heap, (-score[other], other))
        yield lost


def reverse_peel(found: Holdings, *, share: float = 0.5) -> int:
    """Everybody gone, then people given back who rescue fewest items while enough stay lost."""
    total = len(found.items)
    covered = int((found.counts >= found.needed).sum())
    target = math.floor(covered - share * total + 1e-9) + 1
    if target <= 0:
        return 0
    by_person = _items_by_person(found)
    holders_left = np.zeros(total, dtype=np.int64)
    lost = covered
    rescues = np.zeros(found.people, dtype=np.int64)
    for person in range(found.people):
        rescues[person] = sum(found.needed[item] == 1 for item in by_person[person])
    heap = [(int(rescues[person]), person) for person in range(found.people)]
    heapq.heapify(heap)
    kept = np.zeros(found.people, dtype=bool)
    gone = found.people
    while heap:
        count, person = heapq.heappop(heap)
        if kept[person] or count != rescues[person]:
            continue
        if lost - count < target:
            break
        kept[person] = True
        gone -= 1
        lost -= count
        for item in by_person[person]:
            holders_left[item] += 1
            missing = int(found.needed[item]) - int(holders_left[item])
            if missing in {0, 1}:
                change = 1 if missing == 1 else -1
                for other in found.holders(item):
                    if not kept[other]:
                        rescues[other] += change
                        heapq.heappush(heap, (int(rescues[other]), int(other)))
    return gone


def robustness(found: Holdings, ties: NDArray[np.float64] | None = None) -> float:
    """R = Σ (S_j + S_{j+1}) / (2P − 1), people added from low to high degree, ties by `ties`.

    S_j is the largest set of items connected through the first j people, over all items. The
    order among people of one degree moves the result in the fourth digit.
    """
    held = np.bincount(found.holder, minlength=found.people)
    second = np.zeros(found.people) if ties is None else ties
    order = [int(person) for person in np.lexsort((np.arange(found.people), second, held))]
    by_person = _items_by_person(found)
    parent = np.arange(len(found.items))
    size = np.ones(len(found.items), dtype=np.int64)

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = int(parent[item])
        return item

    largest, shares = 0, [0.0]
    for person in order:
        items = by_person[person]
        for item in items:
            one, other = root(items[0]), root(item)
            if one != other:
                if size[one] < size[other]:
                    one, other = other, one
                parent[other] = one
                size[one] += size[other]
        if items:
            largest = max(largest, int(size[root(items[0])]))
        shares.append(largest / len(found.items))
    return sum(a + b for a, b in pairwise(shares)) / (2 * found.people - 1)


def _until_lost(found: Holdings, order: list[int], share: float) -> int:
    left = found.counts.astype(np.int64)
    by_person = _items_by_person(found)
    covered = int((left >= found.needed).sum())
    for removed, person in enumerate(order):
        if covered < share * len(found.items):
            return removed
        for item in by_person[person]:
            covered -= int(left[item] == found.needed[item])
            left[item] -= 1
    return len(order)


def _items_by_person(found: Holdings) -> list[list[int]]:
    rows, holder = found.pairs()
    order = np.argsort(holder, kind="stable")
    cuts = np.searchsorted(holder[order], np.arange(1, found.people))
    return [part.tolist() for part in np.split(rows[order], cuts)]
