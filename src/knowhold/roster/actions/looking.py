"""Opening somebody's line of the roster is noted for that person; once an hour is enough."""

from __future__ import annotations

from datetime import datetime, timedelta

from knowhold.accounts.models import Person
from knowhold.audit.actions import note_look
from knowhold.audit.models import Event
from knowhold.roster.models import Holder

SUBJECT = "holder-look"
ONE_LOOK = timedelta(hours=1)


def looked_at(holder: Holder, *, by: Person, now: datetime) -> None:
    """Note that `by` opened the entries of this person; one's own leaves nothing."""
    if by.pk == holder.person_id:
        return
    just_now = Event.objects.filter(
        subject_type=SUBJECT, subject_id=str(holder.pk), actor_id=by.pk, at__gt=now - ONE_LOOK
    )
    if not just_now.exists():
        note_look(
            by,
            holder.person_id,
            (SUBJECT, str(holder.pk)),
            "roster",
            now,
            organisation=by.organisation.code,
        )
