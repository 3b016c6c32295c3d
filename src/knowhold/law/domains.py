"""Facts as variables of the solver z3 (`knowhold[analysis]`): one number for each class of values.

Two values are of one class when no line of any of the programs compared tells them apart, neither
of the fact itself nor of a fact that takes its value. A fact that holds a set is one truth for each
class of members. Facts that are derived may also be left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import z3  # type: ignore[import-untyped]

from knowhold.errors import FactError
from knowhold.law.changes import INVENTED
from knowhold.law.classes import examples, named_but_coarse, settled
from knowhold.law.conditions import Membership
from knowhold.law.facts import Facts, check_editions, check_shape
from knowhold.law.fitting import SET_KINDS
from knowhold.law.masks import Program
from knowhold.law.model import Fact
from knowhold.law.tested import Compiled, Line
from knowhold.law.values import NONE, UNKNOWN, Settled, Truth, Value

Formula = Any  # z3 publishes no types


class Scalar:
    """A fact with one value: the number of its class, 0 meaning that it is left to derivation."""

    def __init__(
        self, fact: Fact, lines: Sequence[Line], values: list[Value], *, may_miss: bool
    ) -> None:
        self.fact = fact
        self.lines = lines
        self.values = values
        self.numbers = {self.signature(value): number for number, value in enumerate(values, 1)}
        bits = max(1, len(values).bit_length())
        self.variable = z3.BitVec(fact.name, bits)
        self.is_missing = self.variable == 0
        lowest = z3.BoolVal(True) if may_miss else self.variable != 0
        self.domain = z3.And(lowest, z3.ULE(self.variable, len(values)))
        self._atoms: dict[frozenset[int], Formula] = {}

    def signature(self, value: Value) -> tuple[Truth, ...]:
        return tuple([line.holds(value) for line in self.lines])

    def number(self, value: Value) -> int:
        """The class of a complete value."""
        return self.numbers[self.signature(value)]

    def is_in(self, numbers: Iterable[int]) -> Formula:
        chosen = frozenset(numbers)
        if chosen not in self._atoms:
            self._atoms[chosen] = z3.Or([self.variable == number for number in sorted(chosen)])
        return self._atoms[chosen]

    def accepted(self, clause: Compiled) -> tuple[Formula, Formula]:
        """When the clause is surely met, and when it may be: a coarse code leaves it open."""
        answers = [(n, clause.accepts(value)) for n, value in enumerate(self.values, 1)]
        sure = self.is_in(n for n, truth in answers if truth)
        return sure, self.is_in(n for n, truth in answers if truth is not False)

    def read(self, model: Formula) -> Value:
        number = model.eval(self.variable, model_completion=True).as_long()
        return self.values[number - 1] if number else UNKNOWN

    def equals(self, value: Value) -> Formula:
        return self.variable == (0 if value is UNKNOWN else self.number(value))


class SetOf:
    """A fact that holds a set: one truth for each class of members, or none at all."""

    def __init__(self, fact: Fact, lines: Sequence[Line], words: Sequence[str]) -> None:
        self.fact = fact
        clauses = [
            clause
            for line in lines
            for clause in line.clauses
            if isinstance(clause.clause, Membership)
        ]
        groups: dict[tuple[bool, ...], str] = {}
        self._of: dict[str, str] = {}
        for word in words:
            key = tuple([word in clause.members for clause in clauses])
            self._of[word] = groups.setdefault(key, word)
        self.bits = {word: z3.Bool(f"{fact.name}:{word}") for word in groups.values()}
        self.none = z3.Bool(f"{fact.name}:none")
        some = z3.Or(list(self.bits.values()))
        self.domain = z3.If(self.none, z3.Not(some), some)

    def accepted(self, clause: Compiled) -> tuple[Formula, Formula]:
        inside = [bit for word, bit in self.bits.items() if word in clause.members]
        outside = [bit for word, bit in self.bits.items() if word not in clause.members]
        membership = clause.clause
        assert isinstance(membership, Membership)
        holds = z3.Or(inside) if membership.quantifier == "any" else z3.Not(z3.Or(outside))
        found = z3.If(self.none, z3.BoolVal("none" in clause.members), holds)
        met = z3.Not(found) if membership.negated else found
        return met, met

    def read(self, model: Formula) -> Value:
        held = [w for w, bit in self.bits.items() if model.eval(bit, model_completion=True)]
        return frozenset(held) if held else NONE

    def equals(self, value: Value) -> Formula:
        if value is NONE:
            return self.none
        assert isinstance(value, frozenset)
        held = {self._of[str(word)] for word in value}
        return z3.And([bit if word in held else z3.Not(bit) for word, bit in self.bits.items()])


Domain = Scalar | SetOf


def domains_of(programs: Sequence[Program], *, complete: bool = False) -> dict[str, Domain]:
    """A variable for every fact that a line tests, or that a tested fact takes its value from.

    A code that an `in` names, though another line asks what lies below it, is a class as it is
    stated, and leaves that line open; with `complete`, one class for each way it can turn out.
    """
    flows: dict[str, set[str]] = {}
    for program in programs:
        for name, reached in program.law.flows.items():
            flows.setdefault(name, set()).update(reached)
    lines: dict[str, list[Line]] = {}
    for program in programs:
        for name, table in program.tables.items():
            lines.setdefault(name, []).extend(line for line, _ in table.lines)
    found: dict[str, Domain] = {}
    for name, others in flows.items():
        tested = [line for other in sorted(others) for line in lines.get(other, ())]
        if tested:
            found[name] = _domain(programs, name, tested, complete=complete)
    return found


def domain_of_lines(program: Program, name: str, lines: Sequence[Line]) -> Domain:
    """A variable for one fact, with no more classes than these lines tell apart."""
    return _domain([program], name, lines, complete=False)


def _domain(
    programs: Sequence[Program], name: str, lines: Sequence[Line], *, complete: bool
) -> Domain:
    program = programs[-1] if name in programs[-1].law.book.facts else programs[0]
    book = program.law.book
    fact = book.facts[name]
    if fact.kind in SET_KINDS:
        words: tuple[str, ...] = fact.values or tuple(book.countries)
        kept = [word for word in words if word not in {"none", *INVENTED}]
        return SetOf(fact, lines, kept)
    found: dict[tuple[Truth, ...], Value] = {}
    values = [*examples(program.law, fact, list(lines)), *_constants(programs, name)]
    coarse = [] if complete else named_but_coarse(lines)
    turned_out = settled(lines, values) if complete else []
    for value in [*values, *turned_out]:
        answers = tuple([line.holds(value) for line in lines])
        if (
            (None not in answers or value in coarse)
            and value not in INVENTED
            and _is_valid(programs, fact, value)
        ):
            found.setdefault(answers, value)
    may_miss = any(name in other.derived_names for other in programs)
    return Scalar(fact, lines, list(found.values()), may_miss=may_miss)


def _constants(programs: Sequence[Program], name: str) -> list[Value]:
    """Nothing is lost where a fact has no line that tells its values apart."""
    kind = programs[-1].law.book.facts[name].kind if name in programs[-1].law.book.facts else ""
    return [True, False] if kind in {"bool", "judgement"} else []


def _is_valid(programs: Sequence[Program], fact: Fact, value: Value) -> bool:
    """Whether a person could state the value on the days compared."""
    if isinstance(value, Settled):
        return _is_valid(programs, fact, value.code) and _is_valid(programs, fact, value.below)
    if not isinstance(value, str) or fact.kind != "code":
        return True
    try:
        for program in programs:
            if fact.name in program.law.book.facts:
                check_shape(value, fact, program.law.book, "")
                check_editions(Facts({fact.name: value}), program.law.book, program.law.day)
    except FactError:
        return False
    return True


def read_model(domains: Mapping[str, Domain], model: Formula) -> dict[str, Value]:
    """The facts a model describes; those left to derivation are left out."""
    values = {name: domain.read(model) for name, domain in domains.items()}
    return {name: value for name, value in values.items() if value is not UNKNOWN}
