"""The report of what changes, as a head of compliance would forward it, in either language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from knowhold.law.agenda import agenda
from knowhold.law.changes import INVENTED, days_of_rule
from knowhold.law.compiled import law_of_day
from knowhold.law.determination import CoverageState
from knowhold.law.explain import conclude
from knowhold.law.force import Force
from knowhold.law.judge import Interval
from knowhold.law.model import Evidence, Rule, Rulebook
from knowhold.law.phrases import say
from knowhold.law.render import cite_text
from knowhold.law.symbolic import Difference, Found, Situation
from knowhold.law.values import Truth, Value
from knowhold.law.words import day_text, outcome_text, value_text

_MOST_RULES = 6  # provisions named in one line


def report(found: Difference, lang: str, *, traces: bool = False) -> str:
    """The whole report; with `traces`, both days' explanations of every example."""
    before, after = found.before, found.after
    same_book = before.book == after.book
    heading = "changes.heading" if same_book else "changes.heading_books"
    days = {"before": day_text(before.on, lang), "after": day_text(after.on, lang)}
    lines = [say(heading, lang, **days), ""]
    groups = {
        "stricter": [f for f in found.findings if _rule(found, f).outcome and f.is_stricter],
        "laxer": [f for f in found.findings if _rule(found, f).outcome and not f.is_stricter],
        "beside": [f for f in found.findings if not _rule(found, f).outcome],
    }
    counts = {name: str(len(items)) for name, items in groups.items()}
    key = "changes.summary" if found.findings else "changes.nothing"
    lines += [say(key, lang, **counts), ""]
    if same_book:
        turns = [turn.text(lang) for turn in agenda(after.book, before.on, after.on)]
        lines += _section("changes.days", turns, lang)
    for name, items in groups.items():
        if items:
            lines.append(say(f"changes.{name}", lang))
            for number, item in enumerate(items, 1):
                lines += _finding(found, item, number, lang, traces=traces)
            lines.append("")
    silent = [_named(found, name, lang) for name in found.silent]
    lines += _section("changes.silent", silent, lang)
    lines += _section("changes.open", list(_unverified(after, lang)), lang)
    lines += _closing(found, lang)
    return "\n".join(lines) + "\n"


def _closing(found: Difference, lang: str) -> list[str]:
    book = found.after.book
    partial = [
        regime.title.say(lang)
        for regime in book.regimes.values()
        if regime.state != CoverageState.EVALUATED.value and regime.id not in INVENTED
    ]
    lines = [say("changes.replayed", lang)] if found.findings else []
    if partial:
        lines.append(say("changes.not_looked", lang, regimes=say("comma", lang).join(partial)))
    versions = dict.fromkeys([found.before.book.version, book.version])
    lines += [say("line.rulebook", lang, version=version) for version in versions]
    return [*lines, say("disclaimer", lang)]


def _finding(found: Difference, item: Found, number: int, lang: str, *, traces: bool) -> list[str]:
    rule = _rule(found, item)
    book = found.after.book if item.rule in found.after.book.rules else found.before.book
    day = _turning(found, item.rule)
    regime = book.regimes[item.regime].title.say(lang) if item.regime in book.regimes else ""
    start = say("changes.from", lang, day=day_text(day, lang)) if day else ""
    head = say("colon", lang).join(part for part in (start, regime, rule.title.say(lang)) if part)
    lines = [f"{number}. {head}"]
    if rule.outcome:
        before, after = outcome_text(item.before, lang), outcome_text(item.after, lang)
    else:
        before, after = _activity(item.was_active, lang), _activity(item.is_active, lang)
    lines.append("   " + say("changes.outcome", lang, before=before, after=after))
    lines.append("   " + _status(found, item.rule, lang))
    lines.append("   " + _example(book, rule, item, lang))
    cites = say("comma", lang).join(cite_text(book, cite, lang) for cite in rule.cite)
    lines.append("   " + say("changes.because", lang, title=item.rule, cite=cites))
    evidence = law_of_day(book, found.after.on).rules[item.rule].evidence
    if evidence > Evidence.PART:
        words = say(f"evidence.{evidence.token}", lang)
        lines.append("   " + say("changes.weak", lang, evidence=words))
    if traces:
        for side in (found.before, found.after):
            text = conclude(side.book, item.witness, side.on).as_text(lang)
            lines += [f"      {line}" for line in text.splitlines()]
    return lines


