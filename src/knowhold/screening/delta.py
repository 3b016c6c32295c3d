"""What changed between two editions of a feed, and the work this raises: no more, no less."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowhold.errors import Invalid
from knowhold.screening.coverage import Gap
from knowhold.screening.judgements import Judgement, entry_matter, party_of, query_matter
from knowhold.screening.library import MATCHER
from knowhold.screening.match import Settings, screen, screen_many
from knowhold.screening.memory import judgements
from knowhold.screening.model import Edition
from knowhold.screening.query import Query
from knowhold.screening.render import hit_json
from knowhold.screening.result import Hit
from knowhold.screening.store import ListStore

Key = tuple[str, str]
"""An entry's list and number."""


class Why(StrEnum):
    ENTRY_ADDED = "entry-added"
    ENTRY_CHANGED = "entry-changed"
    PARTY_CHANGED = "party-changed"


@dataclass(frozen=True, slots=True)
class Delta:
    """Entries by list and number. `changed` differ in what tells the party apart, `reworded` only otherwise."""

    old: Edition
    new: Edition
    added: tuple[Key, ...]
    changed: tuple[Key, ...]
    reworded: tuple[Key, ...]
    removed: tuple[Key, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "feed": self.new.feed,
            "old": {"dated": self.old.dated.isoformat(), "digest": self.old.digest},
            "new": {"dated": self.new.dated.isoformat(), "digest": self.new.digest},
            **{
                name: [{"list": list_id, "number": number} for list_id, number in keys]
                for name, keys in (
                    ("added", self.added), ("changed", self.changed),
                    ("reworded", self.reworded), ("removed", self.removed),
                )
            },
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Raised:
    """A candidate that needs a person's judgement now, and what brought it up."""

    query: Query
    hit: Hit
    why: Why


@dataclass(frozen=True, slots=True)
class Released:
    """An entry somebody judged that is no longer on its list."""

    query: Query
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Rescreening:
    """The work a change raises; the same inputs give the equal object. `gaps` as in a screening."""

    on: date
    matcher: str
    asked: int
    raised: tuple[Raised, ...]
    released: tuple[Released, ...]
    gaps: tuple[Gap, ...]
    delta: Delta | None = None

    def as_json(self, lang: str = "en") -> dict[str, object]:
        return {
            "on": self.on.isoformat(),
            "matcher": self.matcher,
            "asked": self.asked,
            "state": "incomplete" if self.gaps else "complete",
            "delta": self.delta.as_json() if self.delta else None,
            "raised": [
                {"name": one.query.name, "why": str(one.why), "hit": hit_json(one.hit, lang)}
                for one in self.raised
            ],
            "released": [
                {
                    "name": one.query.name,
                    "list": one.judgement.list_id,
                    "number": one.judgement.number,
                    "verdict": str(one.judgement.verdict),
                }
                for one in self.released
            ],
        }


def delta(store: ListStore, old: Edition, new: Edition) -> Delta:
    """What changed from `old` to `new`; Invalid for editions of two feeds."""
    if old.feed != new.feed:
        raise Invalid({"edition": [f"`{old.feed}` and `{new.feed}` are two lists"]})
    before, after = store.digests(old.id), store.digests(new.id)
    differ = {key for key in before.keys() & after.keys() if before[key] != after[key]}
    matter = {
        edition.id: {
            key: entry_matter(entry)
            for _, entry in store.entries(edition.id)
            if (key := (entry.list_id, entry.number)) in differ
        }
        for edition in (old, new)
        if differ
    }
    changed = {key for key in differ if matter[old.id][key] != matter[new.id][key]}
    return Delta(
        old,
        new,
        added=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(sorted(changed)),
        reworded=tuple(sorted(differ - changed)),
        removed=tuple(sorted(before.keys() - after.keys())),
    )


def rescreen(
    store: ListStore,
    counterparties: Iterable[Query],
    old: Edition,
    new: Edition,
    *,
    on: date,
    settings: Settings | None = None,
) -> Rescreening:
    """The work a new edition raises over all `counterparties`, read once at flat memory.

    Raised are candidates among added and materially changed entries that no standing judgement
    settles; released are judged entries that were removed. `new` must be the current edition.
    """
    if not store.edition(new.id).is_current:
        raise Invalid({"edition": [f"the edition of {new.dated} is not the one in use"]})
    found = delta(store, old, new)
    why = dict.fromkeys(found.added, Why.ENTRY_ADDED)
    why |= dict.fromkeys(found.changed, Why.ENTRY_CHANGED)
    raised: list[Raised] = []
    released: list[Released] = []
    gaps: dict[Gap, None] = {}
    asked = 0
    removed = set(found.removed)
    for screening in screen_many(store, counterparties, on=on, settings=settings):
        asked += 1
        gaps.update(dict.fromkeys(screening.gaps))
        raised.extend(
            Raised(screening.query, hit, why[key])
            for hit in screening.hits
            if (key := (hit.entry.list_id, hit.entry.number)) in why and hit.is_open
        )
        if removed:
            released.extend(_released(store, screening.query, removed))
    return Rescreening(on, MATCHER, asked, tuple(raised), tuple(released), tuple(gaps), found)


def rescreen_party(
    store: ListStore,
    before: Query,
    after: Query,
    *,
    on: date,
    settings: Settings | None = None,
) -> Rescreening:
    """The work one changed counterparty raises: nothing where the change is not material."""
    screening = screen(store, after, on=on, settings=settings)
    raised: tuple[Raised, ...] = ()
    if query_matter(before) != query_matter(after):
        raised = tuple(
            Raised(after, hit, Why.PARTY_CHANGED) for hit in screening.hits if hit.is_open
        )
    return Rescreening(on, MATCHER, 1, raised, (), screening.gaps)


def _released(store: ListStore, query: Query, removed: set[Key]) -> Iterator[Released]:
    party = party_of(query)
    for (_, list_id, number), judgement in judgements(store, [party]).items():
        if (list_id, number) in removed:
            yield Released(query, judgement)
