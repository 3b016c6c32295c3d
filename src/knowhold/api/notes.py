"""Kept notes: an answer that somebody keeps for themselves; nobody decides on it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from knowhold.api.cases import Submitted, trip_form
from knowhold.api.errors import Failure
from knowhold.api.security import caller, either
from knowhold.api.shapes import JSONObject
from knowhold.clearance import queries
from knowhold.clearance.actions import keep_note
from knowhold.clearance.installed import tools
from knowhold.clearance.models import Note

router = Router(tags=["notes"])

NEWEST = 200


class NoteShown(Schema):
    id: UUID
    reference: str
    kind: str
    clearance: str
    destinations: list[str]
    first_day: date
    last_day: date
    kept_at: datetime


class NoteRead(NoteShown):
    rulebook: str
    answer_en: JSONObject
    answer_zh: JSONObject


@router.get("", auth=either("cases:read"), response=list[NoteShown])
def notes(request: HttpRequest) -> list[NoteShown]:
    """Your own notes, newest first."""
    return [_shown(note) for note in queries.notes_of(caller(request))[:NEWEST]]


@router.get(
    "/{note_id}", auth=either("cases:read"), response={200: NoteRead, 404: Failure, 422: Failure}
)
def note(request: HttpRequest, note_id: UUID) -> NoteRead:
    found = queries.note_for(note_id, caller(request))
    return NoteRead(
        **_shown(found).dict(),
        rulebook=found.rulebook,
        answer_en=found.answer_en,
        answer_zh=found.answer_zh,
    )


@router.post(
    "",
    auth=either("cases:write"),
    response={201: NoteShown, 404: Failure, 409: Failure, 422: Failure},
)
def keep(request: HttpRequest, wanted: Submitted) -> Status[NoteShown]:
    """Keep the answer that you have read; the same `key` again finds the first note."""
    made = keep_note(
        trip_form(wanted.trip),
        key=wanted.key,
        seen=wanted.seen,
        by=caller(request),
        now=timezone.now(),
        tools=tools(),
    )
    return Status(201, _shown(made))


def _shown(found: Note) -> NoteShown:
    return NoteShown(
        id=found.pk,
        reference=found.reference,
        kind=found.kind,
        clearance=found.clearance,
        destinations=found.destinations.split(","),
        first_day=found.first_day,
        last_day=found.last_day,
        kept_at=found.kept_at,
    )
