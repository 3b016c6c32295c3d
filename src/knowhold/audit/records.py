"""What an event commits to: its columns as one canonical record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from knowhold.audit.canonical import JSON, canonical
from knowhold.audit.models import Event
from knowhold.errors import NotFound


def instant(at: datetime) -> str:
    """`2026-11-24T06:10:00.000000Z`: always UTC, always microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def record_of(event: Event) -> bytes:
    """The exact bytes that were committed to; NotFound after an erasure."""
    if event.body is None:
        raise NotFound(
            f"the content of event {event.pk} was erased",
            advice="its commitment stays in the journal",
        )
    return record_bytes(event, json.loads(event.body))


def record_bytes(event: Event, body: Mapping[str, JSON]) -> bytes:
    return canonical(
        {
            "about": str(event.about_id) if event.about_id else None,
            "actor": str(event.actor_id) if event.actor_id else None,
            "actor_label": event.actor_label,
            "at": instant(event.at),
            "body": body,
            "kind": event.kind,
            "organisation": event.organisation,
            "subject": [event.subject_type, event.subject_id],
        }
    )
