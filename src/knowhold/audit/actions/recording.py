"""Adding an event, inside the transaction of the change that it tells of."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.db import transaction

from knowhold.audit.actions.sequencing import sequence_pending
from knowhold.audit.canonical import JSON, canonical, texts_in
from knowhold.audit.models import Event
from knowhold.audit.records import record_bytes
from knowhold.audit.shards import year_of
from knowhold.journal.verify import commitment
from knowhold.wording import refuse_markings

SALT_BYTES = 32
ONE_LOOK = timedelta(hours=1)


class Actor(Protocol):
    """Whoever does something: a person who signs in, or the installation itself."""

    @property
    def id(self) -> UUID | None: ...

    @property
    def label(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _System:
    id: None = None
    label: str = "Knowhold"


# what happens by itself: deadlines, expiry, the start of an installation
SYSTEM: Actor = _System()


def record(
    kind: str,
    by: Actor,
    subject: tuple[str, str],
    body: Mapping[str, JSON],
    now: datetime,
    *,
    about: UUID | None = None,
    organisation: str = "",
) -> Event:
    """Add one event; `subject` is a type and an id, `about` the person whom it concerns.

    Call it in the transaction of the change. MarkedSecret stops both when a text carries a
    state-secret marking. After the commit the event is numbered in the journal.
    """
    refuse_markings(by.label, *texts_in(body))
    event = Event(
        at=now,
        kind=kind,
        actor_id=by.id,
        actor_label=by.label,
        organisation=organisation,
        subject_type=subject[0],
        subject_id=subject[1],
        about_id=about,
        body=canonical(body).decode("utf-8"),
        salt=secrets.token_bytes(SALT_BYTES),
        shard=year_of(now),
    )
    assert event.salt is not None
    event.commitment = commitment(record_bytes(event, body), bytes(event.salt))
    event.save(force_insert=True)
    # robust: the change is already committed, so a journal that cannot be written now must not
    # look like a failed change; the event stays pending and is numbered by the next one
    transaction.on_commit(sequence_pending, robust=True)
    return event


def note_look(
    by: Actor,
    about: UUID,
    subject: tuple[str, str],
    purpose: str,
    now: datetime,
    *,
    organisation: str = "",
) -> Event | None:
    """Note that somebody opened another person's record; one's own leaves nothing."""
    if by.id == about:
        return None
    body = {"purpose": purpose}
    return record("record.opened", by, subject, body, now, about=about, organisation=organisation)


def note_first_look(
    by: Actor,
    about: UUID,
    subject: tuple[str, str],
    purpose: str,
    now: datetime,
    *,
    organisation: str = "",
) -> Event | None:
    """The same, once an hour: going back and forth between the pages of one record is one look."""
    if by.id == about:
        return None
    just_now = Event.objects.filter(
        subject_type=subject[0], subject_id=subject[1], actor_id=by.id, at__gt=now - ONE_LOOK
    )
    if just_now.exists():
        return None
    return note_look(by, about, subject, purpose, now, organisation=organisation)
