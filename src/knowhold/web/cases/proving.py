"""The proof of one step of a case: what an outsider needs to check it without an account."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from knowhold.audit.queries import history_of
from knowhold.clearance import queries
from knowhold.clearance.actions.opening import SUBJECT
from knowhold.clearance.looking import looked_at
from knowhold.web.page import SignedIn, now, today
from knowhold.web.proofs import proof_file


@login_required
@require_safe
def proof(request: SignedIn, case_id: UUID, year: int, index: int) -> HttpResponse:
    """A ZIP: the record, its salt, its place in the journal, the key, and how to check it."""
    found = queries.whole_case_for(case_id, request.user, today())
    event = history_of(SUBJECT, str(found.pk)).filter(shard=year, journal_index=index).first()
    response = proof_file(event)
    looked_at(found, by=request.user, now=now())
    return response
