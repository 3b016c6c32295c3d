"""The law of one day, ready to be asked: forces computed, sets expanded, tests compiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

from knowhold.law.conditions import Clause, Membership, parse_test
from knowhold.law.force import Force, force_on, overlays_of
from knowhold.law.model import Box, Derive, Evidence, Fact, Gap, Outcome, Overlay, Rule, Rulebook
from knowhold.law.parts import overriders_of, parts_of
from knowhold.law.tested import Compiled, Line
from knowhold.law.values import Truth, above
from knowhold.period import Period


@dataclass(frozen=True, slots=True, eq=False)
class RuleToday:
    """A rule with its compiled boxes and what the day makes of it."""

    rule: Rule
    boxes: tuple[tuple[Line, ...], ...]
    force: Force
    evidence: Evidence
    operates: Truth  # true: in force and read; unknown: status or evidence leaves it open
    outcome: Outcome | None
    overridden_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class DeriveToday:
    derive: Derive
    boxes: tuple[tuple[Line, ...], ...]
    force: Force
    operates: Truth


@dataclass(frozen=True, slots=True, eq=False)
class LawOfDay:
    book: Rulebook
    day: date
    rules: Mapping[str, RuleToday]
    derives: Mapping[str, tuple[DeriveToday, ...]]  # by the fact they set
    gaps: tuple[tuple[Gap, tuple[tuple[Line, ...], ...]], ...]
    flows: Mapping[str, frozenset[str]]  # fact → itself and the facts that may take its value


@lru_cache(maxsize=128)
def law_of_day(book: Rulebook, day: date, only: frozenset[str] | None = None) -> LawOfDay:
    """Everything the rulebook says on `day`, or only these rules and every derivation.

    Rules stand part by part. Those that surely do not operate are kept, inert, so that an answer can name what stopped them.
    """
    compiler = _Compiler(book, day)
    overriders = overriders_of(book)
    rules = {
        name: compiler.rule(book.rules[name], overriders.get(name, ()))
        for part in parts_of(book)
        for name in part
        if only is None or name in only
    }
    derives: dict[str, list[DeriveToday]] = {}
    for derive in book.derives.values():
        today = compiler.derive(derive)
        if today.operates is not False:
            for target in derive.set:
                derives.setdefault(target, []).append(today)
    gaps = tuple((gap, compiler.boxes(gap.when)) for gap in book.gaps.values())
    return LawOfDay(
        book=book,
        day=day,
        rules=rules,
        derives={target: tuple(found) for target, found in derives.items()},
        gaps=gaps,
        flows=_flows(book),
    )


@lru_cache(maxsize=8)
def _flows(book: Rulebook) -> dict[str, frozenset[str]]:
    taken: dict[str, set[str]] = {name: set() for name in book.facts}
    for name, fact in book.facts.items():
        if fact.base:
            taken[fact.base].add(name)
    for derive in book.derives.values():
        for target, value in derive.set.items():
            if value in book.facts:
                taken[value].add(target)
    return {name: frozenset(_reached(name, taken)) for name in book.facts}


def _reached(name: str, taken: Mapping[str, set[str]]) -> set[str]:
    found, pending = {name}, [name]
    while pending:
        for other in taken[pending.pop()] - found:
            found.add(other)
            pending.append(other)
    return found


class _Compiler:
    def __init__(self, book: Rulebook, day: date) -> None:
        self.book = book
        self.day = day
        self._expanded: dict[str, frozenset[str]] = {}
        self._compiled: dict[tuple[str, str], Line] = {}
        self._forces: dict[tuple[str, bool, str, tuple[str, ...]], Force] = {}
        self._evidences: dict[tuple[str, bool, tuple[str, ...]], Evidence] = {}
        self._acting = overlays_of(book)

    def rule(self, rule: Rule, overridden_by: tuple[str, ...]) -> RuleToday:
        force = self._force(rule)
        evidence = self._evidence(rule)
        return RuleToday(
            rule=rule,
            boxes=self.boxes(rule.when),
            force=force,
            evidence=evidence,
            operates=_operates(force, evidence),
            outcome=Outcome[rule.outcome.upper()] if rule.outcome else None,
            overridden_by=overridden_by,
        )

    def derive(self, derive: Derive) -> DeriveToday:
        force = self._force(derive)
        operates = _operates(force, self._evidence(derive))
        return DeriveToday(derive, self.boxes(derive.when), force, operates)

    def _force(self, record: Rule | Derive) -> Force:
        acting = self._acting.get(record.id, ())
        key = (record.force, record.start_established, record.not_before, acting)
        if key not in self._forces:
            self._forces[key] = force_on(self.book, record, acting, self.day)
        return self._forces[key]

    def _evidence(self, record: Rule | Derive) -> Evidence:
        sources = tuple([cite.split(" ", 1)[0] for cite in record.cite])
        key = record.evidence, record.start_established, sources
        if key not in self._evidences:
            self._evidences[key] = evidence_of(self.book, record, self.day)
        return self._evidences[key]

    def boxes(self, when: tuple[Box, ...]) -> tuple[tuple[Line, ...], ...]:
        return tuple(tuple(self._line(fact, test) for fact, test in box.items()) for box in when)

    def _line(self, fact: str, test: str) -> Line:
        if (fact, test) not in self._compiled:
            self._compiled[fact, test] = Line(fact, test, partial(self._clauses, fact, test))
        return self._compiled[fact, test]

    def _clauses(self, fact: str, test: str) -> tuple[Compiled, ...]:
        record = self.book.facts[fact]
        return tuple(self._clause(record, clause) for clause in parse_test(test))

    def _clause(self, fact: Fact, clause: Clause) -> Compiled:
        is_code = fact.kind == "code"
        if not isinstance(clause, Membership):
            return Compiled(clause, is_code)
        members: set[str] = set()
        for item in clause.items:
            members |= self.expand(item[1:]) if item.startswith("@") else {item}
        coarser = {code for member in members for code in above(member)[1:]} if is_code else set()
        return Compiled(clause, is_code, frozenset(members), frozenset(coarser))

    def expand(self, name: str) -> frozenset[str]:
        if name not in self._expanded:
            self._expanded[name] = members_on(self.book, name, self.day)
        return self._expanded[name]


def members_on(book: Rulebook, name: str, day: date) -> frozenset[str]:
    """What the set holds on `day`, other sets included and excluded."""
    named = book.sets[name]
    if named.span and not Period.parse(named.span).contains(day):
        return frozenset()
    held = {
        member.member
        for member in named.members
        if not member.span or Period.parse(member.span).contains(day)
    }
    for other in named.includes:
        held |= members_on(book, other, day)
    for other in named.without:
        held -= members_on(book, other, day)
    return frozenset(held)


@lru_cache(maxsize=64)
def edition_on(book: Rulebook, name: str, day: date) -> frozenset[str]:
    """What a list holds on `day` or is published to hold later: codes classified ahead are valid."""
    named = book.sets[name]
    held = {
        member.member
        for member in named.members
        if not member.span or (Period.parse(member.span).end or day) >= day
    }
    for other in named.includes:
        held |= edition_on(book, other, day)
    return frozenset(held)


def _operates(force: Force, evidence: Evidence) -> Truth:
    if force in {Force.NOT_YET, Force.SUSPENDED, Force.ENDED}:
        return False
    # inference alone yields a question, never an outcome; an unverified status leaves it open
    return None if force is Force.UNVERIFIED or evidence is Evidence.INFERENCE else True


def evidence_of(book: Rulebook, record: Rule | Derive | Overlay, day: date) -> Evidence:
    """The record's own evidence, else the weakest among the sources it cites.

    Where a provision's start is not established, a text later than the day is stale the other way
    round: it may not have read so then.
    """
    found = (
        Evidence.of(record.evidence)
        if record.evidence
        else max(source_evidence(book, cite, day) for cite in record.cite)
    )
    dated = not isinstance(record, Overlay) and not record.start_established
    if dated and found < Evidence.STALE and _is_earlier(book, record.cite, day):
        return Evidence.STALE
    return found


def _is_earlier(book: Rulebook, cites: tuple[str, ...], day: date) -> bool:
    texts = (book.sources[cite.split(" ", 1)[0]].text_as_of for cite in cites)
    return any(text and day < date.fromisoformat(text) for text in texts)


def source_evidence(book: Rulebook, cite: str, day: date) -> Evidence:
    """What the cited source was read by; a text amended since, or older than 24 months, is stale."""
    source = book.sources[cite.split(" ", 1)[0]]
    evidence = Evidence.of(source.evidence)
    if evidence > Evidence.STALE:
        return evidence
    read_to = date.fromisoformat(source.text_as_of) if source.text_as_of else None
    months = (day.year - read_to.year) * 12 + day.month - read_to.month if read_to else 0
    too_old = read_to is not None and (months, day.day) > (24, read_to.day)
    return Evidence.STALE if source.amended_by or too_old else evidence
