"""What would change the answer: another value of one known fact, or a later day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from knowhold.law.classes import TooMany, classes
from knowhold.law.compiled import LawOfDay, law_of_day
from knowhold.law.conditions import Membership, parse_test
from knowhold.law.consistency import needs_of_facts
from knowhold.law.determination import Change
from knowhold.law.facts import Facts
from knowhold.law.force import days_of, overlays_of
from knowhold.law.judge import Interval, Judgement, World, overall
from knowhold.law.model import Fact, Rulebook
from knowhold.law.relevance import lines_by_fact
from knowhold.law.values import UNKNOWN, Value

MOST_TRIES = 40  # values tried of one fact; a code has hundreds
MOST_DAYS = 6
INVENTED = {"ZZ", "ZY"}  # fixtures: no real question is told that Testland would be stricter


def would_change(law: LawOfDay, facts: Facts, judgement: Judgement) -> tuple[Change, ...]:
    """One change of one fact, or of the day, that leads to another outcome; never two at once."""
    now = overall(judgement.intervals())
    found = [
        change
        for name in facts.values
        for change in _by_fact(law, facts, law.book.facts[name], now)
    ]
    return (*found, *_by_day(law, facts, judgement, now))


def _by_fact(law: LawOfDay, facts: Facts, fact: Fact, now: Interval) -> list[Change]:
    # nobody is told that another citizenship would have been easier
    if fact.sensitive or fact.kind == "text":
        return []
    open_world = World(law, facts.with_value(fact.name, UNKNOWN))
    live = [law.rules[name] for name in Judgement(law, open_world, law.rules.values()).matches]
    lines = lines_by_fact(law, live)
    tested = [line for reached in law.flows[fact.name] for line in lines.get(reached, ())]
    try:
        values = _nearest_first(classes(law, fact, tested), facts.get(fact.name))
    except TooMany:
        return []
    found: dict[Interval, Change] = {}
    for value in values[:MOST_TRIES]:
        world = World(law, facts.with_value(fact.name, value))
        then = overall(Judgement(law, world, live).intervals())
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
        and not str(value).endswith(".zz")
        and (value not in INVENTED or known in INVENTED)
    ]
    return sorted(real, key=lambda value: not (head and str(value).startswith(head)))


def _by_day(law: LawOfDay, facts: Facts, judgement: Judgement, now: Interval) -> list[Change]:
    book = law.book
    names = frozenset(judgement.matches) | _dated_rules(book) | _woken_rules(book, law.day)
    found: list[Change] = []
    sofar = now
    for day in sorted(_turning_days(book, names)):
        if day <= law.day or len(found) == MOST_DAYS:
            continue
        later = law_of_day(book, day, names)
        then = overall(Judgement(later, World(later, facts), later.rules.values()).intervals())
        if then != sofar:
            found.append(Change(None, day, then))
            sofar = then
    return found


def _turning_days(book: Rulebook, names: Iterable[str]) -> set[date]:
    """The days on which one of these rules, an overlay on it or a set it uses may change."""
    acting = overlays_of(book)
    texts = {derive.force for derive in book.derives.values()}
    overlays: set[str] = set()
    pending = [*names, *book.derives]
    while pending:
        new = set(acting.get(pending.pop(), ())) - overlays
        overlays |= new
        pending.extend(new)
    texts |= {book.overlays[name].span for name in overlays}
    for name in names:
        texts.add(book.rules[name].force)
    for name in _sets_of(book, names):
        named = book.sets[name]
        texts |= {named.span, *(member.span for member in named.members)}
    return days_of(texts)


@lru_cache(maxsize=32)
def _woken_rules(book: Rulebook, on: date) -> frozenset[str]:
    """Rules that test a fact whose derivation starts, stops or is suspended after `on`."""
    acting = overlays_of(book)
    moved: set[str] = set()
    for derive in book.derives.values():
        spans = [derive.force, *(book.overlays[name].span for name in acting.get(derive.id, ()))]
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
            for used in _sets_of(book, [name])
        )
    )


def _sets_of(book: Rulebook, names: Iterable[str]) -> set[str]:
    found: set[str] = set()
    pending = [
        item[1:]
        for name in names
        for box in book.rules[name].when
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
