"""What if so many of a group leave? Best, expected and worst, over who they might be.

The question is asked in numbers ("2 of the extraction engineers at site B"), never about a person.
Expected is exact (hypergeometric); best and worst are proven by a mixed-integer program.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from knowhold.errors import DataError
from knowhold.exposure.departures import Status
from knowhold.exposure.holdings import Holdings, Ints


@dataclass(frozen=True, slots=True)
class Bounded:
    """A number of items with its proof: `value`, the solver's `bound`, and whether they meet."""

    value: int
    bound: int
    status: Status


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Items lost, those lost at the start included; `likelihood` of loss per item, float64."""

    best: Bounded
    expected: float
    worst: Bounded
    likelihood: NDArray[np.float64]


def what_if(
    found: Holdings, group: Ints, leaving: Mapping[int, int], *, seconds: float = 20.0
) -> WhatIf:
    """Items lost when `leaving[g]` people of each group g leave, everybody in g equally likely.

    `group[p]` is the group of holder number p. DataError when more leave than a group has.
    """
    sizes = np.bincount(group, minlength=max(leaving, default=0) + 1)
    for one, count in leaving.items():
        if not 0 <= count <= sizes[one]:
            raise DataError(f"group {one}", str(count), f"between 0 and {sizes[one]} departures")
    likelihood = _likelihood(found, group, leaving, sizes)
    return WhatIf(
        _extreme(found, group, leaving, seconds, sign=1),
        float(likelihood.sum()),
        _extreme(found, group, leaving, seconds, sign=-1),
        likelihood,
    )


def _likelihood(
    found: Holdings, group: Ints, leaving: Mapping[int, int], sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    result = np.zeros(len(found.items))
    for item in range(len(found.items)):
        holders = found.holders(item)
        chance = np.ones(1)
        for one, count in leaving.items():
            held = int((group[holders] == one).sum())
            if held and count:
                chance = np.convolve(chance, _hypergeometric(int(sizes[one]), held, count))
        spare = len(holders) - int(found.needed[item])
        result[item] = float(chance[max(spare + 1, 0) :].sum())
    return result


def _hypergeometric(size: int, held: int, count: int) -> NDArray[np.float64]:
    """P(exactly j of `held` are among `count` of `size`), j = 0..held."""
    whole = math.comb(size, count)
    return np.array(
        [
            math.comb(held, j) * math.comb(size - held, count - j) / whole if j <= count else 0.0
            for j in range(held + 1)
        ]
    )


def _extreme(
    found: Holdings, group: Ints, leaving: Mapping[int, int], seconds: float, *, sign: int
) -> Bounded:
    """Fewest (`sign` 1) or most (`sign` -1) items lost; people who hold the same count as one kind."""
    kinds, kind_group, kind_size = _kinds(found, group)
    alive = np.flatnonzero(found.counts >= found.needed)
    dead = len(found.items) - len(alive)
    if not len(alive):
        return Bounded(dead, dead, Status.PROVEN)
    # variables: departures of each kind, then one flag per item
    count = len(kind_size)
    holds = sparse.lil_matrix((len(alive), count))
    for row, item in enumerate(alive):
        for person in found.holders(int(item)):
            holds[row, kinds[person]] = kind_size[kinds[person]] and 1
    spare = (found.counts - found.needed)[alive].astype(float)
    needed = found.needed[alive].astype(float)
    if sign > 0:  # the flag must rise once too many leave: Σx − k·y ≤ n − k
        flags, limit = sparse.diags(-needed), spare
        gone = holds
    else:  # the flag may rise only then: (n − k + 1)·y − Σx ≤ 0
        flags, limit = sparse.diags(spare + 1), np.zeros(len(alive))
        gone = -holds
    loses = LinearConstraint(sparse.hstack([gone, flags]).tocsr(), -np.inf, limit)
    exact = sparse.lil_matrix((len(leaving), count + len(alive)))
    for row, one in enumerate(leaving):
        exact[row, np.flatnonzero(kind_group == one)] = 1
    totals = np.array(list(leaving.values()), dtype=float)
    upper = np.concatenate(
        [np.where(np.isin(kind_group, list(leaving)), kind_size, 0), np.ones(len(alive))]
    )
    answer = milp(
        np.concatenate([np.zeros(count), np.full(len(alive), float(sign))]),
        constraints=[loses, LinearConstraint(exact.tocsr(), totals, totals)],
        integrality=np.ones(count + len(alive)),
        bounds=Bounds(0, upper),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    worst_case = len(alive) if sign > 0 else 0
    value = worst_case if answer.x is None else round(sign * answer.fun)
    if answer.status == 0:
        return Bounded(dead + value, dead + value, Status.PROVEN)
    bound = 0 if sign > 0 else len(alive)
    if answer.mip_dual_bound is not None:
        bound = round(sign * answer.mip_dual_bound)
    return Bounded(dead + value, dead + bound, Status.BOUND)


def _kinds(found: Holdings, group: Ints) -> tuple[Ints, Ints, Ints]:
    """People of one group with equal items are one kind: kind of each person, its group, its size."""
    rows, holder = found.pairs()
    order = np.argsort(holder, kind="stable")
    cuts = np.searchsorted(holder[order], np.arange(1, found.people))
    items = np.split(rows[order], cuts)
    number: dict[tuple[int, bytes], int] = {}
    kinds = np.array(
        [
            number.setdefault((int(group[person]), items[person].tobytes()), len(number))
            for person in range(found.people)
        ],
        dtype=np.int32,
    )
    groups = np.array([one for one, _ in number], dtype=np.int32)
    return kinds, groups, np.bincount(kinds, minlength=len(number)).astype(np.int32)
