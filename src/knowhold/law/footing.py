"""What an answer rests on, as a hash: where two are equal, so are the answers, whatever the rulebook.

A rulebook is replaced whole, most answers stand all the same. The hash is over what the facts meet and
nothing else: the rules that may match, with their force, evidence and what overrides them; of their
tests, whether an answered fact meets them, and the whole content where the fact is open; likewise the
derivations; the gaps and regimes touched. It is found with the masks of `masks.py`, which ask
each value of a fact once, and is remembered for all facts that the tests cannot tell apart.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import msgspec

from knowhold.law.changes import days_of_book
from knowhold.law.compiled import DeriveToday, RuleToday
from knowhold.law.conditions import Membership, parse_test
from knowhold.law.coverage import named_by
from knowhold.law.facts import Facts, check_editions
from knowhold.law.force import Force, acted_on, overlays_of
from knowhold.law.grounds import ground_of
from knowhold.law.masks import Matched, Program
from knowhold.law.model import Evidence, Rule, Rulebook, Source
from knowhold.law.resolve import MaskedWorld, resolver_of
from knowhold.law.tested import Line
from knowhold.law.values import UNKNOWN, OneOf, Value

_MOST_KEPT = 50_000
_TRUTHS = {True: "+", False: "-"}
_STALE_YEARS = 2  # a source read longer ago is stale, see `source_evidence`


@lru_cache(maxsize=4)
def footings_of(book: Rulebook) -> Footings:
    """The footings of a rulebook, with all they remember."""
    return Footings(book)


class Footings:
    """Hashes of what answers rest on, by the law of one rulebook."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        aged = {day for source in book.sources.values() for day in _aged_on(source)}
        self._turning = sorted({*days_of_book(book), *aged})
        self._laws: dict[date, _Law] = {}

    def segment(self, day: date) -> date:
        """The first day on which the law reads as on `day`, evidence included."""
        place = bisect_right(self._turning, day)
        return self._turning[place - 1] if place else date.min

    def of(self, facts: Facts, day: date) -> str:
        """The hash for these facts on `day`: 64 hexadecimal digits.

        Raises FactError for a code that the edition of that day does not hold, as `explain` does.
        """
        start = self.segment(day)
        law = self._laws.get(start)
        if law is None:
            law = self._laws[start] = _Law(self.book, start)
        return law.of(facts)


@dataclass(slots=True)
class _Group:
    """Rules that can be resolved apart, or the derivations: what is told of them is remembered."""

    bits: int
    records: tuple[RuleToday | DeriveToday, ...]
    names: frozenset[str]  # the facts its records test
    known: dict[tuple[int, ...], str] = field(default_factory=dict)


