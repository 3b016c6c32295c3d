"""What would change the answer: another value of one known fact, or a later day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from knowhold.law.classes import TooMany, classes
from knowhold.law.compiled import LawOfDay
from knowhold.law.conditions import Membership, parse_test
from knowhold.law.consistency import needs_of_facts
from knowhold.law.determination import Change
from knowhold.law.facts import Facts
from knowhold.law.force import days_of, overlays_of, own_spans
from knowhold.law.judge import Interval, Judgement, overall
from knowhold.law.model import Box, Derive, Fact, Rule, Rulebook
from knowhold.law.relevance import lines_on
from knowhold.law.values import Settled, Value

MOST_TRIES = 40  # values tried of one fact; a code has hundreds
MOST_DAYS = 6
INVENTED = {"ZZ", "ZY"}  # fixtures: no real question is told that Testland would be stricter


def would_change(law: LawOfDay, facts: Facts, judgement: Judgement) -> tuple[Change, ...]:
    """One change of one fact, or of the day, that leads to another outcome; never two at once."""
    now = overall(judgement.intervals())
    found = [
        change
        for name in facts.values
        for change in _by_fact(judgement, facts, law.book.facts[name], now)
    ]
    return (*found, *_by_day(judgement, now))


def _by_fact(judgement: Judgement, facts: Facts, fact: Fact, now: Interval) -> list[Change]:
    # nobody is told that another citizenship would have been easier
    if fact.sensitive or fact.kind == "text":
        return []
    law = judgement.law
    opened = judgement.trial()(facts.without(fact.name))
    live = [law.rules[name] for name in opened.matches]
    tested = lines_on(law, law.flows[fact.name], live)
    try:
        values = _nearest_first(classes(law, fact, tested), facts.get(fact.name))
    except TooMany:
        return []
    found: dict[Interval, Change] = {}
    again = judgement.trial(live)
    for value in values[:MOST_TRIES]:
        then = overall(again(facts.with_value(fact.name, value)).intervals())
        if then != now:
            found.setdefault(then, Change(fact, value, then))
    return list(found.values())


def _nearest_first(values: Iterable[Value], known: Value) -> list[Value]:
    """Codes of the same head first; no invented codes: nobody could follow such advice."""
    head = known.partition(".")[0] if isinstance(known, str) else ""
    real = [
        value
        for value in values
        if value != known
        and not isinstance(value, Settled)
        and not str(value).endswith(".zz")
        and (value not in INVENTED or known in INVENTED)
    ]
    return sorted(real, key=lambda value: not (head and str(value).startswith(head)))


def _by_day(judgement: Judgement, now: Interval) -> list[Change]:
    law, book = judgement.law, judgement.law.book
    names = frozenset(judgement.matches) | _dated_rules(book) | _woken_rules(book, law.day)
    found: list[Change] = []
    sofar = now
    for day in sorted(_turning_days(book, names)):
        if day <= law.day or len(found) == MOST_DAYS:
            continue
        then = judgement.later(day, names)
        if then != sofar:
            found.append(Change(None, day, then))
            sofar = then
    return found


def _turning_days(book: Rulebook, names: Iterable[str]) -> set[date]:
    """The days on which one of these rules, an overlay on it or a set it uses may change."""
    days = set(days_of_derivations(book))
    for name in names:
        days |= days_of_rule(book, name)
    return days


@lru_cache(maxsize=16_384)
def days_of_rule(book: Rulebook, name: str) -> frozenset[date]:
    """The days on which the rule, an overlay on it or a set it uses may change."""
    texts = {*own_spans(book.rules[name]), *_overlay_spans(book, [name])}
    for used in _sets_of(book.rules[name].when, book):
        named = book.sets[used]
        texts |= {named.span, *(member.span for member in named.members)}
    return frozenset(days_of(texts))


@lru_cache(maxsize=16)
def days_of_derivations(book: Rulebook) -> frozenset[date]:
    """The days on which a derivation, an overlay on it or a set it uses may change."""
    texts = {span for derive in book.derives.values() for span in own_spans(derive)}
    texts |= _overlay_spans(book, book.derives)
    for derive in book.derives.values():
        for used in _sets_of(derive.when, book):
            named = book.sets[used]
            texts |= {named.span, *(member.span for member in named.members)}
    return frozenset(days_of(texts))


@lru_cache(maxsize=16)
def days_of_book(book: Rulebook) -> tuple[date, ...]:
    """Every day on which any answer, or any edition of a list, may change; earliest first."""
    days = set(days_of_derivations(book))
    for name in book.rules:
        days |= days_of_rule(book, name)
    for scheme in book.schemes.values():
        pending = [scheme.codes.removeprefix("@")] if scheme.codes else []
        while pending:
            named = book.sets[pending.pop()]
            days |= days_of({named.span, *(member.span for member in named.members)})
            pending += named.includes
    return tuple(sorted(days))


@lru_cache(maxsize=512)
def rules_testing(book: Rulebook, name: str) -> tuple[str, ...]:
    """The rules and derivations that use the set, directly or through another."""
    records: list[Rule | Derive] = [*book.rules.values(), *book.derives.values()]
    return tuple(record.id for record in records if name in _sets_of(record.when, book))


def _overlay_spans(book: Rulebook, names: Iterable[str]) -> set[str]:
    """The spans of the overlays on these records, and of the overlays on those."""
    acting = overlays_of(book)
    overlays: set[str] = set()
    pending = list(names)
    while pending:
        new = set(acting.get(pending.pop(), ())) - overlays
        overlays |= new
        pending.extend(new)
    return {book.overlays[name].span for name in overlays}


@lru_cache(maxsize=32)
def _woken_rules(book: Rulebook, on: date) -> frozenset[str]:
    """Rules that test a fact whose derivation starts, stops or is suspended after `on`."""
    acting = overlays_of(book)
    moved: set[str] = set()
    for derive in book.derives.values():
        overlays = (book.overlays[name].span for name in acting.get(derive.id, ()))
        spans = [*own_spans(derive), *overlays]
        if any(day > on for day in days_of(spans)):
            moved |= set(derive.set)
    needs = needs_of_facts(book)
    while True:
        more = {name for name, used in needs.items() if moved & set(used)} - moved
        if not more:
            break
        moved |= more
    return frozenset(
        name for name, rule in book.rules.items() if any(moved & set(box) for box in rule.when)
    )


@lru_cache(maxsize=8)
def _dated_rules(book: Rulebook) -> frozenset[str]:
    """Rules that test a set whose members come and go: they may match on a later day only."""
    return frozenset(
        name
        for name in book.rules
        if any(
            book.sets[used].span or any(member.span for member in book.sets[used].members)
            for used in _sets_of(book.rules[name].when, book)
        )
    )


def _sets_of(when: Iterable[Box], book: Rulebook) -> set[str]:
    found: set[str] = set()
    pending = [
        item[1:]
        for box in when
        for test in box.values()
        for clause in parse_test(test)
        if isinstance(clause, Membership)
        for item in clause.items
        if item.startswith("@")
    ]
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += [*book.sets[name].includes, *book.sets[name].without]
    return found
