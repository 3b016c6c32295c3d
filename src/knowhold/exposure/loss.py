"""Exact probability that an item is lost when people leave independently of one another.

P(stayers < k) by a recurrence over an item's holders with k states; no simulation is needed.
Leave rates are per site or role, from aggregates: never about a person (RIGHTS.md).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowhold.exposure.holdings import Holdings

Rates = NDArray[np.float64]


def loss_probability(found: Holdings, leaving: Rates) -> Rates:
    """P(lost) of each item, float64 in [0, 1], exact up to rounding.

    `leaving[p]` is the leave rate of the group that holder number `p` belongs to. An item with
    fewer than k holders is lost with certainty. O(pairs × largest k).
    """
    counts = found.counts
    result = np.ones(len(found.items))
    order = np.argsort(-counts, kind="stable")
    for k in np.unique(found.needed):
        chosen = order[found.needed[order] == k]
        chosen = chosen[counts[chosen] >= k]
        if len(chosen):
            result[chosen] = _below(found, chosen, leaving, int(k))
    return result


def fewer_stay(stay: Sequence[float], needed: int) -> float:
    """P(fewer than `needed` of independent holders stay), by the same recurrence for one item."""
    state = np.zeros(needed)
    state[0] = 1.0
    for chance in stay:
        state = state * (1 - chance) + np.concatenate([[0.0], state[:-1]]) * chance
    return float(state.sum())


def _below(found: Holdings, chosen: NDArray[np.intp], leaving: Rates, k: int) -> Rates:
    """P(fewer than `k` of the holders stay), for items sorted by falling number of holders."""
    counts = found.counts[chosen]
    start = found.start[chosen]
    # state[j] = P(exactly j holders so far stay), j < k; a column per item
    state = np.zeros((k, len(chosen)))
    state[0] = 1.0
    for place in range(int(counts[0])):
        # INVARIANT: items with more than `place` holders stand first
        active = int(np.searchsorted(-counts, -place, side="left"))
        goes = leaving[found.holder[start[:active] + place]]
        block = state[:, :active]
        for stayers in range(k - 1, 0, -1):
            block[stayers] = block[stayers] * goes + block[stayers - 1] * (1.0 - goes)
        block[0] *= goes
    total: Rates = state.sum(axis=0)
    return total
