"""A day's law as formulas over shared variables: for each rule, when it surely and possibly acts.

Facts are complete here; what stays open is the status of a rule, what an unverified derivation
gives, or a test below a code that another test names. So every truth is a pair, *sure* and *possible*, as
in the masks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import z3  # type: ignore[import-untyped]

from knowhold.law.compiled import DeriveToday
from knowhold.law.domains import Domain, Formula, Scalar
from knowhold.law.judge import constant
from knowhold.law.masks import Program
from knowhold.law.model import Outcome
from knowhold.law.tested import Compiled, Line
from knowhold.law.values import UNKNOWN, Truth, Value

YES, NO = z3.BoolVal(True), z3.BoolVal(False)


@dataclass(frozen=True, slots=True)
class Rails:
    """A truth in three values: surely, and possibly."""

    sure: Formula
    possible: Formula


def _of(truth: Truth) -> Rails:
    return Rails(YES if truth else NO, NO if truth is False else YES)


def both(parts: Sequence[Rails]) -> Rails:
    return Rails(_and([p.sure for p in parts]), _and([p.possible for p in parts]))


def either(parts: Sequence[Rails]) -> Rails:
    return Rails(_or([p.sure for p in parts]), _or([p.possible for p in parts]))


def _and(parts: Sequence[Formula]) -> Formula:
    kept = [part for part in dict.fromkeys(parts) if not z3.is_true(part)]
    if any(z3.is_false(part) for part in kept):
        return NO
    return kept[0] if len(kept) == 1 else z3.And(kept) if kept else YES


def _or(parts: Sequence[Formula]) -> Formula:
    kept = [part for part in dict.fromkeys(parts) if not z3.is_false(part)]
    if any(z3.is_true(part) for part in kept):
        return YES
    return kept[0] if len(kept) == 1 else z3.Or(kept) if kept else NO


def _not(part: Formula) -> Formula:
    if z3.is_true(part) or z3.is_false(part):
        return NO if z3.is_true(part) else YES
    return z3.Not(part)


class Encoding:
    """The rules of one program as formulas over `domains`."""

    def __init__(self, program: Program, domains: Mapping[str, Domain]) -> None:
        self.program = program
        self.law = program.law
        self.domains = domains
        self._options: dict[str, dict[Value, Formula]] = {}
        self._lines: dict[tuple[str, str], Rails] = {}
        self._active: dict[str, Rails] = {}

    def match(self, name: str) -> Rails:
        """When a box of the rule holds."""
        return self._boxes(self.law.rules[name].boxes)

    def active(self, name: str) -> Rails:
        """When the rule matches, operates and no active rule overrides it."""
        if name not in self.law.rules:
            return Rails(NO, NO)
        if name not in self._active:
            today = self.law.rules[name]
            if today.operates is False:
                self._active[name] = Rails(NO, NO)
            else:
                applies = both([_of(today.operates), self.match(name)])
                over = either([self.active(other) for other in today.overridden_by])
                self._active[name] = both([applies, Rails(_not(over.possible), _not(over.sure))])
        return self._active[name]

    def at_least(self, regime: str, outcome: Outcome) -> Rails:
        """When some rule of the regime (all if empty) as strict as that is active."""
        return self._strictness[regime, outcome]

    @cached_property
    def _strictness(self) -> dict[tuple[str, Outcome], Rails]:
        rules: dict[str, list[str]] = {regime: [] for regime in ["", *self.law.book.regimes]}
        for name, today in self.law.rules.items():
            if today.outcome is not None:
                rules[""].append(name)
                rules[today.rule.regime].append(name)
        return {
            (regime, outcome): either(
                [
                    self.active(name)
                    for name in names
                    if (self.law.rules[name].outcome or Outcome.NOT_CAUGHT) >= outcome
                ]
            )
            for regime, names in rules.items()
            for outcome in Outcome
            if outcome is not Outcome.NOT_CAUGHT
        }

    def _boxes(self, boxes: Sequence[tuple[Line, ...]]) -> Rails:
        return either([both([self._line(line) for line in box]) for box in boxes])

    def _line(self, line: Line) -> Rails:
        key = (line.fact, line.test)
        if key not in self._lines:
            self._lines[key] = both([self._clause(line.fact, clause) for clause in line.clauses])
        return self._lines[key]

    def _clause(self, name: str, clause: Compiled) -> Rails:
        domain = self.domains[name]
        if name not in self.program.derived_names or not isinstance(domain, Scalar):
            return Rails(*domain.accepted(clause))
        refused, allowed = [], []
        for value, may_be in self.options(name).items():
            truth = clause.accepts(value)
            if truth is not True:
                refused.append(may_be)
            if truth is not False:
                allowed.append(may_be)
        # an unknown option leaves every test on the fact open, whatever the other options say
        unknown = self.options(name).get(UNKNOWN, NO)
        return Rails(_not(_or(refused)), _or([*allowed, unknown]))

    def options(self, name: str) -> dict[Value, Formula]:
        """The values the fact may have, each with when it may."""
        if name not in self._options:
            domain = self.domains.get(name)
            given: dict[Value, Formula] = {}
            if isinstance(domain, Scalar):
                given = {value: domain.variable == n for n, value in enumerate(domain.values, 1)}
            if name in self.program.derived_names:
                missing = domain.is_missing if isinstance(domain, Scalar) else YES
                for value, may_be in self._derived(name).items():
                    given[value] = _or([given.get(value, NO), _and([missing, may_be])])
            self._options[name] = given
        return self._options[name]

    def _derived(self, name: str) -> dict[Value, Formula]:
        fact = self.law.book.facts[name]
        found: dict[Value, list[Formula]] = {}
        surely: list[Formula] = []
        for today in self.law.derives.get(name, ()):
            applies = both([_of(today.operates), self._boxes(today.boxes)])
            surely.append(applies.sure)
            for value, may_be in self._taken(today, name).items():
                found.setdefault(value, []).append(_and([applies.possible, may_be]))
        unless = _not(_or(surely))
        fallback: dict[Value, Formula] = {UNKNOWN: YES}
        if fact.base:
            fallback = self.options(fact.base)
        elif fact.otherwise:
            fallback = {constant(fact.otherwise): YES}
        for value, may_be in fallback.items():
            found.setdefault(value, []).append(_and([unless, may_be]))
        return {value: _or(parts) for value, parts in found.items()}

    def is_answered(self, name: str) -> Formula:
        """The fact is derived to one value; else it is answered, with a value left possible."""
        domain, options = self.domains[name], self._derived(name)
        assert isinstance(domain, Scalar)
        unknown = options.get(UNKNOWN, NO)
        values = {value: may_be for value, may_be in options.items() if value is not UNKNOWN}
        one = z3.AtMost(*values.values(), 1) if len(values) > 1 else YES
        settled = _and([_not(unknown), one])
        chosen = [_and([domain.equals(value), may_be]) for value, may_be in values.items()]
        asked = _and([_not(domain.is_missing), _or([unknown, *chosen])])
        return z3.If(settled, domain.is_missing, asked)

    def complete(self) -> Formula:
        """Every fact is answered or derived: nobody is left to ask."""
        return _and(
            [_not(self.options(name)[UNKNOWN]) for name in self.program.derived_names
             if name in self.domains and UNKNOWN in self.options(name)]
        )  # fmt: skip

    def _taken(self, today: DeriveToday, name: str) -> dict[Value, Formula]:
        text = today.derive.set[name]
        if text in self.law.book.facts:
            return self.options(text)
        return {constant(text.removeprefix("value ")): YES}
