"""When a list changes: every counterpart of every firm is compared again, by itself, once.

Only what the change touches raises work. Run twice, it finds nothing left to do; killed in the
middle, the next run does the rest: a match already raised for the same entry is not raised again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import transaction

from knowhold.audit.actions import SYSTEM, record
from knowhold.clearance.actions.comparing import ask_again
from knowhold.clearance.inquiry import Tools
from knowhold.parties.actions import note_found, note_gone, reopen_expired
from knowhold.parties.looking import TOGETHER, look_at_all
from knowhold.parties.models import Comparison, Match, Party, Status, Why
from knowhold.parties.records import Key, found_in
from knowhold.screening import Edition, ListStore, Screening, delta

WORTH_PROCESSES: Final = 2_000
"""Parties from which starting further processes takes less time than it saves."""
MOST: Final = 4


@dataclass(slots=True)
class Touched:
    """What changed in the lists since all parties were compared last."""

    why: dict[Key, Why] = field(default_factory=dict)
    removed: set[Key] = field(default_factory=set)
    # digest of an edition in use → digest of the one that it replaced
    before: dict[str, str] = field(default_factory=dict)
    editions: list[Edition] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rescreened:
    """How many were compared, what was raised, and which cases answer anew because of it."""

    asked: int = 0
    raised: int = 0
    gone: int = 0
    expired: int = 0
    changed: tuple[str, ...] = ()
    paused: tuple[str, ...] = ()

    def line(self) -> str:
        return (
            f"{self.asked} compared, {self.raised} raised, {self.gone} gone, "
            f"{self.expired} expired, {len(self.changed)} cases anew, {len(self.paused)} paused"
        )


def rescreen(now: datetime, lists: Path, tools: Tools) -> Rescreened:
    """Compare all counterparts with what changed in the lists at `lists`, and follow it up."""
    expired = reopen_expired(now)
    parties = {match.party_id for match in expired}
    touched = _touched(lists)
    asked = raised = 0
    gone: set[UUID] = set()
    if touched.editions:
        gone = _release(touched.removed, now)
        parties |= gone
        for party, screening in _compared(lists, now):
            asked += 1
            hits, is_touched = _raise(party, screening, touched, now)
            raised += hits
            if is_touched:
                parties.add(party.pk)
    changed, paused = ask_again(parties, now, tools, by=SYSTEM) if parties else ([], [])
    if touched.editions:
        _remember(touched.editions, now)
    return Rescreened(asked, raised, len(gone), len(expired), tuple(changed), tuple(paused))


def _touched(lists: Path) -> Touched:
    store = ListStore.open(lists)
    try:
        return changes_since_last(store)
    finally:
        store.close()


def changes_since_last(store: ListStore) -> Touched:
    """The entries that differ between the editions in use and those compared with last."""
    known = {each.feed: each.edition for each in Comparison.objects.all()}
    found = Touched()
    for edition in store.editions():
        if known.get(edition.feed) == edition.digest:
            continue
        found.editions.append(edition)
        old = _edition(store, edition.feed, known.get(edition.feed, ""))
        if old is None:
            found.why |= dict.fromkeys(store.digests(edition.id), Why.ENTRY_ADDED)
            continue
        changes = delta(store, old, edition)
        found.why |= dict.fromkeys(changes.added, Why.ENTRY_ADDED)
        found.why |= dict.fromkeys(changes.changed, Why.ENTRY_CHANGED)
        found.removed |= set(changes.removed)
        found.before[edition.digest] = old.digest
    return found


def _edition(store: ListStore, feed: str, digest: str) -> Edition | None:
    return next((one for one in store.editions(all_of=feed) if one.digest == digest), None)


def _compared(lists: Path, now: datetime) -> Iterator[tuple[Party, Screening]]:
    everybody = Party.objects.select_related("organisation").order_by("pk")
    processes = 1 if everybody.count() < WORTH_PROCESSES else min(MOST, os.cpu_count() or 1)
    parties = everybody.iterator(chunk_size=TOGETHER)
    yield from look_at_all(parties, lists, now.date(), processes=processes)


def _raise(party: Party, screening: Screening, touched: Touched, now: datetime) -> tuple[int, bool]:
    """How many matches were raised now, and whether the change concerns the party at all."""
    hits = [
        found_in(hit)
        for hit in screening.hits
        if (hit.entry.list_id, hit.entry.number) in touched.why
    ]
    if not hits:
        return 0, False
    with transaction.atomic():
        raised = note_found(party, hits, now, why=touched.why, before=touched.before)
    return len(raised), any(each["is_open"] for each in hits)


def _release(removed: set[Key], now: datetime) -> set[UUID]:
    """The parties with a match whose entry left its list."""
    lists = {list_id for list_id, _ in removed}
    rows = (
        Match.objects.filter(list_id__in=lists)
        .exclude(status=Status.GONE)
        .select_related("party__organisation")
        .only("party", "list_id", "number", "party__organisation__code", "party__version")
    )
    of: dict[Party, list[Key]] = {}
    for row in rows.iterator(chunk_size=TOGETHER):
        if (row.list_id, row.number) in removed:
            of.setdefault(row.party, []).append((row.list_id, row.number))
    for party, keys in of.items():
        with transaction.atomic():
            note_gone(party, keys, now)
    return {party.pk for party in of}


def _remember(editions: list[Edition], now: datetime) -> None:
    """From now on these editions are the ones a newer one is held against."""
    with transaction.atomic():
        for edition in editions:
            Comparison.objects.update_or_create(
                feed=edition.feed,
                defaults={"edition": edition.digest, "dated": edition.dated, "compared_at": now},
            )
        body = {
            "editions": [
                {"feed": one.feed, "dated": one.dated.isoformat(), "digest": one.digest}
                for one in editions
            ]
        }
        record("lists.compared", SYSTEM, ("lists", "editions"), body, now)
