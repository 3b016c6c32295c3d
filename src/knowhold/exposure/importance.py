"""How much the chain hangs on a capability, a step or a site; never on a person.

Each of them is set lost and set kept in every possible year, all else unchanged, so that the
numbers mean the same with shared people and shocks, where conditional chances would mix causes:

- Birnbaum: the chance that it alone decides (the chain stops if it is lost, and does not if kept);
- criticality: the share of stops that would not have come about had it been kept;
- Fussell-Vesely: the share of stops in which it takes part (it is lost, and its step with it; for a
  site: some step of its own is lost).

With independent parts these are the textbook measures. A step that stands still already is left
out and named: beside it nothing could be told apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

import numpy as np

from knowhold.exposure.building import Built
from knowhold.exposure.chain import Capability, Chain, Line, Step
from knowhold.exposure.chances import Chance, Leaving, States, states_of
from knowhold.exposure.holdings import Holdings
from knowhold.exposure.holdings import of_capabilities as as_rows
from knowhold.exposure.loss import fewer_stay
from knowhold.exposure.scenarios import Words, lost


class Level(StrEnum):
    CAPABILITY = "capability"
    STEP = "step"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Importance:
    """One part of the chain; `step`, `site`, `item` are empty where the level has none."""

    level: Level
    step: str
    site: str
    item: str
    lost: Chance
    birnbaum: Chance
    criticality: Chance
    fussell_vesely: Chance


@dataclass(frozen=True, slots=True)
class Stopping:
    """The yearly chance that a step stops which works today, and what it hangs on.

    `at_least` and `at_most` are proven for any chain (association of departures); `standing` are the
    steps that stand still already. `parts` come by falling criticality, level by level.
    """

    chance: Chance
    at_least: float
    at_most: float
    standing: tuple[str, ...]
    parts: tuple[Importance, ...]
    years: int


def stopping(built: Built, leaving: Leaving, *, words: int = 1024, seed: int = 0) -> Stopping:
    """The chance that the chain stops within a year, with the importance of its parts.

    `words` × 64 years are drawn where a chain is too large to enumerate; same seed, same numbers.
    """
    standing = tuple(step.code for step in built.chain.steps if _stands(step))
    moving = Chain(tuple(step for step in built.chain.steps if step.code not in standing))
    rows = as_rows([item for _, _, item in _walk(moving)], len(built.site_of))
    concerned = sorted({int(holder) for holder in rows.holder})
    states = states_of(built.site_of, leaving, concerned=concerned, words=words, seed=seed)
    parts = _Parts.of(moving, rows, states)
    low, high = _proven(moving, built, leaving)
    found = [*parts.capabilities(), *parts.steps(), *parts.sites()]
    order = list(Level)
    found.sort(key=lambda p: (order.index(p.level), -p.criticality.value, p.step, p.site, p.item))
    years = 64 * states.words if states.weight is None else 0
    return Stopping(states.chance(parts.stop), low, high, standing, tuple(found), years)


def _walk(chain: Chain) -> Iterator[tuple[Step, Line, Capability]]:
    return (
        (step, line, item)
        for step in chain.steps
        for line in step.lines
        for item in line.capabilities
    )


def _stands(step: Step) -> bool:
    return all(any(item.order == 0 for item in line.capabilities) for line in step.lines)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The chain's gates evaluated for all years at once: a row of words per capability, line, step."""

    chain: Chain
    states: States
    of_item: list[list[list[Words]]]
    of_line: list[list[Words]]
    of_step: list[Words]
    stop: Words

    @classmethod
    def of(cls, chain: Chain, rows: Holdings, states: States) -> _Parts:
        bits = iter(lost(rows, states.gone))
        of_item = [
            [[next(bits) for _ in line.capabilities] for line in step.lines] for step in chain.steps
        ]
        nothing, everything = _no(states), ~_no(states)
        of_line = [[_any(items, nothing) for items in lines] for lines in of_item]
        of_step = [_every(lines, everything) for lines in of_line]
        return cls(chain, states, of_item, of_line, of_step, _any(of_step, nothing))

    def capabilities(self) -> Iterator[Importance]:
        elsewhere = _others(self.of_step, np.bitwise_or, _no(self.states))
        for place, step in enumerate(self.chain.steps):
            beside = _others(self.of_line[place], np.bitwise_and, ~_no(self.states))
            for row, line in enumerate(step.lines):
                items = self.of_item[place][row]
                rest = _others(items, np.bitwise_or, _no(self.states))
                for item, bits, others in zip(line.capabilities, items, rest, strict=True):
                    yield self._weighed(
                        (Level.CAPABILITY, step.code, line.site, item.item),
                        bits,
                        if_lost=elsewhere[place] | beside[row],
                        if_kept=elsewhere[place] | (beside[row] & others),
                        part=bits & self.of_step[place],
                    )

    def steps(self) -> Iterator[Importance]:
        elsewhere = _others(self.of_step, np.bitwise_or, _no(self.states))
        for step, bits, others in zip(self.chain.steps, self.of_step, elsewhere, strict=True):
            yield self._weighed(
                (Level.STEP, step.code, "", ""),
                bits,
                if_lost=~_no(self.states),
                if_kept=others,
                part=bits,
            )

    def sites(self) -> Iterator[Importance]:
        named = sorted({line.site for step in self.chain.steps for line in step.lines})
        for site in named:
            without, with_it, part, own = _no(self.states), _no(self.states), [], []
            for place, step in enumerate(self.chain.steps):
                here = [row for row, line in enumerate(step.lines) if line.site == site]
                if not here:
                    without |= self.of_step[place]
                    with_it |= self.of_step[place]
                    continue
                others = [bits for row, bits in enumerate(self.of_line[place]) if row not in here]
                with_it |= _every(others, ~_no(self.states))
                part.append(self.of_step[place])
                own += [self.of_line[place][row] for row in here]
            yield self._weighed(
                (Level.SITE, "", site, ""),
                _every(own, ~_no(self.states)),
                if_lost=with_it,
                if_kept=without,
                part=_any(part, _no(self.states)),
            )

    def _weighed(
        self,
        name: tuple[Level, str, str, str],
        bits: Words,
        *,
        if_lost: Words,
        if_kept: Words,
        part: Words,
    ) -> Importance:
        states = self.states
        return Importance(
            *name,
            lost=states.chance(bits),
            birnbaum=states.chance(if_lost & ~if_kept),
            criticality=states.share(self.stop & ~if_kept, self.stop),
            fussell_vesely=states.share(part, self.stop),
        )


