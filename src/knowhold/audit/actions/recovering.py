"""After a restore: the journal catches up from its tiles, and lost content is written down as lost."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from knowhold.audit.actions.recording import SYSTEM, record
from knowhold.audit.actions.sequencing import numbered_in
from knowhold.audit.canonical import JSON
from knowhold.audit.models import Event
from knowhold.audit.queries import pending
from knowhold.audit.shards import open_log, published_in, verifier_keys, years
from knowhold.journal import Standing
from knowhold.journal.recover import recover as recover_log
from knowhold.journal.verify import Policy

LOST = "record.lost"


def recover(now: datetime) -> dict[int, tuple[int, int, str]]:
    """Year → (entries brought back, entries whose content is lost, standing in words).

    1. Entries the journal lacks come back from the published tiles, verified, in their order.
    2. An entry that an event of this database is waiting for is left to the sequencer.
    3. Every other entry becomes a row without content, so that nothing is silently missing, and
       one event says how many there are.
    """
    found: dict[int, tuple[int, int, str]] = {}
    for year in years():
        policy = Policy(tuple(verifier_keys(year)))
        with open_log(year) as log:
            before = log.size()
            if log.standing() is Standing.BEHIND:
                recover_log(log, published_in(year), policy)
            size, words = log.size(), log.explain_standing()
            entries = [(index, log.entry(index)) for index in range(numbered_in(year), size)]
            if log.standing() is not Standing.GOOD:
                entries = []
        lost = _write_down(year, entries, size - before, now)
        found[year] = (size - before, lost, words)
    return found


def _write_down(year: int, entries: list[tuple[int, bytes]], back: int, now: datetime) -> int:
    known = {bytes(event.commitment) for event in pending().filter(shard=year)}
    lost = [(index, entry) for index, entry in entries if entry not in known]
    with transaction.atomic():
        for index, entry in lost:
            Event.objects.create(
                at=now,
                kind=LOST,
                actor_id=None,
                actor_label=SYSTEM.label,
                subject_type="journal",
                subject_id=f"{year}/{index}",
                shard=year,
                commitment=entry,
                journal_index=index,
            )
        if lost or back:
            body: dict[str, JSON] = {
                "entries": [[year, index] for index, _entry in lost],
                "reason": "the content was lost between a backup and its restore",
                "recovered": back,
            }
            record("journal.recovered", SYSTEM, ("journal", str(year)), body, now)
    return len(lost)
