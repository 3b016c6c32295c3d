"""One counterpart: what is known of it, what the lists say today, its cases, its history."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from knowhold.audit.queries import history_of
from knowhold.clearance.installed import lists
from knowhold.clearance.queries import cases_naming
from knowhold.parties import policy, queries
from knowhold.parties.looking import look
from knowhold.parties.noticing import SUBJECT
from knowhold.parties.policy import Verb
from knowhold.web.page import SignedIn, now, page, today
from knowhold.web.parties.shown import alerts, found_now, record_rows, strip, timeline
from knowhold.web.proofs import proof_file


@login_required
@require_safe
def party(request: SignedIn, party_id: UUID) -> HttpResponse:
    found = queries.party_for(party_id, request.user, today())
    screening = look(found, lists(), today())
    matches = list(queries.matches_of(found))
    context = {
        "party": found,
        "strip": strip(found),
        "record": record_rows(found),
        "found": found_now(screening),
        "alerts": alerts(matches, screening),
        "cases": cases_naming(found),
        "objections": found.objections.select_related("answered_by"),
        "handed": found.links.filter(ended_at=None, expires_at__gt=now()).first(),
        "may": {
            str(verb): policy.may(request.user, verb, found.organisation, today()) for verb in Verb
        },
        "timeline": timeline(found),
    }
    return page(request, "parties/party.html", found.name, context)


@login_required
@require_safe
def proof(request: SignedIn, party_id: UUID, year: int, index: int) -> HttpResponse:
    """A ZIP: the record, its salt, its place in the journal, the key, and how to check it."""
    found = queries.party_for(party_id, request.user, today())
    event = history_of(SUBJECT, str(found.pk)).filter(shard=year, journal_index=index).first()
    return proof_file(event)
