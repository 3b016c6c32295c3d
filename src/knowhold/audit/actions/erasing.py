"""Erasure: the content goes, the commitment and its place in the journal stay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from knowhold.audit.actions.recording import Actor, record
from knowhold.audit.models import Event


def erase(event_ids: Iterable[int], by: Actor, reason: str, now: datetime) -> Event:
    """Empty body and salt of these events, and add the event that says so.

    Without its salt a commitment no longer confirms a guess at what was written.
    """
    with transaction.atomic():
        rows = list(
            Event.objects.select_for_update().filter(pk__in=list(event_ids), body__isnull=False)
        )
        for row in rows:
            row.body = None
            row.salt = None
            if row.actor_id == row.about_id:
                row.actor_label = ""
            row.save(update_fields=["body", "salt", "actor_label"])
        return record(
            "record.erased",
            by,
            ("event", str(rows[0].pk) if rows else "none"),
            {
                "events": [row.pk for row in rows],
                # where an auditor finds the commitments that stay behind
                "entries": [
                    [row.shard, row.journal_index] for row in rows if row.journal_index is not None
                ],
                "reason": reason,
            },
            now,
        )
