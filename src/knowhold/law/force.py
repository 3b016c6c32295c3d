"""Whether a provision has legal force on a day, and what overlays did to it.

The four states of the design and the trivial fifth: not yet, in force, suspended, unverified;
ended once its own span, or a revocation, is past.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import lru_cache
from zoneinfo import ZoneInfo

from knowhold.errors import NotFound
from knowhold.law.model import Derive, Overlay, Rule, Rulebook
from knowhold.law.patterns import matching
from knowhold.law.suggest import nearest
from knowhold.period import Period


class Force(Enum):
    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    UNVERIFIED = "unverified"
    ENDED = "ended"


Targets = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Reach:
    """The spans in which an overlay acts, and what follows the last of them."""

    spans: tuple[Period, ...]
    after: str
    revoked_from: date | None = None

    def acts(self, day: date) -> bool:
        if self.revoked_from is not None and day >= self.revoked_from:
            return False
        return any(span.contains(day) for span in self.spans)

    def is_past(self, day: date) -> bool:
        """Whether every span has run out without a revocation."""
        revoked = self.revoked_from is not None and day >= self.revoked_from
        return not revoked and all(span.end is not None and span.end < day for span in self.spans)

    @property
    def last_day(self) -> date:
        return max(span.end or date.max for span in self.spans)


@lru_cache(maxsize=32)
def overlays_of(book: Rulebook) -> dict[str, tuple[str, ...]]:
    """For each rule, derivation and overlay: the overlays that name it, earliest first."""
    names = [*book.rules, *book.derives, *book.overlays]
    found: dict[str, list[Overlay]] = {}
    for overlay in book.overlays.values():
        for name in matching(overlay.targets, names):
            if name != overlay.id:
                found.setdefault(name, []).append(overlay)
    return {
        name: tuple(
            item.id
            for item in sorted(items, key=lambda item: (Period.parse(item.span).start, item.id))
        )
        for name, items in found.items()
    }


def reach_of(book: Rulebook, overlay: Overlay, acting: Targets | None = None) -> Reach:
    """When the overlay acts, once other overlays have extended or revoked it."""
    targets = overlays_of(book) if acting is None else acting
    spans, after, revoked = [Period.parse(overlay.span)], overlay.after, None
    for name in targets.get(overlay.id, ()):
        other = book.overlays[name]
        if other.effect == "extend":
            reach = reach_of(book, other, targets)
            spans += reach.spans
            after = reach.after
        if other.effect == "revoke":
            start = Period.parse(other.span).start
            revoked = start if revoked is None else min(revoked, start)
    return Reach(tuple(spans), after, revoked)


def force_on(book: Rulebook, record: Rule | Derive, acting: tuple[str, ...], day: date) -> Force:
    """The force of `record` on `day`, under the overlays `acting` on it.

    Not yet wins over everything before the record's own start; where that start is not established,
    the status before the text that was read is unverified. A revocation wins after the start; then
    a suspension that acts; then a suspension that ran out with nobody knowing what follows.
    """
    span = Period.parse(record.force)
    overlays = [book.overlays[overlay] for overlay in acting]
    targets = overlays_of(book) if overlays else {}
    reaches = {overlay.id: reach_of(book, overlay, targets) for overlay in overlays}
    if day < span.start:
        return Force.UNVERIFIED if precedes_text(record, day) else Force.NOT_YET
    if any(item.effect == "revoke" and reaches[item.id].acts(day) for item in overlays):
        return Force.ENDED
    extended = [item for item in overlays if item.effect == "extend" and reaches[item.id].acts(day)]
    if not span.contains(day) and not extended:
        return _after_extension(overlays, reaches, day)
    if any(item.effect == "suspend" and reaches[item.id].acts(day) for item in overlays):
        return Force.SUSPENDED
    return _unless_unverified(overlays, reaches, day)


def precedes_text(record: Rule | Derive, day: date) -> bool:
    """Whether `day` is earlier than the text that holds the record, and it may have applied by then."""
    return (
        not record.start_established
        and day < Period.parse(record.force).start
        and not (record.not_before and day < date.fromisoformat(record.not_before))
    )


def own_spans(record: Rule | Derive) -> set[str]:
    """The spans on whose days the record's own force may change."""
    return {record.force, f"{record.not_before} .." if record.not_before else ""}


