"""What a law editor should look at: none of it stops the load."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from knowhold.law.conditions import Membership, parse_test
from knowhold.law.force import Force, force_on, overlays_of
from knowhold.law.model import Derive, Evidence, Gap, Outcome, Rule, Rulebook
from knowhold.law.patterns import matching
from knowhold.period import Period


@dataclass(frozen=True, slots=True)
class Finding:
    kind: str
    record: str
    place: str
    text: str


def lint(book: Rulebook, on: date) -> list[Finding]:
    """Findings in the order of their records; `on` is the day whose force is looked at."""
    found = [
        *_dead_patterns(book),
        *_overlays_outside_force(book),
        *_unverified(book, on),
        *_open_starts(book),
        *_weak_sources(book),
        *_unused(book),
        *_sensitive(book),
    ]
    return sorted(found, key=lambda finding: (finding.kind, finding.record))


def _finding(book: Rulebook, kind: str, record: str, name: str, text: str) -> Finding:
    return Finding(kind, name, book.places.get(f"{record} {name}", ""), text)


def _dead_patterns(book: Rulebook) -> Iterable[Finding]:
    """Overrides and targets that name nothing, and overrides that never change an outcome."""
    for rule in book.rules.values():
        for pattern in rule.overrides:
            names = [name for name in matching([pattern], book.rules) if name != rule.id]
            if not names:
                yield _finding(book, "dead override", "rule", rule.id, f"`{pattern}` names no rule")
            elif not any(_weakens(rule, book.rules[name]) for name in names):
                text = f"`{pattern}` never changes an outcome: it names nothing stricter"
                yield _finding(book, "idle override", "rule", rule.id, text)
    targets = [*book.rules, *book.derives, *book.overlays]
    for overlay in book.overlays.values():
        for pattern in overlay.targets:
            if not matching([pattern], targets):
                text = f"`{pattern}` names no rule"
                yield _finding(book, "dead target", "overlay", overlay.id, text)


def _weakens(rule: Rule, other: Rule) -> bool:
    if not rule.outcome or not other.outcome or rule.review or other.review:
        return True
    return Outcome[other.outcome.upper()] >= Outcome[rule.outcome.upper()]


def _overlays_outside_force(book: Rulebook) -> Iterable[Finding]:
    for name, acting in overlays_of(book).items():
        record = book.rules.get(name) or book.derives.get(name)
        if record is None:
            continue
        own = Period.parse(record.force)
        for overlay in acting:
            span = Period.parse(book.overlays[overlay].span)
            late = own.end is not None and span.start > own.end
            early = span.end is not None and span.end < own.start
            if (late and book.overlays[overlay].effect != "extend") or early:
                text = f"acts outside the force {own} of {name}"
                yield _finding(book, "overlay outside force", "overlay", overlay, text)


def _unverified(book: Rulebook, on: date) -> Iterable[Finding]:
    acting = overlays_of(book)
    for rule in book.rules.values():
        force = force_on(book, rule, acting.get(rule.id, ()), on)
        if force is Force.UNVERIFIED:
            text = f"its status on {on} is not established"
            yield _finding(book, "unverified force", "rule", rule.id, text)


def _open_starts(book: Rulebook) -> Iterable[Finding]:
    """Provisions of which only a text is known, not the first day."""
    for kind, records in (("rule", book.rules), ("derive", book.derives)):
        for record in records.values():
            if not record.start_established:
                text = f"in a text from {Period.parse(record.force).start}; since when is not known"
                yield _finding(book, "start not established", kind, record.id, text)


def _weak_sources(book: Rulebook) -> Iterable[Finding]:
    for source in book.sources.values():
        if not source.sha256:
            yield _finding(book, "text not attached", "source", source.id, "no hash of a text")
        if Evidence.of(source.evidence) > Evidence.PART:
            text = f"evidence is {source.evidence}"
            yield _finding(book, "weak source", "source", source.id, text)


def _unused(book: Rulebook) -> Iterable[Finding]:
    """Sets no test names: a list entry that no rule reaches."""
    records: list[Rule | Derive | Gap] = [*book.rules.values(), *book.derives.values()]
    records += book.gaps.values()
    used = {
        item[1:]
        for record in records
        for box in record.when
        for test in box.values()
        for clause in parse_test(test)
        if isinstance(clause, Membership)
        for item in clause.items
        if item.startswith("@")
    }
    used |= {scheme.codes.removeprefix("@") for scheme in book.schemes.values()}
    pending = list(used)
    while pending:
        named = book.sets.get(pending.pop())
        for other in (*named.includes, *named.without) if named else ():
            if other not in used:
                used.add(other)
                pending.append(other)
    for name in book.sets:
        if name not in used:
            yield _finding(book, "unused set", "set", name, "no rule reaches it")


def _sensitive(book: Rulebook) -> Iterable[Finding]:
    for fact in book.facts.values():
        if fact.sensitive and fact.basis.split(" ", 1)[0] not in book.sources:
            text = f"basis `{fact.basis}` is no [[source]]"
            yield _finding(book, "sensitive without basis", "fact", fact.name, text)
