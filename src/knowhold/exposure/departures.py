"""The fewest departures that would lose too much: exact, with proof or with a bound.

M-MCS, the minimum critical set (name and NP-hardness: arXiv 2603.07845), as a mixed-integer
program. The heuristics of the field overstate it, and an overstated number reassures: they stand
in `compare` for tests only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from knowhold.exposure.compare import forward_order
from knowhold.exposure.holdings import Holdings


class Status(StrEnum):
    PROVEN = "proven"
    BOUND = "bound"
    # drawn at random: the bounds around it hold in 99 of 100 cases
    DRAWN = "drawn"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Departures:
    """`fewest` people whose leaving loses the share; between `bound` and `fewest` if not proven.

    `lost` counts the items such a set loses. Who they are is not kept.
    """

    fewest: int
    bound: int
    status: Status
    lost: int


def minimum_departures(found: Holdings, *, share: float = 0.5, seconds: float = 60.0) -> Departures:
    """The fewest departures after which fewer than `share` of all items stay covered.

    Items below their k at the start count as lost already; 0 departures when too much is lost
    as it stands. `seconds` limits the solver; then `status` says `bound`. `IMPOSSIBLE` when
    even everybody's leaving loses too little (a `share` of 0).
    """
    total = len(found.items)
    covered = np.flatnonzero(found.counts >= found.needed)
    target = math.floor(len(covered) - share * total + 1e-9) + 1
    if target <= 0:
        return Departures(0, 0, Status.PROVEN, total - len(covered))
    if target > len(covered):
        return Departures(found.people, found.people, Status.IMPOSSIBLE, len(covered))
    groups = _grouped(found, covered)
    return _solve(found, groups, target, seconds)


def _grouped(found: Holdings, covered: NDArray[np.intp]) -> dict[tuple[int, bytes], int]:
    """Items with the same k and the same holders fall together: how many there are of each."""
    groups: dict[tuple[int, bytes], int] = {}
    for item in covered:
        key = (int(found.needed[item]), found.holders(int(item)).tobytes())
        groups[key] = groups.get(key, 0) + 1
    return groups


def _solve(
    found: Holdings, groups: dict[tuple[int, bytes], int], target: int, seconds: float
) -> Departures:
    people, count = found.people, len(groups)
    weight = np.fromiter(groups.values(), dtype=float, count=count)
    rows: list[NDArray[np.int64]] = []
    columns: list[NDArray[np.int64]] = []
    values: list[NDArray[np.float64]] = []
    row = 0
    whole = np.ones(people + count)
    for group, (k, raw) in enumerate(groups):
        holders = np.frombuffer(raw, dtype=np.int32).astype(np.int64)
        n = len(holders)
        if k == 1:
            # lost only if everybody leaves: y <= x_p for each holder is tighter than one sum
            rows += [np.arange(row, row + n), np.arange(row, row + n)]
            columns += [np.full(n, people + group), holders]
            values += [np.ones(n), -np.ones(n)]
            whole[people + group] = 0
            row += n
        else:
            rows += [np.full(n + 1, row)]
            columns += [np.append(holders, people + group)]
            values += [np.append(-np.ones(n), n - k + 1.0)]
            row += 1
    rows += [np.full(count, row)]
    columns += [np.arange(people, people + count)]
    values += [-weight]
    matrix = sparse.csr_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
        shape=(row + 1, people + count),
    )
    upper = np.zeros(row + 1)
    upper[row] = -target
    best, lost = _warm(found, target)
    result = milp(
        np.concatenate([np.ones(people), np.zeros(count)]),
        constraints=LinearConstraint(matrix, -np.inf, upper),
        integrality=whole,
        bounds=Bounds(0, 1),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    if result.x is not None and round(result.fun) <= best:
        best = round(result.fun)
        lost = round(float(weight @ np.round(result.x[people:])))
    if result.status == 0:
        return Departures(best, best, Status.PROVEN, lost)
    bound = 0 if result.mip_dual_bound is None else math.ceil(result.mip_dual_bound - 1e-6)
    return Departures(best, max(bound, 1), Status.PROVEN if bound >= best else Status.BOUND, lost)


def _warm(found: Holdings, target: int) -> tuple[int, int]:
    """An upper bound that is there even when the solver runs out of time."""
    lost = 0
    for removed, lost in enumerate(forward_order(found), start=1):
        if lost >= target:
            return removed, lost
    return found.people, lost