def cites_on(book: Rulebook, cites: tuple[str, ...], day: date) -> tuple[str, ...]:
    """The citations among `cites` whose instrument had taken effect by `day`."""
    effective = ((cite, book.sources[cite.split(" ", 1)[0]].effective) for cite in cites)
    return tuple(cite for cite, since in effective if not since or date.fromisoformat(since) <= day)


def _after_extension(overlays: list[Overlay], reaches: Mapping[str, Reach], day: date) -> Force:
    lapsed = [o for o in overlays if o.effect == "extend" and reaches[o.id].is_past(day)]
    unverified = any(reaches[overlay.id].after == "unverified" for overlay in lapsed)
    return Force.UNVERIFIED if unverified else Force.ENDED


def _unless_unverified(overlays: list[Overlay], reaches: Mapping[str, Reach], day: date) -> Force:
    for overlay in overlays:
        reach = reaches[overlay.id]
        if overlay.effect == "suspend" and reach.after == "unverified" and reach.is_past(day):
            settled = any(
                other.effect == "resume"
                and reaches[other.id].acts(day)
                and Period.parse(other.span).start > reach.spans[0].start
                for other in overlays
            )
            if not settled:
                return Force.UNVERIFIED
    return Force.IN_FORCE


def acted_on(book: Rulebook, acting: tuple[str, ...], day: date) -> tuple[str, ...]:
    """The overlays among `acting` that shape the state on `day`: acting now, or run out unsettled."""
    found = []
    for name in acting:
        reach = reach_of(book, book.overlays[name])
        if reach.acts(day) or (reach.after == "unverified" and reach.is_past(day)):
            found.append(name)
    return tuple(found)


def days_of(texts: Iterable[str]) -> set[date]:
    """The first day of each span, and the first day after it."""
    days: set[date] = set()
    for text in set(texts) - {""}:
        span = Period.parse(text)
        days.add(span.start)
        if span.end is not None:
            days.add(span.end + timedelta(days=1))
    return days


def status_of(book: Rulebook, name: str, on: date) -> dict[str, Force]:
    """The force on `on` of each provision `name` stands for, by id.

    `name` is the id of a source (the records that cite it first), of a rule, or a pattern of rules.
    Raises NotFound for any other name.
    """
    records: dict[str, Rule | Derive] = {**book.rules, **book.derives}
    chosen = [records[found] for found in matching([name], records)]
    if name in book.sources:
        chosen = [item for item in records.values() if item.cite[0].split(" ", 1)[0] == name]
    if not chosen:
        near = nearest(name, [*book.sources, *records])
        raise NotFound(f"no source with provisions and no rule `{name}`", advice=near)
    acting = overlays_of(book)
    return {item.id: force_on(book, item, acting.get(item.id, ()), on) for item in chosen}


def legal_day(instant: datetime, jurisdiction: str, book: Rulebook) -> date:
    """The local date of `instant` where `jurisdiction` (a regime or a country) keeps its time.

    The instant must know its own offset. Raises NotFound where no regime is recorded.
    """
    if instant.utcoffset() is None:
        raise ValueError(f"the instant `{instant}` has no offset")
    regime = book.regimes.get(jurisdiction) or next(
        (item for item in book.regimes.values() if jurisdiction in item.countries), None
    )
    if regime is None:
        near = nearest(jurisdiction, book.regimes)
        raise NotFound(f"no regime `{jurisdiction}` with a time zone", advice=near)
    return instant.astimezone(ZoneInfo(regime.timezone)).date()
