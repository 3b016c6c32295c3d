"""The report of what changes, as a head of compliance would forward it, in either language.

First what changes for whom, in a line each; then each change with its instrument, before and after, one
story, what to do and what is not known; then the days, what stays open, and what was not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from knowhold.law.agenda import agenda
from knowhold.law.changes import INVENTED, days_of_rule
from knowhold.law.compiled import law_of_day
from knowhold.law.determination import CoverageState
from knowhold.law.explain import conclude
from knowhold.law.force import Force, overlays_of
from knowhold.law.judge import Interval
from knowhold.law.model import Evidence, Outcome, Rule, Rulebook
from knowhold.law.phrases import say
from knowhold.law.story import Story, story_of, told
from knowhold.law.symbolic import Difference, Found, Situation
from knowhold.law.words import cite_text, outcome_text, review_text, written_day
from knowhold.period import Period


@dataclass(frozen=True, slots=True)
class _Told:
    """One rule that changes: everything the report says of it."""

    item: Found
    rule: Rule
    book: Rulebook
    day: date | None
    force: Force | None  # on the later side
    story: Story

    @property
    def is_unverified(self) -> bool:
        return self.force is Force.UNVERIFIED

    @property
    def group(self) -> str:
        if not self.rule.outcome:
            return "beside"
        return "stricter" if self.item.is_stricter else "laxer"


def report(found: Difference, lang: str, *, traces: bool = False) -> str:
    """The whole report; with `traces`, both days' explanations of every example."""
    before, after = found.before, found.after
    same_book = before.book == after.book
    heading = "changes.heading" if same_book else "changes.heading_books"
    days = {"before": written_day(before.on, lang), "after": written_day(after.on, lang)}
    lines = [say(heading, lang, **days), ""]
    changes = _changes(found)
    groups = [change.group for change in changes]
    counts = {name: str(groups.count(name)) for name in ("stricter", "laxer", "beside")}
    counts["all"] = str(len(changes))
    lines.append(say("changes.summary" if changes else "changes.nothing", lang, **counts))
    lines += [f"  {number}. {_short(c, lang)}" for number, c in enumerate(changes, 1)]
    still = _open_sources(before).keys() & _open_sources(after).keys()
    if still:
        lines += ["", say("changes.still_open", lang, count=str(len(still)))]
    for number, change in enumerate(changes, 1):
        lines += ["", *_detail(found, change, number, lang, traces=traces)]
    lines.append("")
    if same_book:
        turns = [turn.text(lang) for turn in agenda(after.book, before.on, after.on)]
        lines += _section("changes.days", turns, lang)
    silent = [_named(found, name, lang) for name in found.silent]
    lines += _section("changes.silent", silent, lang)
    lines += _section("changes.open", list(_unverified(after, lang)), lang)
    lines += _closing(found, changes, lang)
    return "\n".join(lines) + "\n"


def _changes(found: Difference) -> list[_Told]:
    """One entry a rule, earliest first; of several findings of a rule the strictest."""
    first: dict[str, Found] = {}
    for item in found.findings:
        first.setdefault(item.rule, item)
    told_ = []
    for item in first.values():
        book = found.after.book if item.rule in found.after.book.rules else found.before.book
        today = law_of_day(found.after.book, found.after.on).rules.get(item.rule)
        story = story_of(found, item)
        force = today.force if today else None
        told_.append(
            _Told(item, book.rules[item.rule], book, _turning(found, item.rule), force, story)
        )
    return sorted(told_, key=lambda c: (c.day or date.max, -c.item.after.upper, c.rule.id))


def _short(change: _Told, lang: str) -> str:
    """When, where, what, and whether it is certain: one line."""
    start = say("changes.from", lang, day=written_day(change.day, lang)) if change.day else ""
    parts = [start, _regime(change, lang), change.rule.title.say(lang)]
    line = say("colon", lang).join(part for part in parts if part)
    return line + (say("changes.not_sure", lang) if change.is_unverified else "")


def _regime(change: _Told, lang: str) -> str:
    regime = change.book.regimes.get(change.item.regime)
    return regime.title.say(lang) if regime else ""


def _detail(found: Difference, change: _Told, number: int, lang: str, *, traces: bool) -> list[str]:
    rule, book, story = change.rule, change.book, change.story
    start = say("changes.from", lang, day=written_day(change.day, lang)) if change.day else ""
    head = say("colon", lang).join(part for part in (start, rule.title.say(lang)) if part)
    comma, blank = say("comma", lang), "   "
    cites = comma.join(cite_text(book, cite, lang) for cite in rule.cite)
    said = [
        say("changes.concerns", lang, regime=_regime(change, lang)),
        say("changes.instrument", lang, cite=cites),
        say("changes.before", lang, outcome=_before(change, lang)),
        say("changes.after", lang, outcome=_after(change, lang)),
        say("changes.example", lang, facts=told(book, rule.id, story.facts, lang)),
        say("changes.do", lang, text=say(f"changes.do.{_advice(change)}", lang)),
        *_unknown(found, change, lang),
        say("changes.because", lang, title=rule.id, status=_status(found, rule.id, lang)),
    ]
    lines = [f"{number}. {head}", *(blank + text for text in said)]
    if traces:
        for side in (found.before, found.after):
            text = conclude(side.book, story.facts, side.on).as_text(lang)
            lines += [f"      {line}" for line in text.splitlines()]
    return lines


def _before(change: _Told, lang: str) -> str:
    if change.rule.outcome:
        return outcome_text(change.story.before, lang)
    return say(_ACTIVE[change.story.was_active], lang)


_ACTIVE = {True: "active.yes", None: "active.perhaps", False: "active.no"}


