"""Ask every rule of the day about one set of facts: matched, overridden, active.

This is the core of the specification in docs/spec/rules.md: three truth values throughout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from knowhold.law.compiled import DeriveToday, LawOfDay, RuleToday, law_of_day
from knowhold.law.facts import Facts
from knowhold.law.model import Outcome
from knowhold.law.tested import Line
from knowhold.law.values import NONE, UNKNOWN, Truth, Value, every, one_of, opposite, some


@dataclass(frozen=True, slots=True)
class Interval:
    """The outcome lies between `lower` and `upper`; permission follows the upper bound."""

    lower: Outcome
    upper: Outcome

    @property
    def is_open(self) -> bool:
        return self.lower is not self.upper


class World:
    """Given facts and, on demand, those that deeming rules derive from them."""

    def __init__(self, law: LawOfDay, facts: Facts) -> None:
        self.law = law
        self.facts = facts
        self._derived: dict[str, Value] = {}

    def value(self, name: str) -> Value:
        """The given value; else what the derivations give; else the base fact's value."""
        given = self.facts.get(name)
        if given is not UNKNOWN:
            return given
        if name not in self._derived:
            self._derived[name] = self._derive(name)
        return self._derived[name]

    def _derive(self, name: str) -> Value:
        fact = self.law.book.facts[name]
        surely: list[Value] = []
        perhaps: list[Value] = []
        for today in self.law.derives.get(name, ()):
            applies = every((today.operates, self.matches(today.boxes)))
            if applies is not False:
                (surely if applies else perhaps).append(self._taken(today, name))
        if surely:
            return one_of([*surely, *perhaps])
        fallback: Value = UNKNOWN
        if fact.base:
            fallback = self.value(fact.base)
        elif fact.otherwise:
            fallback = constant(fact.otherwise)
        return one_of([*perhaps, fallback])

    def _taken(self, today: DeriveToday, name: str) -> Value:
        value = today.derive.set[name]
        if value in self.law.book.facts:
            return self.value(value)
        return constant(value.removeprefix("value "))

    def box(self, lines: tuple[Line, ...]) -> Truth:
        """All lines hold; stops at the first that does not."""
        result: Truth = True
        for line in lines:
            truth = line.holds(self.value(line.fact))
            if truth is False:
                return False
            if truth is None:
                result = None
        return result

    def matches(self, boxes: tuple[tuple[Line, ...], ...]) -> Truth:
        return some(self.box(box) for box in boxes)


def constant(text: str) -> Value:
    """A constant in a rule file as a value."""
    words: dict[str, Value] = {"true": True, "false": False, "none": NONE}
    return words.get(text, text)


@dataclass(frozen=True, slots=True)
class Judged:
    """One rule asked about the facts."""

    today: RuleToday
    match: Truth
    active: Truth  # matches, operates, and no active rule overrides it


class Judgement:
    """Every rule that may match, by id; rules that surely do not match are left out."""

    def __init__(self, law: LawOfDay, world: World, rules: Iterable[RuleToday]) -> None:
        self.law = law
        self.world = world
        self.matches: dict[str, Truth] = {}
        for today in rules:
            match = world.matches(today.boxes)
            if match is not False:
                self.matches[today.rule.id] = match
        self._active: dict[str, Truth] = {}

    def active(self, name: str) -> Truth:
        """Whether the rule is active; overriders are asked first, to any depth."""
        if name not in self.matches:
            return False
        if name not in self._active:
            today = self.law.rules[name]
            applies = every((self.matches[name], today.operates))
            overridden = some(self.active(other) for other in today.overridden_by)
            self._active[name] = every((applies, opposite(overridden)))
        return self._active[name]

    def all(self) -> list[Judged]:
        return [
            Judged(self.law.rules[name], match, self.active(name))
            for name, match in self.matches.items()
        ]

    def intervals(self) -> dict[str, Interval]:
        """The strictest surely and possibly active outcome of each regime that has one."""
        found: dict[str, Interval] = {}
        for name in self.matches:
            today = self.law.rules[name]
            active = self.active(name)
            if today.outcome is None or active is False:
                continue
            regime = today.rule.regime
            sofar = found.get(regime, Interval(Outcome.NOT_CAUGHT, Outcome.NOT_CAUGHT))
            lower = max(sofar.lower, today.outcome) if active else sofar.lower
            found[regime] = Interval(lower, max(sofar.upper, today.outcome))
        return found

    def identity(self) -> object:
        """Something that is the same for two judgements only if they say the same of every rule."""
        return self

    def trial(self, rules: Iterable[RuleToday] | None = None) -> Callable[[Facts], Judgement]:
        """Asks these rules only, or all, again and again, about other facts."""
        asked = list(self.law.rules.values() if rules is None else rules)
        return lambda facts: Judgement(self.law, World(self.law, facts), asked)

    def later(self, day: date, names: frozenset[str]) -> Interval:
        """The outcome of the same facts on another day, as far as the rules `names` go."""
        law = law_of_day(self.law.book, day, names)
        return overall(Judgement(law, World(law, self.world.facts), law.rules.values()).intervals())


def judge(law: LawOfDay, facts: Facts) -> Judgement:
    """Every rule of the day, asked about the facts one record after another."""
    return Judgement(law, World(law, facts), law.rules.values())


def overall(intervals: Mapping[str, Interval]) -> Interval:
    """The strictest over all regimes; nothing caught when no rule spoke."""
    lower = max((item.lower for item in intervals.values()), default=Outcome.NOT_CAUGHT)
    upper = max((item.upper for item in intervals.values()), default=Outcome.NOT_CAUGHT)
    return Interval(lower, upper)
