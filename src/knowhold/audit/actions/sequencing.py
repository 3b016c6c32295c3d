"""Numbering: every event's commitment becomes one leaf of its year's journal, once, in order."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from knowhold.audit.models import Event
from knowhold.audit.queries import pending
from knowhold.audit.shards import open_log, published_in, years
from knowhold.errors import ProofError
from knowhold.journal import Log, tiles

LOCK_FILE = "sequencer.lock"
# as many as are held in memory and numbered in one transaction
BATCH = 5000


def sequence_pending() -> int:
    """Put pending commitments into the journal, sign and publish its head; how many were numbered.

    1. One sequencer at a time, on this machine, by a file lock.
    2. What a killed sequencer appended but did not note down is noted down.
    3. The rest is appended, then noted down.
    4. The new head is signed, held by the guard, and published with its tiles.
    """
    if not pending().exists():
        return 0
    done = 0
    with only_sequencer():
        for year in sorted(set(pending().order_by().values_list("shard", flat=True))):
            with open_log(year) as log:
                done += _sequence(log, year)
                tiles.publish(log, published_in(year))
    return done


def publish_all() -> None:
    """Sign and publish what a killed sequencer left unsigned or unpublished."""
    with only_sequencer():
        for year in years():
            with open_log(year) as log:
                tiles.publish(log, published_in(year))


def _sequence(log: Log, year: int) -> int:
    done = _note_down_what_was_appended(log, year)
    while events := list(pending().filter(shard=year).only("pk", "commitment")[:BATCH]):
        indexes = log.append([bytes(event.commitment) for event in events])
        _note_down(dict(zip((event.pk for event in events), indexes, strict=True)))
        done += len(events)
    return done


def numbered_in(year: int) -> int:
    """How many entries of the year's journal the database knows."""
    newest = Event.objects.filter(shard=year).aggregate(newest=Max("journal_index"))["newest"]
    return 0 if newest is None else newest + 1


def _note_down_what_was_appended(log: Log, year: int) -> int:
    numbered, size = numbered_in(year), log.size()
    if size < numbered:
        raise ProofError(
            f"the journal has {size} entries, but the database has numbered {numbered}",
            advice="restore the journal that belongs to this database; nothing was written",
        )
    if size == numbered:
        return 0
    waiting = {bytes(event.commitment): event.pk for event in pending().filter(shard=year)}
    found: dict[int, int] = {}
    for index in range(numbered, size):
        event_id = waiting.get(log.entry(index))
        if event_id is None:
            raise ProofError(
                f"entry {index} of the journal belongs to no event of this database",
                advice="restore the database that belongs to this journal, or say that its content "
                "is lost: `knowhold manage recover --help`; nothing was written",
            )
        found[event_id] = index
    _note_down(found)
    return len(found)


def _note_down(indexes: dict[int, int]) -> None:
    with transaction.atomic():
        for event_id, index in indexes.items():
            Event.objects.filter(pk=event_id).update(journal_index=index)


@contextmanager
def only_sequencer() -> Iterator[None]:
    """Nothing is numbered by anybody else meanwhile, on this machine."""
    folder: Path = settings.KNOWHOLD_JOURNAL
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / LOCK_FILE).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # released when the file closes, also by a kill
        yield
