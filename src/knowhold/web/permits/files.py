"""What the holder carries: the PDF with the signed code, and the proof of its journal entry."""

from __future__ import annotations

import json
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowhold.audit.models import Event
from knowhold.audit.queries import history_of
from knowhold.audit.shards import origin_of, read_log
from knowhold.clearance import queries
from knowhold.clearance.actions.opening import SUBJECT
from knowhold.clearance.checking import token_of
from knowhold.clearance.models import Permit
from knowhold.clearance.paper import Paper, permit_pdf
from knowhold.errors import NotFound
from knowhold.web.page import SignedIn, today
from knowhold.web.trips.notes import destinations

ISSUED = ("case.approved", "case.permit_superseded")


@login_required
@require_safe
def pdf(request: SignedIn, case_id: UUID, version: int) -> HttpResponse:
    found = queries.permit_for(case_id, version, request.user, today())
    paper = _paper(found, address_of(request, found))
    response = HttpResponse(permit_pdf(paper, found.issued_at), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(found)}.pdf"'
    return response


@login_required
@require_safe
def proof(request: SignedIn, case_id: UUID, version: int) -> HttpResponse:
    """The C2SP `.tlog-proof` of the event that issued this version."""
    found = queries.permit_for(case_id, version, request.user, today())
    event = event_of(found)
    if event is None or event.journal_index is None:
        raise NotFound(_("There is no such proof"))
    with read_log(event.shard) as log:
        placed = log.proof(event.journal_index)
    response = HttpResponse(placed, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(found)}.tlog-proof"'
    return response


def address_of(request: SignedIn, found: Permit) -> str:
    """Where the code leads: the signed token stands behind the #, which no server ever sees."""
    return request.build_absolute_uri(reverse("verify:page")) + f"#{token_of(found)}"


def event_of(found: Permit) -> Event | None:
    """The event that issued this version; None when its content was erased."""
    for event in history_of(SUBJECT, str(found.case_id)).filter(kind__in=ISSUED):
        if event.body is not None and json.loads(event.body).get("permit") == found.version:
            return event
    return None


def _paper(found: Permit, address: str) -> Paper:
    case, decision, event = found.case, found.decision, event_of(found)
    placed = event is not None and event.journal_index is not None
    return Paper(
        title=f"Permit 放行单 {case.reference}",
        firm_en=case.organisation.name_en,
        firm_zh=case.organisation.name_zh,
        reference=case.reference,
        version=str(found.version),
        holder=" ".join(
            part for part in (case.applicant.name_native, case.applicant.name_latin) if part
        ),
        where_en=destinations(case, "en"),
        where_zh=destinations(case, "zh-hans"),
        valid_from=found.valid_from.isoformat(),
        valid_until=found.valid_until.isoformat(),
        conditions=found.conditions,
        grounds=[
            {"en": each["title_en"], "zh": each["title_zh"], "cite": " · ".join(each["cite"])}
            for each in decision.grounds
        ],
        decided_by=decision.decided_by.label,
        decided_at=decision.decided_at.date().isoformat(),
        reason=decision.reason,
        journal_index=str(event.journal_index) if event and placed else "",
        journal_origin=origin_of(event.shard) if event else "",
        address=address,
    )


def _file_name(found: Permit) -> str:
    return f"{found.case.reference.replace('/', '-')}-v{found.version}"
