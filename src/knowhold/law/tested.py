"""One line of a rule as the law of a day reads it: which values meet it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from knowhold.law.conditions import Claim, Clause, Comparison, Membership
from knowhold.law.values import (
    NONE,
    UNKNOWN,
    Absence,
    OneOf,
    Settled,
    Truth,
    Value,
    above,
    every,
    opposite,
)

_MOST_KEPT = 10_000  # answers one line remembers


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """One clause against one fact; `members` are what the sets hold on the day."""

    clause: Clause
    is_code: bool
    members: frozenset[str] = frozenset()
    coarser: frozenset[str] = frozenset()  # codes above a member: too coarse to tell

    def accepts(self, value: Value) -> Truth:
        """Whether `value` meets the clause; unknown where the value does not settle it."""
        if value is UNKNOWN:
            return None
        if isinstance(value, OneOf):
            answers = {self.accepts(option) for option in value.options}
            return answers.pop() if len(answers) == 1 else None
        if isinstance(value, Settled):
            stated = self.accepts(value.code)
            return self.accepts(value.below) if stated is None else stated
        clause = self.clause
        if isinstance(clause, Claim):
            return value is clause.expected
        if isinstance(clause, Comparison):
            return False if isinstance(value, Absence) else _compare(clause, value)
        answer = self._contains(clause, value)
        return opposite(answer) if clause.negated else answer

    def _contains(self, clause: Membership, value: Value) -> Truth:
        if value is NONE:
            return "none" in self.members
        if isinstance(value, frozenset):
            if clause.quantifier == "any":
                return not value.isdisjoint(self.members)
            return value <= self.members
        text = str(value)
        if not self.is_code:
            return text in self.members
        if clause.word == "under" and any(code in self.members for code in above(text)):
            return True
        if text in self.members:
            return True
        return None if text in self.coarser else False


def _compare(clause: Comparison, value: Value) -> bool:
    bound = clause.bound
    if isinstance(bound, Fraction) and isinstance(value, Fraction):
        # both are exact: Python compares fractions by cross-multiplication, without dividing
        below, above_it = value < bound, value > bound
    elif isinstance(bound, date) and isinstance(value, date):
        below, above_it = value < bound, value > bound
    else:
        return False
    return {">=": not below, ">": above_it, "<=": not above_it, "<": below}[clause.operator]


class Line:
    """One test against one fact; its clauses are compiled when a value is first asked about."""

    __slots__ = ("_clauses", "_compile", "_known", "fact", "test")

    def __init__(self, fact: str, test: str, compile_: Callable[[], tuple[Compiled, ...]]) -> None:
        self.fact = fact
        self.test = test
        self._compile = compile_
        self._clauses: tuple[Compiled, ...] | None = None
        self._known: dict[Value, Truth] = {}

    @property
    def clauses(self) -> tuple[Compiled, ...]:
        if self._clauses is None:
            self._clauses = self._compile()
        return self._clauses

    def holds(self, value: Value) -> Truth:
        if value is UNKNOWN:
            return None  # as every clause would say, which need not be compiled for that
        known = self._known
        if value not in known:
            if len(known) >= _MOST_KEPT:
                known.clear()
            known[value] = every(clause.accepts(value) for clause in self.clauses)
        return known[value]
