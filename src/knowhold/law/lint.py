"""What a law editor should look at: none of it stops the load."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from knowhold.law.compiled import LawOfDay, law_of_day, members_on, source_evidence
from knowhold.law.conditions import Membership, parse_test
from knowhold.law.force import Force, force_on, overlays_of
from knowhold.law.model import Derive, Evidence, Gap, Outcome, Rule, Rulebook
from knowhold.law.patterns import matching
from knowhold.law.tested import Line
from knowhold.law.values import NONE, Value
from knowhold.period import Period

T = TypeVar("T")
_SHOWN = 6  # entries that are spelt out


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
        *_force_gaps(book),
        *_weak_sources(book, on),
        *_unused(book),
        *_unreached(book, on),
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


def _force_gaps(book: Rulebook) -> Iterable[Finding]:
    """Days that no rule of one provision, and no span of one list entry, covers though others do."""
    provisions: dict[tuple[str, str], list[Rule]] = {}
    for rule in book.rules.values():
        provisions.setdefault((rule.regime, rule.cite[0]), []).append(rule)
    for (_, cite), rules in provisions.items():
        for rule, after, until in _gaps([(rule, rule.force) for rule in rules]):
            text = f"no rule of `{cite}` from {after} to {until}"
            yield _finding(book, "force gap", "rule", rule.id, text)
    for named in book.sets.values():
        entries: dict[str, list[tuple[str, str]]] = {}
        for member in named.members:
            if member.span:
                entries.setdefault(member.member, []).append((member.member, member.span))
        for spans in entries.values():
            for entry, after, until in _gaps(spans):
                text = f"`{entry}` is on the list before {after} and after {until}, not between"
                yield _finding(book, "force gap", "set", named.id, text)


def _gaps(spans: Iterable[tuple[T, str]]) -> Iterable[tuple[T, date, date]]:
    """What starts after a gap, with the first and the last day of it."""
    covered: date | None = None  # the last day so far; date.max where one is open
    for what, period in sorted(
        ((what, Period.parse(span)) for what, span in spans), key=lambda item: item[1].start
    ):
        if covered is not None and covered < date.max:
            first = covered + timedelta(days=1)
            if period.start > first:
                yield what, first, period.start - timedelta(days=1)
        covered = max(covered or date.min, period.end or date.max)


def _weak_sources(book: Rulebook, on: date) -> Iterable[Finding]:
    for source in book.sources.values():
        if not source.sha256:
            yield _finding(book, "text not attached", "source", source.id, "no hash of a text")
        if source_evidence(book, source.id, on) is Evidence.STALE:
            why = f"amended by {', '.join(source.amended_by)}" if source.amended_by else ""
            text = why or f"read as of {source.text_as_of or 'no day'}: older than 24 months"
            yield _finding(book, "stale source", "source", source.id, text)
        elif Evidence.of(source.evidence) > Evidence.PART:
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


def _unreached(book: Rulebook, on: date) -> Iterable[Finding]:
    """Entries of lists in use that every test naming the list leaves out again."""
    law = law_of_day(book, on)
    testing: dict[str, list[Line]] = {}
    for line in _lines(law):
        for compiled in line.clauses:
            if isinstance(compiled.clause, Membership):
                for item in compiled.clause.items:
                    if item.startswith("@"):
                        testing.setdefault(item[1:], []).append(line)
    for name, lines in testing.items():
        if any(_is_negated(line, name) for line in lines):
            continue  # what the list holds is what the test leaves free
        lost = [
            entry
            for entry in sorted(members_on(book, name, on))
            if all(line.holds(_stated(book, line.fact, entry)) is False for line in lines)
        ]
        if lost:
            shown = ", ".join(lost[:_SHOWN]) + (
                f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
            )
            text = f"no test that names the list is met by {shown}"
            yield _finding(book, "unreachable entry", "set", name, text)


def _lines(law: LawOfDay) -> Iterable[Line]:
    found = {
        (line.fact, line.test): line
        for boxes in (
            *(today.boxes for today in law.rules.values()),
            *(today.boxes for group in law.derives.values() for today in group),
            *(boxes for _, boxes in law.gaps),
        )
        for box in boxes
        for line in box
    }
    return found.values()


def _is_negated(line: Line, name: str) -> bool:
    return any(
        isinstance(compiled.clause, Membership)
        and compiled.clause.negated
        and f"@{name}" in compiled.clause.items
        for compiled in line.clauses
    )


def _stated(book: Rulebook, fact: str, entry: str) -> Value:
    """The entry as an answer to the fact."""
    if entry == "none":
        return NONE
    kind = book.facts[fact].kind
    return frozenset({entry}) if kind in {"countryset", "enumset"} else entry


def _sensitive(book: Rulebook) -> Iterable[Finding]:
    for fact in book.facts.values():
        if fact.sensitive and fact.basis.split(" ", 1)[0] not in book.sources:
            text = f"basis `{fact.basis}` is no [[source]]"
            yield _finding(book, "sensitive without basis", "fact", fact.name, text)