class _Law:
    """One day's masks, and the parts of a hash that many facts share."""

    def __init__(self, book: Rulebook, day: date) -> None:
        self.book = book
        self.program: Program = resolver_of(book, day).program
        self._common = "\n".join(_common(book))
        self._graded = frozenset(_graded(self.program))
        self._lines: dict[tuple[str, str], str] = {}
        self._rules: dict[str, str] = {}
        self._groups = tuple(_groups(self.program))
        # (fact, value, whether it was given) → of each group, the number of what it makes of that
        self._states: dict[tuple[object, ...], tuple[int, ...]] = {}
        self._numbers: dict[tuple[object, ...], int] = {}

    def of(self, facts: Facts) -> str:
        check_editions(facts, self.book, self.program.law.day)
        matched = self.program.match(facts.values)
        tables = self.program.tables
        states = [
            self._state(name, value, name in facts.values)
            for name, value in matched.world.items()
            if value is not UNKNOWN and name in tables
        ]
        found = hashlib.sha256(self._common.encode())
        found.update(f"touched {named_by(self.book, facts.values)}\n".encode())
        found.update(f"gaps {sorted(self._gaps(matched))}\n".encode())
        for group, column in zip(self._groups, self._columns(states), strict=True):
            key = tuple(filter(None, column))
            told = group.known.get(key)
            if told is None:
                if len(group.known) >= _MOST_KEPT:
                    group.known.clear()
                text = "\n".join(self._told(group, facts, matched))
                told = group.known[key] = hashlib.sha256(text.encode()).hexdigest()
            found.update(told.encode())
        return found.hexdigest()

    def _columns(self, states: list[tuple[int, ...]]) -> Iterable[tuple[int, ...]]:
        return zip(*states, strict=True) if states else ((),) * len(self._groups)

    def _state(self, name: str, value: Value, given: bool) -> tuple[int, ...]:
        """The same number for values that nothing in the group tells apart; 0: nothing asks it."""
        key = name, value, type(value), given
        found = self._states.get(key)
        if found is None:
            if len(self._states) >= _MOST_KEPT:
                self._states.clear()
            found = self._states[key] = tuple(self._numbered(name, value, given))
        return found

    def _numbered(self, name: str, value: Value, given: bool) -> Iterator[int]:
        table = self.program.tables[name]
        sure, possible = table.of(value)
        for number, group in enumerate(self._groups):
            if not group.bits & ~table.free:
                yield 0
                continue
            exact = sure == possible
            told = None if exact and name not in self._graded else (value, type(value), given)
            key = (number, name, sure & group.bits, possible & group.bits, exact, told)
            yield self._numbers.setdefault(key, len(self._numbers) + 1)

    def _gaps(self, matched: Matched) -> set[str]:
        bits = self.program.gap_bits
        return {gap.regime for gap, mask in bits if not gap.when or matched.possible & mask}

    def _told(self, group: _Group, facts: Facts, matched: Matched) -> Iterator[str]:
        program = self.program
        world = MaskedWorld(program.law, facts, matched)
        open_ = {
            name: self._answer(facts, name, matched.world.get(name, UNKNOWN))
            for name in group.names
            if not _is_exact(program, name, matched.world.get(name, UNKNOWN))
        }
        for record in group.records:
            if isinstance(record, DeriveToday):
                derive = record.derive
                yield f"{derive.id} {sorted(derive.set.items())} {record.operates}"
            elif not matched.possible & program.rule_bits[record.rule.id]:
                continue
            else:
                yield self._said(record, world, matched)
            yield from self._boxes(record, world, open_)

    def _said(self, today: RuleToday, world: MaskedWorld, matched: Matched) -> str:
        """The rule by itself, what may override it, and how the rows it rests on were read."""
        program = self.program
        bits = program.rule_bits[today.rule.id]
        held = (matched.sure & bits) or (matched.possible & bits)
        box = program.boxes[(held & -held).bit_length() - 1]
        over = sorted(
            other for other in today.overridden_by if matched.possible & program.rule_bits[other]
        )
        # the rule's own evidence stands in its text, that of rows only where rows say theirs
        is_graded = any(line.fact in self._graded for line in box)
        ground = ground_of(world, today, box).token if is_graded else ""
        return f"{self._rule(today)} {over} {ground}"

    def _boxes(
        self, today: RuleToday | DeriveToday, world: MaskedWorld, open_: Mapping[str, str]
    ) -> list[str]:
        """Every box: whether an answered fact meets the line, and all that an open one is asked."""
        told = {
            " & ".join(
                [
                    self._line(line) + open_[line.fact]
                    if line.fact in open_
                    else _TRUTHS[line.holds(world.value(line.fact)) is True]
                    for line in box
                ]
            )
            for box in today.boxes
        }
        # boxes that an answered fact rules out alike are one
        return sorted(told)

    def _rule(self, today: RuleToday) -> str:
        if today.rule.id not in self._rules:
            self._rules[today.rule.id] = _static(self.book, self.program, today)
        return self._rules[today.rule.id]

    def _line(self, line: Line) -> str:
        """The line with all it holds, and the fact it asks."""
        key = line.fact, line.test
        if key not in self._lines:
            members = sorted({m for clause in line.clauses for m in clause.members})
            fact = msgspec.json.encode(_asked(self.book, line.fact)).decode()
            whole = f"{line.fact} {line.test} {members} {fact}"
            self._lines[key] = hashlib.sha256(whole.encode()).hexdigest()
        return self._lines[key]

    def _answer(self, facts: Facts, name: str, value: Value) -> str:
        """What is known of a fact that some test leaves open."""
        return "" if value is UNKNOWN else f" {_written(value)} {name in facts.values}"


