"""Nobody deletes a decision: who tries is told so, and the attempt stays in the journal."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.audit.canonical import JSON
from knowhold.audit.models import Event
from knowhold.clearance import queries
from knowhold.clearance.actions.opening import locked, told
from knowhold.errors import NotFound


def note_attempt_to_delete(case_id: UUID, number: int, *, by: Person, now: datetime) -> Event:
    """Record that `by` tried to delete decision `number`; case and decision stay as they are.

    NotFound, and nothing recorded, for who may not read the decision. No right permits the
    deletion, so there is no verb of it in the table of rights.
    """
    queries.whole_case_for(case_id, by, now.date())
    with transaction.atomic():
        case = locked(case_id)
        decision = case.decisions.filter(number=number).first()
        if decision is None:
            raise NotFound(_("There is no such decision"), advice=_("Check the address"))
        body: dict[str, JSON] = {"decision": decision.number, "outcome": str(decision.outcome)}
        return told("case.deletion_attempted", case, body, by=by, now=now)