def _after(change: _Told, lang: str) -> str:
    """The outcome; where the status is not established both readings; how the authority looks at it."""
    story = change.story
    if not change.rule.outcome:
        return say(_ACTIVE[story.is_active], lang)
    reviews = say("comma", lang).join(review_text(review, lang) for review in story.reviews)
    with_it = _reviewed(Interval(story.after.upper, story.after.upper), reviews, lang)
    if change.is_unverified:
        without = outcome_text(Interval(story.after.lower, story.after.lower), lang)
        key = "changes.either_way" if reviews and not story.after.is_open else "changes.readings"
        return say(key, lang, back=with_it, off=without, review=reviews)
    return _reviewed(story.after, reviews, lang)


def _reviewed(interval: Interval, reviews: str, lang: str) -> str:
    outcome = outcome_text(interval, lang)
    return say("changes.reviewed", lang, outcome=outcome, review=reviews) if reviews else outcome


def _advice(change: _Told) -> str:
    if change.group != "stricter":
        return change.group
    if change.is_unverified:
        return "unverified"
    upper = change.story.after.upper
    return {Outcome.PROHIBITED: "prohibited", Outcome.LICENCE: "licence"}.get(upper, "lighter")


def _unknown(found: Difference, change: _Told, lang: str) -> list[str]:
    """What nobody has established: the status after a suspension, the source, the rest of the regime."""
    book, said = change.book, []
    if change.is_unverified:
        ends = [
            end
            for end in (_end(book, name) for name in overlays_of(book).get(change.rule.id, ()))
            if end
        ]
        last = [end for end in ends if end < found.after.on]
        if last:
            said.append(say("changes.no_record", lang, day=written_day(max(last), lang)))
    today = law_of_day(book, found.after.on).rules[change.rule.id]
    if today.evidence > Evidence.PART:
        said.append(
            say("changes.weak", lang, evidence=say(f"evidence.{today.evidence.token}", lang))
        )
    regime = book.regimes.get(change.item.regime)
    if regime is not None and regime.state != CoverageState.EVALUATED.value:
        said.append(say("changes.partly", lang, why=regime.why.say(lang)))
    blank = "" if lang.startswith("zh") else " "
    return [say("changes.unknown", lang, text=blank.join(said))] if said else []


def _end(book: Rulebook, overlay: str) -> date | None:
    return Period.parse(book.overlays[overlay].span).end


def _closing(found: Difference, changes: list[_Told], lang: str) -> list[str]:
    book = found.after.book
    partial = [
        regime.title.say(lang)
        for regime in book.regimes.values()
        if regime.state != CoverageState.EVALUATED.value and regime.id not in INVENTED
    ]
    lines = [say("changes.replayed", lang)] if changes else []
    if partial:
        lines.append(say("changes.not_looked", lang, regimes=say("comma", lang).join(partial)))
    versions = dict.fromkeys([found.before.book.version, book.version])
    lines += [say("line.rulebook", lang, version=version) for version in versions]
    return [*lines, say("disclaimer", lang)]


def _status(found: Difference, name: str, lang: str) -> str:
    """The force of the rule on both sides, or that one of them does not have it."""
    if name not in found.before.book.rules:
        return say("changes.rule_new", lang)
    if name not in found.after.book.rules:
        return say("changes.rule_gone", lang)
    forces = [law_of_day(s.book, s.on).rules[name].force for s in (found.before, found.after)]
    before, after = (say(f"force.{force.value}", lang) for force in forces)
    return say("changes.status", lang, before=before, after=after)


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


def _open_sources(side: Situation) -> dict[str, list[str]]:
    """The instruments whose status nobody has established, each with its provisions."""
    found: dict[str, list[str]] = {}
    for today in law_of_day(side.book, side.on).rules.values():
        if today.force is Force.UNVERIFIED and today.rule.regime not in INVENTED:
            source = today.rule.cite[0].partition(" ")[0]
            found.setdefault(source, []).append(today.rule.id)
    return found


def _unverified(side: Situation, lang: str) -> Iterable[str]:
    """The instruments whose status nobody has established, and since when."""
    acting = overlays_of(side.book)
    for source, rules in _open_sources(side).items():
        ends = {_end(side.book, name) for rule in rules for name in acting.get(rule, ())}
        known = [end for end in ends if end is not None and end < side.on]
        since = written_day(max(known) + timedelta(days=1), lang) if known else ""
        title = cite_text(side.book, source, lang)
        only = side.book.rules[rules[0]].title.say(lang) if len(rules) == 1 else ""
        count = only or _provisions(len(rules), lang)
        if since:
            yield say("changes.since", lang, title=title, count=count, day=since)
        else:
            yield say("colon", lang).join([title, count])


def _provisions(count: int, lang: str) -> str:
    return say("provision.one" if count == 1 else "provision.many", lang, count=str(count))


def _named(found: Difference, name: str, lang: str) -> str:
    book = found.after.book if name in found.after.book.rules else found.before.book
    title, status = book.rules[name].title.say(lang), _status(found, name, lang)
    return say("changes.silent_one", lang, title=title, rule=name, status=status)


def _section(key: str, items: list[str], lang: str) -> list[str]:
    return [say(key, lang), *(f"  {item}" for item in items), ""] if items else []


def counted(pairs: Iterable[tuple[Interval, Interval, int]], lang: str) -> list[str]:
    """How many of somebody's own rows are answered differently, most frequent first."""
    changed = sorted(((b, a, n) for b, a, n in pairs if b != a), key=lambda item: -item[2])
    return [
        say("changes.row", lang, count=f"{n:,}", before=outcome_text(b, lang), after=outcome_text(a, lang))
        for b, a, n in changed
    ]  # fmt: skip
