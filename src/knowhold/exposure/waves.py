"""Waves of departures, on counts of sites and stages only, never below a minimum group size.

Poisson CUSUM (Lucas 1985) with its run length from the Markov chain; temporal scan statistic with
multinomial replicas (Kulldorff's likelihood ratio). A wave can trigger one thing only: a review of
a site's margins.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowhold.exposure.floors import SMALLEST_CELL, SMALLEST_GROUP


@dataclass(frozen=True, slots=True)
class Wave:
    """Months `first` to `last` (positions, both included) with `count` against `expected`."""

    first: int
    last: int
    count: int
    expected: float
    ratio: float
    p_value: float


def cusum_reference(usual: float, raised: float) -> float:
    """The reference value k = (μ1 − μ0) / ln(μ1 / μ0): the reference value that separates the two rates best."""
    return (raised - usual) / math.log(raised / usual)


def cusum(counts: Sequence[int], *, k: float) -> list[float]:
    """S after each count, S = max(0, S + x − k); an alarm wherever it reaches the chosen h."""
    state, path = 0.0, []
    for count in counts:
        state = max(0.0, state + count - k)
        path.append(state)
    return path


def run_length(mean: float, *, k: int, h: int, start: int = 0) -> float:
    """Average number of counts until an alarm, exact for whole k and h: (I − Q)⁻¹ 1."""
    # by logarithms: a large mean to a large power overflows
    chance = [math.exp(x * math.log(mean) - mean - math.lgamma(x + 1)) for x in range(h + k + 1)]
    step = np.zeros((h, h))
    for state in range(h):
        for x, p in enumerate(chance):
            reached = max(0, state + x - k)
            if reached < h:
                step[state, reached] += p
    lengths = np.linalg.solve(np.eye(h) - step, np.ones(h))
    return float(lengths[start])


@dataclass(frozen=True, slots=True)
class Alarm:
    """Where the running sum first alarms, if it does; `every` is its mean run without a change."""

    at: int | None
    usual: float
    every: float


def alarm(counts: Sequence[int], *, usual: float, quiet: float = 60.0) -> Alarm:
    """The CUSUM tuned to a doubling of `usual`, alarming falsely once in at least `quiet` counts.

    The reference is rounded to whole numbers, for which the run length is exact.
    """
    usual = max(usual, 0.5)
    k = max(1, round(cusum_reference(usual, 2 * usual)))
    h = next(h for h in range(1, 400) if h == 399 or run_length(usual, k=k, h=h) >= quiet)
    path = cusum(counts, k=k)
    at = next((place for place, state in enumerate(path) if state >= h), None)
    return Alarm(at, usual, run_length(usual, k=k, h=h))


def scan(counts: Sequence[int], *, longest: int, replicas: int = 999, seed: int = 0) -> Wave | None:
    """The window of at most `longest` months that stands out most, with its p-value.

    None when nobody left. Expected counts are equal over months; replicas are multinomial.
    """
    observed = np.asarray(counts, dtype=np.int64)
    total, months = int(observed.sum()), len(observed)
    if total == 0:
        return None
    ratio, first, last = _strongest(observed, total, longest)
    drawn = np.random.default_rng(seed).multinomial(total, [1 / months] * months, size=replicas)
    above = sum(_strongest(row, total, longest)[0] >= ratio - 1e-12 for row in drawn)
    count = int(observed[first : last + 1].sum())
    return Wave(
        first,
        last,
        count,
        total * (last - first + 1) / months,
        ratio,
        (above + 1) / (replicas + 1),
    )


def _strongest(counts: np.ndarray, total: int, longest: int) -> tuple[float, int, int]:
    months = len(counts)
    sums = np.concatenate([[0], np.cumsum(counts)])
    best = (0.0, 0, 0)
    for length in range(1, min(longest, months - 1) + 1):
        inside = (sums[length:] - sums[:-length]).astype(float)
        expected = total * length / months
        ratio = _likelihood(inside, expected, total)
        place = int(ratio.argmax())
        if ratio[place] > best[0]:
            best = (float(ratio[place]), place, place + length - 1)
    return best


def _likelihood(inside: np.ndarray, expected: float, total: int) -> np.ndarray:
    """The likelihood ratio c ln(c/e) + (C−c) ln((C−c)/(C−e)) where c > e, else 0."""
    outside = total - inside
    with np.errstate(divide="ignore", invalid="ignore"):
        value = inside * np.log(inside / expected) + np.where(
            outside > 0, outside * np.log(outside / (total - expected)), 0.0
        )
    return np.where(inside > expected, value, 0.0)


def merged(
    leavers: Mapping[str, int], people: Mapping[str, int]
) -> dict[tuple[str, ...], tuple[int, int]]:
    """Groups merged until none can reveal a person: names → (leavers, people).

    A group stands alone with at least ten people, five leavers and five others; the rest are
    merged, smallest first, and fall away when even all together are too few.
    """
    alone: dict[tuple[str, ...], tuple[int, int]] = {
        (name,): (leavers.get(name, 0), count)
        for name, count in people.items()
        if _is_safe(leavers.get(name, 0), count)
    }
    small = sorted(
        (name for name in people if (name,) not in alone), key=lambda name: (people[name], name)
    )
    pool: list[str] = []
    for name in small:
        pool.append(name)
        together = _sum(pool, leavers, people)
        if _is_safe(*together) and _rest_is_safe(small[len(pool) :], leavers, people):
            alone[tuple(sorted(pool))] = together
            pool = []
    return alone


def _is_safe(left: int, count: int) -> bool:
    return count >= SMALLEST_GROUP and left >= SMALLEST_CELL and count - left >= SMALLEST_CELL


def _sum(
    names: Sequence[str], leavers: Mapping[str, int], people: Mapping[str, int]
) -> tuple[int, int]:
    return sum(leavers.get(name, 0) for name in names), sum(people[name] for name in names)


def _rest_is_safe(
    names: Sequence[str], leavers: Mapping[str, int], people: Mapping[str, int]
) -> bool:
    # INVARIANT: nobody is left over whose numbers could be found by subtraction
    return not names or _is_safe(*_sum(names, leavers, people))


def noisy(count: int, *, epsilon: float, seed: int | None) -> int:
    """`count` plus two-sided geometric noise: ε-differential privacy for one departure.

    P(noise = z) is proportional to e^(−ε|z|) (Ghosh, Roughgarden, Sundararajan 2012). A `seed` is for
    tests only: whoever knows it can take the noise off again; None draws from the system.
    """
    if epsilon <= 0:
        raise ValueError(f"epsilon `{epsilon}` must be above 0")
    draw = np.random.default_rng(seed)
    p = 1 - math.exp(-epsilon)
    return int(count + draw.geometric(p) - draw.geometric(p))
