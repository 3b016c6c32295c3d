"""Opening somebody's case is noted for that person: who, when, what; once an hour is enough."""

from __future__ import annotations

from datetime import datetime, timedelta

from knowhold.accounts.models import Person
from knowhold.audit.actions import note_look
from knowhold.audit.models import Event
from knowhold.clearance.models import Case

# A look is not part of the case's own history, so it has a subject of its own.
SUBJECT = "case-look"
ONE_LOOK = timedelta(hours=1)


def looked_at(case: Case, *, by: Person, now: datetime) -> None:
    """Note that `by` opened the case, for its applicant to see; one's own leaves nothing.

    Going back and forth between the pages of one case within an hour is one look.
    """
    if by.pk == case.applicant_id:
        return
    just_now = Event.objects.filter(
        subject_type=SUBJECT, subject_id=str(case.pk), actor_id=by.pk, at__gt=now - ONE_LOOK
    )
    if not just_now.exists():
        note_look(
            by,
            case.applicant_id,
            (SUBJECT, str(case.pk)),
            case.reference,
            now,
            organisation=case.organisation.code,
        )
