"""What changes between two rulebooks, or two days of one: found by the solver, replayed by explain.

A finding is a rule whose activity changes in a situation whose outcome changes, one for each pair
of outcomes, with the fewest facts that show it. Per regime: a change that another regime's stricter
rule hides is still told. Rules that changed and change no outcome are listed apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import z3  # type: ignore[import-untyped]

from knowhold.law.changes import INVENTED
from knowhold.law.classes import classes
from knowhold.law.domains import Domain, Formula, Scalar, domains_of, read_model
from knowhold.law.encoding import Encoding, Rails
from knowhold.law.facts import Facts
from knowhold.law.judge import Interval
from knowhold.law.model import Outcome, Rulebook
from knowhold.law.resolve import Resolution, Resolver, resolver_of
from knowhold.law.values import NONE, Settled, Truth, Value

USUAL = ("CN", "US", "DE", "JP")  # countries an example takes where it can
MOST_PAIRS = 12  # outcome pairs told of one rule
_NOTHING = Interval(Outcome.NOT_CAUGHT, Outcome.NOT_CAUGHT)


@dataclass(frozen=True, slots=True)
class Situation:
    """One rulebook on one day."""

    book: Rulebook
    on: date

    @property
    def resolver(self) -> Resolver:
        return resolver_of(self.book, self.on)


@dataclass(frozen=True, slots=True)
class Found:
    """One change: the rule, its regime's outcome before and after, and facts that show it."""

    rule: str
    regime: str
    before: Interval
    after: Interval
    was_active: Truth
    is_active: Truth
    witness: Facts

    @property
    def is_stricter(self) -> bool:
        return (self.after.upper, self.after.lower) > (self.before.upper, self.before.lower)


@dataclass(frozen=True, slots=True)
class Difference:
    """All findings, strictest change first, and the changed rules that change no outcome."""

    before: Situation
    after: Situation
    findings: tuple[Found, ...]
    silent: tuple[str, ...]


def difference(
    before: Situation, after: Situation, step: Callable[[], None] = lambda: None
) -> Difference:
    """Every (rule, outcome before → after) there is, each with a witness that both days confirm."""
    search = _Search(before, after)
    changed = search.changed()
    findings: list[Found] = []
    for name in changed:
        findings += search.findings(name)
        step()
    loud = {item.rule for item in findings}
    silent = tuple(name for name in changed if name not in loud)
    ordered = sorted(findings, key=lambda f: (-f.after.upper, -f.after.lower, f.regime, f.rule))
    return Difference(before, after, tuple(ordered), silent)


class _Search:
    def __init__(self, before: Situation, after: Situation) -> None:
        self.before, self.after = before, after
        programs = (before.resolver.program, after.resolver.program)
        self.domains: dict[str, Domain] = domains_of(programs)
        self.old, self.new = (Encoding(program, self.domains) for program in programs)
        self.solver = z3.SolverFor("QF_FD")
        self.solver.add([domain.domain for domain in self.domains.values()])
        self.solver.add(self.old.complete(), self.new.complete())

    def changed(self) -> list[str]:
        """The rules that are not active in just the same situations, by the look of their formulas."""
        names = dict.fromkeys([*self.before.book.rules, *self.after.book.rules])
        return [
            name
            for name in names
            if self._regime(name) not in INVENTED
            and not _same(self.old.active(name), self.new.active(name))
        ]

    def _regime(self, name: str) -> str:
        rule = self.after.book.rules.get(name) or self.before.book.rules[name]
        return rule.regime

    def findings(self, name: str) -> list[Found]:
        rule = self.after.book.rules.get(name) or self.before.book.rules[name]
        differs = _differ(self.old.active(name), self.new.active(name))
        found: list[Found] = []
        self.solver.push()
        self.solver.add(differs)
        if rule.outcome:
            self.solver.add(self._outcome_differs(rule.regime, Outcome[rule.outcome.upper()]))
        while len(found) < MOST_PAIRS and self.solver.check() == z3.sat:
            item = self._confirmed(name, rule.regime, read_model(self.domains, self.solver.model()))
            found.append(item)
            if not rule.outcome:
                break
            self.solver.add(z3.Not(self._is_pair(rule.regime, item.before, item.after)))
        self.solver.pop()
        return found

    def _outcome_differs(self, regime: str, most: Outcome) -> Formula:
        """The regime changes at a step of the scale that a rule as strict as `most` can move."""
        return z3.Or(
            [
                _differ(self.old.at_least(regime, outcome), self.new.at_least(regime, outcome))
                for outcome in Outcome
                if Outcome.NOT_CAUGHT < outcome <= most
            ]
        )

    def _is_pair(self, regime: str, before: Interval, after: Interval) -> Formula:
        return z3.And(_is(self.old, regime, before), _is(self.new, regime, after))

    def _plainer(self, name: str, value: Value) -> list[Value]:
        """Other values of a fact that a reader would find more usual, the most usual first."""
        fact = (self.after.book if name in self.after.book.facts else self.before.book).facts[name]
        if fact.kind in {"bool", "judgement"}:
            return [] if value is False else [False]
        if fact.kind == "country":
            return [code for code in USUAL if code in self.after.book.countries]
        if fact.kind == "code" and isinstance(value, str):
            return [value.removesuffix(".zz")] if value.endswith(".zz") else []
        if fact.kind == "enum":
            plain = [NONE if word == "none" else word for word in fact.values]
            return [*(word for word in (NONE,) if word in plain), *plain]
        return []

    def _confirmed(self, name: str, regime: str, values: Mapping[str, Value]) -> Found:
        """The finding with the fewest facts, asked again of both days' masks."""

        def said(side: Situation, known: Mapping[str, Value]) -> tuple[Interval, Truth]:
            found = _ask(side.resolver, known)
            return found.intervals.get(regime, _NOTHING), found.active.get(name, False)

        def asked(
            known: Mapping[str, Value],
        ) -> tuple[tuple[Interval, Truth], tuple[Interval, Truth]]:
            return said(self.before, known), said(self.after, known)

        wanted = asked(values)
        kept = dict(values)
        for fact in _least_telling_first(kept, self.after.book):
            fewer = {other: value for other, value in kept.items() if other != fact}
            if asked(fewer) == wanted:
                kept = fewer
        for fact in kept:
            for plainer in self._plainer(fact, kept[fact]):
                if asked({**kept, fact: plainer}) == wanted:
                    kept[fact] = plainer
                    break
        (before, was), (after, now) = wanted
        return Found(name, regime, before, after, was, now, Facts(kept))


