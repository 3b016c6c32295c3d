"""The chance that the chain stops when people leave alone or together, and which part it hangs on.

People leave independently at their site's rate, and a shock may take everybody of a site at once,
so that departures are correlated. Small chains are enumerated (proven); larger ones are drawn with
the bit kernel, and every number carries its 99 % interval (Wilson).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from knowhold.exposure.departures import Status
from knowhold.exposure.scenarios import Groups, Words, draw

# Up to so many people and shocks all departures are enumerated: 2^16 states are 1,024 words.
MOST_ENUMERATED: Final = 16
# 99 % of a normal distribution lie within so many standard deviations.
_Z: Final = 2.5758293035489004
_ALL: Final = ~np.uint64(0)


@dataclass(frozen=True, slots=True)
class Leaving:
    """Yearly rates by site: `rates` of leaving alone, `shocks` of everybody leaving at once."""

    rates: Mapping[str, float]
    shocks: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Chance:
    """A probability: proven (`low` = `value` = `high`), or drawn, within `low`..`high` at 99 %."""

    value: float
    low: float
    high: float
    status: Status


@dataclass(frozen=True, slots=True)
class States:
    """Many possible years at once: a bit a year for each person, and what each year weighs.

    `weight` is None when the years were drawn and all count the same.
    """

    gone: Words
    weight: NDArray[np.float64] | None

    @property
    def words(self) -> int:
        return int(self.gone.shape[1])

    def chance(self, bits: Words) -> Chance:
        """P(bits) over all states."""
        return self.share(bits, np.full(self.words, _ALL))

    def share(self, bits: Words, among: Words) -> Chance:
        """P(bits | among); `bits` are part of `among`. Without any `among` nothing is known: 0..1."""
        if self.weight is None:
            return _drawn(_count(bits), _count(among))
        whole = _weighed(among, self.weight)
        value = _weighed(bits, self.weight) / whole if whole > 0 else 0.0
        return Chance(value, value, value, Status.PROVEN)


def states_of(
    sites: Sequence[str], leaving: Leaving, *, concerned: Sequence[int], words: int, seed: int
) -> States:
    """The states of people whose sites are `sites`: all of them if few are `concerned`, else drawn.

    `words` × 64 years are drawn. People who are not concerned stay in the enumeration.
    """
    named = sorted(set(sites))
    number = {site: place for place, site in enumerate(named)}
    shocked = sorted({sites[person] for person in concerned if leaving.shocks.get(sites[person])})
    if len(concerned) + len(shocked) <= MOST_ENUMERATED:
        return _enumerated(sites, leaving, list(concerned), shocked)
    groups = Groups(
        np.array([number[site] for site in sites], dtype=np.int32),
        np.array([leaving.rates.get(site, 0.0) for site in named]),
        np.array([leaving.shocks.get(site, 0.0) for site in named]),
    )
    return States(draw(groups, words=words, seed=seed), None)


def _enumerated(
    sites: Sequence[str], leaving: Leaving, concerned: list[int], shocked: list[str]
) -> States:
    """Every combination of departures and shocks once, weighed by its probability."""
    bits = len(concerned) + len(shocked)
    count = max(1 << bits, 64)
    years = np.arange(count, dtype=np.int64)
    weight = np.where(years < 1 << bits, 1.0, 0.0)
    gone = np.zeros((len(sites), count // 64), dtype=np.uint64)
    chances = [leaving.rates.get(sites[person], 0.0) for person in concerned]
    chances += [leaving.shocks[site] for site in shocked]
    for place, chance in enumerate(chances):
        happens = (years >> place & 1).astype(bool)
        weight *= np.where(happens, chance, 1.0 - chance)
        packed = np.packbits(happens, bitorder="little").view(np.uint64)
        if place < len(concerned):
            gone[concerned[place]] |= packed
        else:
            site = shocked[place - len(concerned)]
            gone[[person for person, at in enumerate(sites) if at == site]] |= packed
    return States(gone, weight)


def _drawn(hits: int, of: int) -> Chance:
    """A proportion with Wilson's score interval, which stays inside 0..1 also near its ends."""
    if of == 0:
        return Chance(0.0, 0.0, 1.0, Status.DRAWN)
    share, z2 = hits / of, _Z * _Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z / (1 + z2 / of) * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    # the formula gives the ends exactly, arithmetic only nearly
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    high = 1.0 if hits == of else min(1.0, middle + half)
    return Chance(share, low, high, Status.DRAWN)


def _count(bits: Words) -> int:
    return int(np.bitwise_count(bits).sum())


def _weighed(bits: Words, weight: NDArray[np.float64]) -> float:
    return float(np.unpackbits(bits.view(np.uint8), bitorder="little") @ weight)
