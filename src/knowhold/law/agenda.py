"""The coming days on which an answer can change, and the instrument that changes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from knowhold.law.changes import INVENTED, days_of_book, rules_testing
from knowhold.law.force import Force, force_on, overlays_of, precedes_text
from knowhold.law.model import Derive, NamedSet, Rule, Rulebook, Text
from knowhold.law.phrases import PHRASES, say
from knowhold.law.words import set_title, written_day
from knowhold.period import Period


class Cause(Enum):
    OVERLAY = "overlay"
    OWN = "own"  # the provision's own first or last day
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Turn:
    """One day, one instrument: what it does to how many provisions or entries."""

    day: date
    cause: Cause
    instrument: str  # the id of an overlay, a source or a list
    title: Text
    rules: tuple[str, ...]
    before: Force | None = None
    after: Force | None = None
    joined: int = 0  # entries of a list
    left: int = 0

    def text(self, lang: str) -> str:
        """One line: the day, the instrument, what happens."""
        one = len(self.rules) == 1
        many = say("provision.one" if one else "provision.many", lang, count=str(len(self.rules)))
        parts = {"day": written_day(self.day, lang), "title": self.title.say(lang), "count": many}
        if self.cause is Cause.LIST:
            joined, left = str(self.joined), str(self.left)
            return say("agenda.list", lang, **parts, joined=joined, left=left)
        assert self.before is not None
        assert self.after is not None
        key = f"agenda.{self.before.value}.{self.after.value}"
        if key in PHRASES:
            return say(key, lang, **parts)
        before, after = (say(f"force.{force.value}", lang) for force in (self.before, self.after))
        return say("agenda.force", lang, **parts, before=before, after=after)


def agenda(book: Rulebook, after: date, until: date = date.max) -> tuple[Turn, ...]:
    """Every day later than `after`, up to `until`, on which a provision or a list in use changes."""
    found: list[Turn] = []
    for day in days_of_book(book):
        if after < day <= until:
            found += [*_forces(book, day), *_lists(book, day)]
    return tuple(found)


def _forces(book: Rulebook, day: date) -> list[Turn]:
    acting = overlays_of(book)
    groups: dict[tuple[str, Force, Force], list[str]] = {}
    records: list[Rule | Derive] = [*book.rules.values(), *book.derives.values()]
    for record in records:
        names = acting.get(record.id, ())
        before = force_on(book, record, names, day - timedelta(days=1))
        now = force_on(book, record, names, day)
        # a text begins to be known on that day, the law does not change
        is_reading = precedes_text(record, day - timedelta(days=1)) or precedes_text(record, day)
        if before is not now and not is_reading and record.regime not in INVENTED:
            groups.setdefault((_instrument(book, record, names, day), before, now), []).append(
                record.id
            )
    return [
        Turn(day, *_named(book, name), tuple(rules), before, now)
        for (name, before, now), rules in groups.items()
    ]


def _instrument(book: Rulebook, record: Rule | Derive, overlays: tuple[str, ...], day: date) -> str:
    """The overlay whose span turns on that day, else the provision's own first source."""
    for name in overlays:
        span = Period.parse(book.overlays[name].span)
        if day == span.start or (span.end is not None and day == span.end + timedelta(days=1)):
            return name
    return record.cite[0].split(" ", 1)[0]


def _named(book: Rulebook, name: str) -> tuple[Cause, str, Text]:
    overlay = book.overlays.get(name)
    if overlay is None:
        return Cause.OWN, name, book.sources[name].title
    source = overlay.cite[0].split(" ", 1)[0]
    return Cause.OVERLAY, name, overlay.title or book.sources[source].title


def _lists(book: Rulebook, day: date) -> list[Turn]:
    found = []
    for named in book.sets.values():
        joined = sum(_starts(member.span, day) for member in named.members)
        left = sum(_ended(member.span, day) for member in named.members)
        if named.span and _starts(named.span, day):
            joined = len(named.members)
        if named.span and _ended(named.span, day):
            left = len(named.members)
        rules = tuple(
            name
            for name in (rules_testing(book, named.id) if joined or left else ())
            if (book.rules.get(name) or book.derives[name]).regime not in INVENTED
        )
        if rules:
            title = Text(en=_title(named, "en"), zh=_title(named, "zh"))
            found.append(Turn(day, Cause.LIST, named.id, title, rules, joined=joined, left=left))
    return found


def _title(named: NamedSet, lang: str) -> str:
    return set_title(named, lang)


def _starts(span: str, day: date) -> bool:
    return bool(span) and Period.parse(span).start == day


def _ended(span: str, day: date) -> bool:
    if not span:
        return False
    end = Period.parse(span).end
    return end is not None and end + timedelta(days=1) == day