def _ask(resolver: Resolver, values: Mapping[str, Value]) -> Resolution:
    known = {name: v for name, v in values.items() if name in resolver.program.law.book.facts}
    matched = resolver.program.match(known)
    return resolver.resolve(matched.sure, matched.possible)


def _least_telling_first(values: Iterable[str], book: Rulebook) -> Sequence[str]:
    """Sensitive facts and those seldom asked go first, so that what is left reads naturally."""
    order = list(book.facts)
    places = {name: number for number, name in enumerate(order)}

    def key(name: str) -> tuple[int, int]:
        fact = book.facts.get(name)
        return (0 if fact is not None and fact.sensitive else 1, -places.get(name, len(order)))

    return sorted(values, key=key)


def _same(old: Rails, new: Rails) -> bool:
    return bool(old.sure.eq(new.sure) and old.possible.eq(new.possible))


def _differ(old: Rails, new: Rails) -> Formula:
    return z3.Or(old.sure != new.sure, old.possible != new.possible)


def _is(encoding: Encoding, regime: str, interval: Interval) -> Formula:
    """The regime's outcome is just this interval."""
    parts = []
    for outcome in Outcome:
        if outcome is not Outcome.NOT_CAUGHT:
            rails = encoding.at_least(regime, outcome)
            parts.append(rails.sure == (interval.lower >= outcome))
            parts.append(rails.possible == (interval.upper >= outcome))
    return z3.And(parts)


class Bounds:
    """The exact outcome interval of a regime over every completion of what is unknown.

    Derived facts that are not given are derived, or answered where that leaves them open. `law` does
    not use it; the tests hold it against the evaluator.
    """

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self.solver = z3.SolverFor("QF_FD")
        self.solver.add([domain.domain for domain in encoding.domains.values()])

    def known(self, values: Mapping[str, Value]) -> list[Formula]:
        """These facts as formulas; a code too coarse to be one class is any it can turn out to be."""
        encoding, known = self.encoding, []
        for name, domain in encoding.domains.items():
            if name in values:
                known.append(self._stated(domain, values[name]))
            elif name in encoding.program.derived_names and isinstance(domain, Scalar):
                known.append(encoding.is_answered(name))
        return known

    def _stated(self, domain: Domain, value: Value) -> Formula:
        if not isinstance(domain, Scalar) or None not in domain.signature(value):
            return domain.equals(value)
        ways = classes(self.encoding.law, domain.fact, domain.lines, value)
        stated = [way for way in ways if isinstance(way, Settled) and way.code == value]
        return domain.is_in(domain.number(way) for way in stated or ways)

    def is_coarse(self, values: Mapping[str, Value]) -> bool:
        """Whether one of the facts is a code that leaves a test open."""
        return any(
            isinstance(domain, Scalar) and None in domain.signature(values[name])
            for name, domain in self.encoding.domains.items()
            if name in values
        )

    def leaves(self, interval: Interval, regime: str) -> Formula:
        """When the outcome lies outside the interval."""
        parts = []
        for outcome in list(Outcome)[1:]:
            rails = self.encoding.at_least(regime, outcome)
            if outcome <= interval.lower:
                parts.append(z3.Not(rails.sure))
            if outcome > interval.upper:
                parts.append(rails.possible)
        return z3.Or(parts)

    def of(self, values: Mapping[str, Value], regime: str) -> Interval:
        known = self.known(values)
        upper = Outcome.NOT_CAUGHT
        for outcome in list(Outcome)[:0:-1]:
            rails = self.encoding.at_least(regime, outcome)
            if upper is Outcome.NOT_CAUGHT and self._holds(known, rails.possible):
                upper = outcome
            if upper >= outcome and not self._holds(known, z3.Not(rails.sure)):
                return Interval(outcome, upper)
        return Interval(Outcome.NOT_CAUGHT, upper)

    def _holds(self, known: list[Formula], formula: Formula) -> bool:
        return bool(self.solver.check(*known, formula) == z3.sat)
