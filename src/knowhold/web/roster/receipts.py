"""Filings that were made: their receipts, their place in the journal, and the firm's list of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowhold.accounts.models import Role
from knowhold.accounts.policy import require_role, roles_of
from knowhold.audit.models import Event
from knowhold.audit.shards import read_log
from knowhold.errors import KnowholdError, NotFound
from knowhold.journal.note import head_of
from knowhold.roster.actions.receiving import FILERS
from knowhold.roster.paper import event_of, receipt_pdf
from knowhold.roster.queries import filing_of, filings_of, waiting_intakes
from knowhold.web.page import SignedIn, page, today

READERS = (*FILERS, Role.OFFICER, Role.HEAD_OF_COMPLIANCE, Role.AUDITOR)
PER_PAGE = 50


@login_required
@require_safe
def overview(request: SignedIn) -> HttpResponse:
    """What was filed, newest first, and what waits to be."""
    require_role(request.user, *READERS, on=today())
    firm = request.user.organisation
    may_file = not roles_of(request.user, today()).isdisjoint(FILERS)
    filings = Paginator(filings_of(firm), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filings": filings,
        "may_file": may_file,
        "intakes": waiting_intakes(firm) if may_file else [],
    }
    return page(request, "roster/overview.html", _("Roster"), context)


@login_required
@require_safe
def receipt(request: SignedIn, filing_id: UUID) -> HttpResponse:
    require_role(request.user, *READERS, on=today())
    found = filing_of(filing_id, organisation=request.user.organisation)
    event = event_of(found)
    context = {"filing": found, **_standing(event), "address": request.path}
    return page(request, "roster/receipt.html", _("Roster filed"), context)


@login_required
@require_safe
def published(request: SignedIn, filing_id: UUID) -> HttpResponse:
    """The one line that changes within two seconds; the receipt asks for it until it is settled."""
    require_role(request.user, *READERS, on=today())
    found = filing_of(filing_id, organisation=request.user.organisation)
    return render(request, "roster/published.html", {"filing": found, **_standing(event_of(found))})


@login_required
@require_safe
def pdf(request: SignedIn, filing_id: UUID) -> HttpResponse:
    require_role(request.user, *READERS, on=today())
    found = filing_of(filing_id, organisation=request.user.organisation)
    response = HttpResponse(receipt_pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(found.reference)}.pdf"'
    return response


@login_required
@require_safe
def proof(request: SignedIn, filing_id: UUID) -> HttpResponse:
    """The C2SP `.tlog-proof` of the filing's entry."""
    require_role(request.user, *READERS, on=today())
    found = filing_of(filing_id, organisation=request.user.organisation)
    event = event_of(found)
    if event is None or event.journal_index is None:
        raise NotFound(_("There is no such proof"))
    with read_log(event.shard) as log:
        placed = log.proof(event.journal_index)
    response = HttpResponse(placed, content_type="text/plain; charset=utf-8")
    name = f"{_file_name(found.reference)}.tlog-proof"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _standing(event: Event | None) -> dict[str, Any]:
    """The entry's number, and whether a signed checkpoint covers it already."""
    if event is None or event.journal_index is None:
        return {"index": None, "is_published": False}
    try:
        with read_log(event.shard) as log:
            size = head_of(log.checkpoint()).size
    except KnowholdError:
        size = 0
    return {"index": event.journal_index, "is_published": size > event.journal_index}


def _file_name(reference: str) -> str:
    return reference.replace("/", "-")
