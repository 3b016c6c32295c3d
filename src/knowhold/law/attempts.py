"""Situations tried before the solver is asked: most of what it would prove possible, an ordinary case shows.

A situation answers every fact that the rules test, with one value of each class the solver would
choose from, and is judged by the masks. What is found here is found; what is not is left to the solver.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from knowhold.law.compiled import RuleToday
from knowhold.law.domains import Domain, Scalar
from knowhold.law.masks import Program
from knowhold.law.model import Outcome
from knowhold.law.resolve import Resolution, Resolver
from knowhold.law.tested import Line
from knowhold.law.values import NONE, UNKNOWN, OneOf, Truth, Value, every

Box = Sequence[Line]
Situation = dict[str, Value]
_STEPS = 12  # facts changed one after another
_MOST_VALUES = 24  # tried of one fact


class Attempts:
    """Ordinary situations for the rules of one program."""

    def __init__(self, program: Program, domains: Mapping[str, Domain]) -> None:
        self.program = program
        self.resolver = Resolver(program)
        self.derived = frozenset(program.derived_names)
        self.values = {name: _values(domain) for name, domain in domains.items()}
        self._lines: dict[str, list[Line]] = {
            name: [line for line, _ in table.lines] for name, table in program.tables.items()
        }
        # nothing special: of each fact the value that meets the fewest tests
        self.plain: Situation = {
            name: self._plainest(name, values)[0]
            for name, values in self.values.items()
            if values and name not in self.derived
        }

    def _plainest(self, name: str, values: Iterable[Value]) -> list[Value]:
        lines = self._lines.get(name, ())
        return sorted(
            values, key=lambda value: sum(line.holds(value) is not False for line in lines)
        )

    def matters(self, today: RuleToday) -> bool:
        """Whether some situation shows the rule acting with none as strict of its regime beside it."""
        return any(
            self._alone(today, start, box) for box in today.boxes for start in self._starts(box)
        )

    def act_together(self, one: RuleToday, other: RuleToday) -> bool:
        """Whether some situation shows both surely acting, no derived fact stated against its derivation."""
        return any(
            found.get(one.rule.id) is True and found.get(other.rule.id) is True
            for box in one.boxes
            for second in other.boxes
            for start in self._starts([*box, *second])
            for real in ([start] if self._is_real(start) else [self._told(start)])
            for found in [self.judged(real).active]
        )

    def exclude(self, one: RuleToday, other: RuleToday) -> bool:
        """Whether no value of some fact meets both rules, box by box: they never act together."""
        return all(
            any(self._is_split(name, lines) for name, lines in _by_fact([*box, *second]).items())
            for box in one.boxes
            for second in other.boxes
        )

    def covers(self, other: RuleToday, today: RuleToday) -> bool:
        """Whether `other` certainly acts as surely wherever `today` does, test by test."""
        if other.operates is not True or not set(other.overridden_by) <= set(today.overridden_by):
            return False
        return all(any(self._implies(box, second) for second in other.boxes) for box in today.boxes)

    def _implies(self, box: Box, second: Box) -> bool:
        mine = _by_fact(box)
        return all(
            line.fact in mine
            and all(
                _at_least(line.holds(value), every(own.holds(value) for own in mine[line.fact]))
                for value in self.values.get(line.fact, ())
            )
            for line in second
            if not any(own.test == line.test for own in mine.get(line.fact, ()))
        )

    def judged(self, situation: Situation) -> Resolution:
        matched = self.program.match(situation)
        return self.resolver.resolve(matched.sure, matched.possible)

    def _is_split(self, name: str, lines: Sequence[Line]) -> bool:
        values = self.values.get(name, [])
        if len(lines) < 2 or not values or any(isinstance(value, frozenset) for value in values):
            return False
        return not any(all(line.holds(value) is True for line in lines) for value in values)

    def _starts(self, box: Box) -> Iterator[Situation]:
        """The plain situation with what the box asks: the plainest value that does, then another."""
        options: dict[str, list[Value]] = {}
        for name, lines in _by_fact(box).items():
            fitting = [
                value
                for value in self.values.get(name, ())
                if all(line.holds(value) is True for line in lines)
            ]
            if not fitting:
                return
            options[name] = self._plainest(name, fitting)
        for place in (0, -1) if any(len(found) > 1 for found in options.values()) else (0,):
            yield {**self.plain, **{name: found[place] for name, found in options.items()}}

    def _is_real(self, situation: Situation) -> bool:
        """Whether every derived fact that is given is one that the derivations leave open to that."""
        given = self.derived & situation.keys()
        if not given:
            return True
        world = self.program.match(self._told(situation)).world
        for name in given:
            value = world.get(name, UNKNOWN)
            may_be = value.options if isinstance(value, OneOf) else {value}
            if UNKNOWN not in may_be and (len(may_be) == 1 or situation[name] not in may_be):
                return False
        return True

    def _told(self, situation: Situation) -> Situation:
        """What is left for derivations to say is left to them."""
        return {name: value for name, value in situation.items() if name not in self.derived}

    def _alone(self, today: RuleToday, situation: Situation, box: Box) -> bool:
        """Changes one fact after another while fewer rules as strict act beside the rule."""
        kept = _by_fact(box)
        best = self._beside(today, situation)
        for _ in range(_STEPS):
            if best is not None and not best:
                return True
            found = None
            for trial in self._changed(situation, best, kept):
                beside = self._beside(today, trial)
                if beside is not None and (best is None or len(beside) < len(best)):
                    found, best = trial, beside
                    break
            if found is None:
                return False
            situation = found
        return best is not None and not best

    def _beside(self, today: RuleToday, situation: Situation) -> list[str] | None:
        """The rules as strict that act as surely as it does; nothing where it cannot act."""
        found = self.judged(situation)
        mine = found.active.get(today.rule.id, False)
        if mine is False:
            return None
        if today.outcome is None or today.outcome is Outcome.NOT_CAUGHT:
            return []
        return [
            live.rule.id
            for live in found.live
            if live.rule.id != today.rule.id
            and live.rule.regime == today.rule.regime
            and live.outcome is not None
            and live.outcome >= today.outcome
            and _at_least(found.active[live.rule.id], mine)
        ]

    def _changed(
        self, situation: Situation, beside: list[str] | None, kept: Mapping[str, list[Line]]
    ) -> Iterator[Situation]:
        """The same with one other value of a fact that the rules in the way rest on."""
        rules = self.program.law.rules
        names = dict.fromkeys(
            line.fact for name in beside or () for box in rules[name].boxes for line in box
        )
        for name in names:
            lines = kept.get(name, ())
            for value in self.values.get(name, ())[:_MOST_VALUES]:
                if value != situation.get(name) and all(
                    line.holds(value) is True for line in lines
                ):
                    yield {**situation, name: value}


def _at_least(one: Truth, other: Truth) -> bool:
    """Whether `one` is as far from false as `other`."""
    return other is False or one is True or (one is None and other is None)


def _by_fact(lines: Iterable[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.fact, []).append(line)
    return found


def _values(domain: Domain) -> list[Value]:
    if isinstance(domain, Scalar):
        return list(domain.values)
    return [NONE, *(frozenset({word}) for word in domain.bits)]
