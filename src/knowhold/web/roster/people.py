"""The people of the roster, for those whose work it is; every look at one is theirs to see."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowhold.accounts.models import Role
from knowhold.accounts.policy import roles_of
from knowhold.errors import NotFound
from knowhold.roster.actions.disputing import decide_dispute
from knowhold.roster.actions.looking import looked_at
from knowhold.roster.actions.telling import hand_over
from knowhold.roster.models import FilingChange, Verdict
from knowhold.roster.queries import (
    ROSTER_READERS,
    disputes_for,
    holders_seen_by,
    holdings_of,
    named_like,
)
from knowhold.web.answering import Answer, verdict_field
from knowhold.web.page import SignedIn, now, page, today
from knowhold.web.roster.entries import shown_changes, shown_entries
from knowhold.web.words import level_text

PER_PAGE = 50
READERS = (*ROSTER_READERS, Role.LINE_MANAGER)
CHANGES_SHOWN = 20


class AnswerToDispute(Answer):
    verdict = verdict_field(
        accept=_lazy("Accept: the entry becomes what the person says"),
        decline=_lazy("Decline: the entry stays as it is"),
    )


@login_required
@require_safe
def listed(request: SignedIn) -> HttpResponse:
    """Fifty lines a page; a list is no look at anybody's record."""
    roles = roles_of(request.user, today())
    if roles.isdisjoint(READERS):
        raise NotFound(_("There is no such page"))
    text = request.GET.get("q", "").strip()[:100]
    holders = holders_seen_by(request.user, roles)
    found = Paginator(named_like(holders, text) if text else holders, PER_PAGE)
    shown = found.get_page(request.GET.get("page"))
    context = {
        "holders": shown,
        "count": found.count,
        "q": text,
        "address": f"?q={text}&page=" if text else "?page=",
        "disputes": list(disputes_for(request.user, roles)[:PER_PAGE]),
    }
    return page(request, "roster/people.html", _("People on the roster"), context)


@login_required
@require_safe
def holder(request: SignedIn, holder_id: UUID) -> HttpResponse:
    """One person's entries, as the person sees them too."""
    roles = roles_of(request.user, today())
    found = holders_seen_by(request.user, roles).filter(pk=holder_id).first()
    if found is None:
        raise NotFound(_("There is no such person on the roster"))
    looked_at(found, by=request.user, now=now())
    rows = holdings_of(found.person).filter(organisation=request.user.organisation)
    changes = FilingChange.objects.filter(
        person=found.person, filing__organisation=request.user.organisation
    ).select_related("filing", "item")
    context = {
        "holder": found,
        "entries": shown_entries(rows, today()),
        "changes": shown_changes(changes[:CHANGES_SHOWN]),
        "is_elsewhere": found.person.organisation_id != found.organisation_id,
        "may_hand_over": Role.HR in roles and found.told_at is None,
    }
    return page(request, "roster/holder.html", found.label, context)


@login_required
@require_POST
def told(request: SignedIn, holder_id: UUID) -> HttpResponse:
    """HR handed the notice over on paper."""
    hand_over(holder_id, by=request.user, now=now())
    messages.success(request, _("Noted: the person was told on paper"))
    return redirect("roster:holder", holder_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: SignedIn, dispute_id: UUID) -> HttpResponse:
    """What the person says, what stands there now, and the manager's answer."""
    found = (
        disputes_for(request.user, roles_of(request.user, today())).filter(pk=dispute_id).first()
    )
    if found is None and request.method != "POST":
        raise NotFound(_("There is no such dispute"))
    form = AnswerToDispute(request.POST or None)
    if form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        decide_dispute(
            dispute_id, Verdict(given["verdict"]), given["answer"], by=request.user, now=now()
        )
        messages.success(request, _("Your answer was sent to the person"))
        return redirect("roster:people")
    if found is None:
        raise NotFound(_("There is no such dispute"))
    context = {
        "form": form,
        "dispute": found,
        "entry": shown_entries([found.holding], today())[0],
        "caption": found.person.label,
        "wanted": level_text(found.level) if found.level is not None else "",
    }
    return page(request, "roster/dispute.html", _("Correction of a know-how entry"), context)
