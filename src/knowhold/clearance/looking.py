"""Opening somebody's case is noted for that person: who, when, what; once an hour is enough."""

from __future__ import annotations

from datetime import datetime

from knowhold.accounts.models import Person
from knowhold.audit.actions import note_first_look
from knowhold.clearance.models import Case

# A look is not part of the case's own history, so it has a subject of its own.
SUBJECT = "case-look"


def looked_at(case: Case, *, by: Person, now: datetime) -> None:
    """Note that `by` opened the case, for its applicant to see; one's own leaves nothing."""
    note_first_look(
        by, case.applicant_id, (SUBJECT, str(case.pk)), case.reference, now,
        organisation=case.organisation.code,
    )  # fmt: skip
