"""Departures drawn 64 at a time, one bit each: for shocks that hit many people together.

Independent departures need no simulation (`loss` is exact); a site that closes or a team that
leaves together does. People are numbered by site, so a word of a site's shock is read once.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from knowhold.exposure.holdings import Holdings, Ints

Words = NDArray[np.uint64]

# A leave rate is used to 1/65,536: far finer than any rate is known.
_PRECISION: Final = 16

Kernel = Callable[[NDArray[np.int64], Ints, Words, Ints], Words]


@dataclass(frozen=True, slots=True)
class Groups:
    """Who leaves together: the group of each person, a rate per group, a shock rate per group.

    A shock takes everybody of the group at once; without one each leaves at the group's rate.
    """

    of_person: Ints
    rates: NDArray[np.float64]
    shocks: NDArray[np.float64]


def draw(groups: Groups, *, words: int, seed: int) -> Words:
    """`words` × 64 scenarios: uint64 (people, words); a set bit says that the person leaves."""
    people = len(groups.of_person)
    gone = np.empty((people, words), dtype=np.uint64)
    order = np.argsort(groups.of_person, kind="stable")
    ends = np.cumsum(np.bincount(groups.of_person, minlength=len(groups.rates)))
    for group, members in enumerate(np.split(order, ends[:-1])):
        gone[members] = draw_group(groups, group, len(members), words=words, seed=seed)
    return gone


def draw_group(
    groups: Groups, group: int, members: int, *, words: int, seed: int, key: int | None = None
) -> Words:
    """The rows of one group alone, the same as in the whole drawing: groups are drawn anywhere.

    `key` is the group's number in the whole, where `groups` is a part of it.
    """
    stream = np.random.SeedSequence(seed, spawn_key=(group if key is None else key,))
    random = np.random.Generator(np.random.SFC64(stream))
    shock = bernoulli(random, float(groups.shocks[group]), (words,))
    return bernoulli(random, float(groups.rates[group]), (members, words)) | shock


def bernoulli(random: np.random.Generator, rate: float, shape: tuple[int, ...]) -> Words:
    """Words whose every bit is set with probability `rate`, by the binary digits of the rate.

    From the last digit to the first: a 1 ORs a fresh random word in, a 0 ANDs it. ValueError
    for a rate outside 0..1.
    """
    if not 0 <= rate <= 1:
        raise ValueError(f"leave rate `{rate}` is not between 0 and 1")
    digits = round(rate * (1 << _PRECISION))
    if digits == 1 << _PRECISION:
        return np.full(shape, ~np.uint64(0))
    found = np.zeros(shape, dtype=np.uint64)
    started = False
    for place in range(_PRECISION):
        is_one = bool(digits >> place & 1)
        # trailing zeros change nothing: no random word is spent on them
        started = started or is_one
        if started:
            fresh = random.integers(0, 1 << 64, size=shape, dtype=np.uint64)
            found = found | fresh if is_one else found & fresh
    return found


def lost(found: Holdings, gone: Words) -> Words:
    """uint64 (items, words): a set bit says that the item is lost in that scenario. Exact counts."""
    return KERNEL(found.start, found.holder, gone, found.needed)


def loss_frequency(bits: Words) -> NDArray[np.float64]:
    """The share of scenarios in which each item is lost, from `lost`."""
    share: NDArray[np.float64] = np.bitwise_count(bits).sum(axis=1) / (64 * bits.shape[1])
    return share


def lost_per_scenario(bits: Words) -> NDArray[np.int64]:
    """How many items each scenario loses: int64 (64 × words), scenario order."""
    total = np.zeros(64 * bits.shape[1], dtype=np.int64)
    # 4,096 items at a time keep the unpacked bits small
    for first in range(0, len(bits), 4096):
        raw = bits[first : first + 4096].view(np.uint8)
        total += np.unpackbits(raw, axis=1, bitorder="little").sum(axis=0, dtype=np.int64)
    return total


def numpy_kernel(start: NDArray[np.int64], holder: Ints, gone: Words, needed: Ints) -> Words:
    """Plain NumPy: one AND-reduction where one holder suffices, bit counters where more are needed."""
    counts = np.diff(start)
    result = np.full((len(counts), gone.shape[1]), ~np.uint64(0))
    single = np.flatnonzero((needed == 1) & (counts > 0))
    if len(single) == len(counts):
        every: Words = np.bitwise_and.reduceat(gone[holder], start[:-1], axis=0)
        return every
    for item in single:
        result[item] = np.bitwise_and.reduce(gone[holder[start[item] : start[item + 1]]], axis=0)
    for k in np.unique(needed[needed > 1]):
        chosen = np.flatnonzero((needed == k) & (counts >= k))
        result[chosen] = ~_at_least(start, holder, gone, chosen, int(k))
    return result


def _at_least(
    start: NDArray[np.int64], holder: Ints, gone: Words, chosen: NDArray[np.intp], k: int
) -> Words:
    """Bits where at least `k` holders stay: reached[j] = more than j stayed so far, saturating."""
    counts = np.diff(start)[chosen]
    order = np.argsort(-counts, kind="stable")
    items, counts = chosen[order], counts[order]
    reached = np.zeros((k, len(items), gone.shape[1]), dtype=np.uint64)
    for place in range(int(counts[0]) if len(counts) else 0):
        active = int(np.searchsorted(-counts, -place, side="left"))
        stays = ~gone[holder[start[items[:active]] + place]]
        for level in range(k - 1, 0, -1):
            reached[level, :active] |= reached[level - 1, :active] & stays
        reached[0, :active] |= stays
    back: Words = np.empty_like(reached[k - 1])
    back[order] = reached[k - 1]
    return back


def _fastest() -> Kernel:
    if importlib.util.find_spec("numba") is None:
        return numpy_kernel
    kernel: Kernel = importlib.import_module("knowhold.exposure.compiled").kernel
    return kernel


KERNEL: Final[Kernel] = _fastest()
