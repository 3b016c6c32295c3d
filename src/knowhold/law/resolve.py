"""From masks of boxes to an answer: which rules are active, how strict; one resolver for all paths."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from knowhold.law.compiled import LawOfDay, RuleToday
from knowhold.law.facts import Facts
from knowhold.law.judge import Interval, Judgement, World, overall
from knowhold.law.masks import Matched, Program, program_of
from knowhold.law.model import Outcome, Rulebook
from knowhold.law.tested import Line
from knowhold.law.values import UNKNOWN, Truth, Value, every, opposite, some

_MOST_KEPT = 200_000
_NOTHING = (Outcome.NOT_CAUGHT, Outcome.NOT_CAUGHT)


@dataclass(frozen=True, slots=True, eq=False)
class Resolution:
    """What one pair of masks means: rules that may match, those active, and the outcome."""

    matches: Mapping[str, Truth]
    active: Mapping[str, Truth]  # without those that surely are not
    intervals: Mapping[str, Interval]
    interval: Interval
    live: tuple[RuleToday, ...]  # the active ones, in the order of the law

    @property
    def fired(self) -> tuple[str, ...]:
        """The surely active rules."""
        return tuple(name for name, active in self.active.items() if active)

    @property
    def possible(self) -> tuple[str, ...]:
        """The rules that are active for some answers to what is open."""
        return tuple(name for name, active in self.active.items() if active is None)


class Resolver:
    """Resolves pairs of masks of one program and remembers them: real rows share few."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._kept: dict[tuple[int, int], Resolution] = {}

    def resolve(self, sure: int, possible: int) -> Resolution:
        """Overrides to any depth and the strictest outcomes, from the boxes of rules."""
        rules = self.program.rules
        key = (sure & rules, possible & rules)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = self._resolved(*key)
        return found

    def _resolved(self, sure: int, possible: int) -> Resolution:
        owners, law = self.program.owners, self.program.law
        matches: dict[str, Truth] = {}
        rest = possible
        while rest:
            lowest = rest & -rest
            name = owners[lowest.bit_length() - 1]
            if sure & lowest:
                matches[name] = True
            else:
                matches.setdefault(name, None)
            rest ^= lowest
        active: dict[str, Truth] = {}
        for name in matches:
            _activate(name, law, matches, active)
        shown = {name: active[name] for name in matches if active[name] is not False}
        intervals = _intervals(law, matches, active)
        live = tuple(law.rules[name] for name in shown)
        return Resolution(matches, shown, intervals, overall(intervals), live)


def _activate(
    name: str, law: LawOfDay, matches: Mapping[str, Truth], active: dict[str, Truth]
) -> Truth:
    """Whether the rule matches, operates and no active rule overrides it; overriders first."""
    if name not in matches:
        return False
    if name not in active:
        today = law.rules[name]
        overridden = some(_activate(other, law, matches, active) for other in today.overridden_by)
        active[name] = every((matches[name], today.operates, opposite(overridden)))
    return active[name]


def _intervals(
    law: LawOfDay, matches: Mapping[str, Truth], active: Mapping[str, Truth]
) -> dict[str, Interval]:
    bounds: dict[str, tuple[Outcome, Outcome]] = {}
    for name in matches:
        today = law.rules[name]
        if today.outcome is not None and active[name] is not False:
            lower, upper = bounds.get(today.rule.regime, _NOTHING)
            lower = max(lower, today.outcome) if active[name] else lower
            bounds[today.rule.regime] = (lower, max(upper, today.outcome))
    return {regime: Interval(*pair) for regime, pair in bounds.items()}


@lru_cache(maxsize=64)
def resolver_of(book: Rulebook, day: date) -> Resolver:
    """The resolver of the law of `day`, with all it remembers."""
    return Resolver(program_of(book, day))


@dataclass(frozen=True, slots=True)
class Told:
    """One live rule and the conditions it rests on, with the value each was given."""

    today: RuleToday
    conditions: tuple[tuple[Line, Value], ...]


def trace(resolver: Resolver, matched: Matched, found: Resolution) -> tuple[Told, ...]:
    """The live rules with the box that holds, or else the first that may."""
    program, world = resolver.program, matched.world
    told = []
    for today in found.live:
        bits = program.rule_bits[today.rule.id]
        held = (matched.sure & bits) or (matched.possible & bits)
        box = program.boxes[(held & -held).bit_length() - 1]
        told.append(Told(today, tuple([(line, world.get(line.fact, UNKNOWN)) for line in box])))
    return tuple(told)


class MaskedWorld(World):
    """Facts and what derives from them, read off the masks' evaluation."""

    def __init__(self, law: LawOfDay, facts: Facts, matched: Matched) -> None:
        super().__init__(law, facts)
        self._known = matched.world

    def value(self, name: str) -> Value:
        return self._known.get(name, UNKNOWN)


class MaskedJudgement(Judgement):
    """The same judgement, found by masks: only rules that may match are ever looked at."""

    def __init__(self, resolver: Resolver, facts: Facts, only: int | None = None) -> None:
        self.resolver = resolver
        program = resolver.program
        matched = program.match(facts.values)
        self.law = program.law
        self.world = MaskedWorld(self.law, facts, matched)
        mask = program.rules if only is None else only
        self.found = resolver.resolve(matched.sure & mask, matched.possible & mask)
        self.matches = dict(self.found.matches)

    def active(self, name: str) -> Truth:
        return self.found.active.get(name, False)

    def intervals(self) -> dict[str, Interval]:
        return dict(self.found.intervals)

    def identity(self) -> object:
        return self.found

    def trial(self, rules: Iterable[RuleToday] | None = None) -> Callable[[Facts], Judgement]:
        only = None if rules is None else 0
        for today in rules or ():
            only = (only or 0) | self.resolver.program.rule_bits[today.rule.id]
        return lambda facts: MaskedJudgement(self.resolver, facts, only)

    def later(self, day: date, names: frozenset[str]) -> Interval:  # noqa: ARG002
        program = resolver_of(self.law.book, day)
        matched = program.program.match(self.world.facts.values)
        return program.resolve(matched.sure, matched.possible).interval


def judge_by_masks(law: LawOfDay, facts: Facts) -> Judgement:
    """Every rule of the day, asked about the facts by way of masks."""
    return MaskedJudgement(resolver_of(law.book, law.day), facts)