def _groups(program: Program) -> Iterator[_Group]:
    """In the order of their first names: another rulebook may hold its records in another."""
    law = program.law
    parts = []
    for bits in program.parts:
        names = {program.owners[place] for place in _places(bits)}
        parts.append(_group(bits, [law.rules[name] for name in sorted(names)]))
    yield from sorted(parts, key=lambda group: _first(group.records))
    derives = {today.derive.id: today for group in law.derives.values() for today in group}
    bits = program.every_box & ~program.rules
    for _, gap in program.gap_bits:
        bits &= ~gap
    yield _group(bits, [derives[name] for name in sorted(derives)])


def _group(bits: int, records: Sequence[RuleToday | DeriveToday]) -> _Group:
    names = {line.fact for record in records for box in record.boxes for line in box}
    return _Group(bits, tuple(records), frozenset(names))


def _first(records: tuple[RuleToday | DeriveToday, ...]) -> str:
    first = records[0] if records else None
    return first.rule.id if isinstance(first, RuleToday) else ""


def _written(value: Value) -> str:
    """The value the same in every process: sets have no order of their own."""
    if isinstance(value, OneOf):
        return f"one of {sorted(map(_written, value.options))}"
    return repr(sorted(value)) if isinstance(value, frozenset) else repr(value)


def _static(book: Rulebook, program: Program, today: RuleToday) -> str:
    """What a rule says, by itself, that a decision could turn on."""
    rule: Rule = today.rule
    duties = [duty.text.en for duty in rule.duties]
    acting: tuple[str, ...] = ()
    if today.force is Force.UNVERIFIED:
        acting = acted_on(book, overlays_of(book).get(rule.id, ()), program.law.day)
    said = (
        rule.id, rule.regime, rule.outcome, rule.effect, rule.review, duties,
        today.force.value, today.evidence.token, today.operates, acting,
    )  # fmt: skip
    return repr(said)


def _asked(book: Rulebook, name: str) -> tuple[object, ...]:
    """What of a fact's record decides whether, when and of whom it is asked."""
    fact = book.facts[name]
    return (
        fact.kind, fact.asked_of, fact.sensitive, fact.scheme, fact.values, fact.base,
        fact.otherwise, fact.unit,
    )  # fmt: skip


def _common(book: Rulebook) -> Iterator[str]:
    """What every answer rests on: the evaluator, the regimes, the facts that derivations take."""
    yield _code()
    for regime in sorted(book.regimes.values(), key=lambda item: item.id):
        yield f"{regime.id} {sorted(regime.countries)} {regime.state}"
    taken = {name for name, fact in book.facts.items() if fact.base or fact.otherwise}
    for derive in book.derives.values():
        taken |= {*derive.set, *(value for value in derive.set.values() if value in book.facts)}
    for name in sorted(taken):
        yield f"{name} {_asked(book, name)}"
    yield " ".join(sorted(book.countries))


@lru_cache(maxsize=1)
def _code() -> str:
    """The evaluator itself: after an upgrade nothing that was kept may be taken for an answer of now."""
    found = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()


def _is_exact(program: Program, name: str, value: Value) -> bool:
    """Whether every test of the fact is settled by its value."""
    if value is UNKNOWN:
        return False
    sure, possible = program.tables[name].of(value)
    return sure == possible


def _graded(program: Program) -> Iterator[str]:
    """The facts that some test compares with a list whose rows say how they were read."""
    book = program.law.book
    said: dict[str, bool] = {}

    def says(name: str) -> bool:
        if name not in said:
            named = book.sets[name]
            own = bool(named.evidence) or any(member.evidence for member in named.members)
            said[name] = own or any(says(other) for other in named.includes)
        return said[name]

    for name, table in program.tables.items():
        if any(says(item[1:]) for line, _ in table.lines for item in _sets(line)):
            yield name


def _sets(line: Line) -> Iterable[str]:
    for clause in parse_test(line.test):
        if isinstance(clause, Membership):
            yield from (item for item in clause.items if item.startswith("@"))


def _aged_on(source: Source) -> Iterator[date]:
    """The days on which the text comes to be, and to be stale by its age."""
    if source.text_as_of and Evidence.of(source.evidence) <= Evidence.STALE:
        read_to = date.fromisoformat(source.text_as_of)
        yield read_to
        try:
            later = read_to.replace(year=read_to.year + _STALE_YEARS)
        except ValueError:  # the 29th of February
            later = date(read_to.year + _STALE_YEARS, 2, 28)
        yield later + timedelta(days=1)


def _places(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
