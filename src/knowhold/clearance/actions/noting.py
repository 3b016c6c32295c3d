"""A privileged note of compliance on the file: its existence is shown, its text is not."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.clearance.actions.opening import moved, opened, told
from knowhold.clearance.flow import Stage, Verb
from knowhold.clearance.models import FileNote
from knowhold.errors import Invalid
from knowhold.wording import refuse_markings


def note(case_id: UUID, text: str, *, version: int, by: Person, now: datetime) -> FileNote:
    """Put a note on the file; the event says that there is one, never what it says."""
    refuse_markings(text)
    if not text.strip():
        raise Invalid({"text": [_("Write the note")]})
    with transaction.atomic():
        case, to = opened(case_id, Verb.NOTE, by=by, now=now, version=version)
        made = FileNote.objects.create(
            case=case, number=case.file_notes.count() + 1, text=text.strip(), by=by, at=now
        )
        since, deputy = case.with_since, case.escalated_to
        moved(case, Stage(to), now=since)
        if deputy is not None:
            # a note is no step: what has moved to a deputy stays there
            case.escalated_to = deputy
            case.save(update_fields=["escalated_to"])
        told("case.noted", case, {"note": made.number}, by=by, now=now)
    return made
