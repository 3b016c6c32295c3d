"""Opening somebody's line of the roster is noted for that person; once an hour is enough."""

from __future__ import annotations

from datetime import datetime

from knowhold.accounts.models import Person
from knowhold.audit.actions import note_first_look
from knowhold.roster.models import Holder

SUBJECT = "holder-look"


def looked_at(holder: Holder, *, by: Person, now: datetime) -> None:
    """Note that `by` opened the entries of this person; one's own leaves nothing."""
    note_first_look(
        by, holder.person_id, (SUBJECT, str(holder.pk)), "roster", now,
        organisation=by.organisation.code,
    )  # fmt: skip