def _activity(active: Truth, lang: str) -> str:
    return say({True: "active.yes", None: "active.perhaps", False: "active.no"}[active], lang)


def _status(found: Difference, name: str, lang: str) -> str:
    """The force of the rule on both sides, or that one of them does not have it."""
    if name not in found.before.book.rules:
        return say("changes.rule_new", lang)
    if name not in found.after.book.rules:
        return say("changes.rule_gone", lang)
    forces = [law_of_day(s.book, s.on).rules[name].force for s in (found.before, found.after)]
    before, after = (say(f"force.{force.value}", lang) for force in forces)
    return say("changes.status", lang, before=before, after=after)


def _example(book: Rulebook, rule: Rule, item: Found, lang: str) -> str:
    """What the rule itself asks about first; whatever else must be so in order to be certain, after."""
    tested = {name for box in rule.when for name in box}
    values = item.witness.values
    own = [_fact(book, name, value, lang) for name, value in values.items() if name in tested]
    rest = [_fact(book, name, value, lang) for name, value in values.items() if name not in tested]
    comma = say("semicolon", lang)
    text = comma.join(own)
    if rest:
        text = comma.join([text, say("changes.given", lang, facts=comma.join(rest))])
    return say("changes.example", lang, facts=text)


def _fact(book: Rulebook, name: str, value: Value, lang: str) -> str:
    fact = book.facts[name]
    if isinstance(value, str) and value.endswith(".zz"):
        words = say("changes.below", lang, code=value.removesuffix(".zz"))
    else:
        words = value_text(book, fact, value, lang)
    return f"{fact.title.say(lang)}{say('equals', lang)}{words}"


def _turning(found: Difference, name: str) -> date | None:
    """The first day on which the rule is no longer what it was."""
    book, start, end = found.after.book, found.before.on, found.after.on
    if found.before.book != book or name not in book.rules:
        return None
    old = law_of_day(book, start).rules[name]
    for day in sorted(days_of_rule(book, name)):
        if start < day <= end and law_of_day(book, day).rules[name].force is not old.force:
            return day
    return None


def _unverified(side: Situation, lang: str) -> Iterable[str]:
    """The instruments whose status nobody has established, with how many provisions hang on each."""
    groups: dict[str, int] = {}
    for today in law_of_day(side.book, side.on).rules.values():
        if today.force is Force.UNVERIFIED and today.rule.regime not in INVENTED:
            source = today.rule.cite[0].partition(" ")[0]
            groups[source] = groups.get(source, 0) + 1
    for source, count in groups.items():
        title = cite_text(side.book, source, lang)
        yield say("changes.count", lang, title=title, count=str(count))


def _named(found: Difference, name: str, lang: str) -> str:
    book = found.after.book if name in found.after.book.rules else found.before.book
    return f"{book.rules[name].title.say(lang)} ({name}); {_status(found, name, lang)}"


def _rule(found: Difference, item: Found) -> Rule:
    return found.after.book.rules.get(item.rule) or found.before.book.rules[item.rule]


def _section(key: str, items: list[str], lang: str) -> list[str]:
    return [say(key, lang), *(f"  {item}" for item in items), ""] if items else []


def counted(pairs: Iterable[tuple[Interval, Interval, int]], lang: str) -> list[str]:
    """How many of somebody's own rows are answered differently, most frequent first."""
    changed = sorted(((b, a, n) for b, a, n in pairs if b != a), key=lambda item: -item[2])
    return [
        say("changes.row", lang, count=f"{n:,}", before=outcome_text(b, lang), after=outcome_text(a, lang))
        for b, a, n in changed
    ]  # fmt: skip