def _no(states: States) -> Words:
    return np.zeros(states.words, dtype=np.uint64)


def _any(rows: list[Words], start: Words) -> Words:
    found: Words = np.bitwise_or.reduce([start, *rows])
    return found


def _every(rows: list[Words], start: Words) -> Words:
    found: Words = np.bitwise_and.reduce([start, *rows])
    return found


def _others(rows: list[Words], join: np.ufunc, neutral: Words) -> list[Words]:
    """For each row the union (or intersection) of all the others, in one pass each way."""
    before = list(accumulate(rows, join, initial=neutral))[:-1]
    after = list(accumulate(reversed(rows), join, initial=neutral))[:-1][::-1]
    return [join(one, other) for one, other in zip(before, after, strict=True)]


def _proven(chain: Chain, built: Built, leaving: Leaving) -> tuple[float, float]:
    """Bounds that hold whatever people share: losses are associated (Esary, Proschan, Walkup 1967).

    For any gates: the largest part ≤ P(some part) ≤ 1 − Π(1 − P), Π P ≤ P(every part) ≤ the least.
    """
    steps = []
    for step in chain.steps:
        lines = [
            _some(
                [
                    (p, p)
                    for p in (
                        capability_loss(item, built.site_of, leaving) for item in line.capabilities
                    )
                ]
            )
            for line in step.lines
        ]
        steps.append((float(np.prod([low for low, _ in lines])), min(high for _, high in lines)))
    return _some(steps)


def _some(parts: list[tuple[float, float]]) -> tuple[float, float]:
    low = max((low for low, _ in parts), default=0.0)
    return low, 1.0 - float(np.prod([1.0 - high for _, high in parts]))


def capability_loss(item: Capability, site_of: Sequence[str], leaving: Leaving) -> float:
    """P(lost) of one capability, exact: over the shocks of its holders' sites, then holder by holder."""
    sites = sorted({site_of[holder] for holder in item.holders})
    total = 0.0
    for pattern in range(1 << len(sites)):
        struck = {site for place, site in enumerate(sites) if pattern >> place & 1}
        weight = float(
            np.prod(
                [
                    leaving.shocks.get(s, 0.0) if s in struck else 1 - leaving.shocks.get(s, 0.0)
                    for s in sites
                ]
            )
        )
        if weight:
            stay = [
                0.0 if site_of[h] in struck else 1 - leaving.rates.get(site_of[h], 0.0)
                for h in item.holders
            ]
            total += weight * fewer_stay(stay, item.needed)
    return total
