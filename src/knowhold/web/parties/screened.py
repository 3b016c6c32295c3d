"""What a screened organisation reads of itself: lists, days, result, who judged, how to object."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knowhold.accounts.tenancy import everywhere
from knowhold.clearance.installed import lists
from knowhold.errors import MarkedSecret, NotFound
from knowhold.parties.actions import object_as_party
from knowhold.parties.links import link_at
from knowhold.parties.looking import look
from knowhold.parties.models import Match, Status
from knowhold.web.language import named
from knowhold.web.page import now, page, today
from knowhold.web.parties.forms import TextForm
from knowhold.web.parties.shown import Context, found_now, hit_of, record_rows


@require_http_methods(["GET", "HEAD", "POST"])
def screened(request: HttpRequest, signed: str) -> HttpResponse:
    """Without an account: whoever has the address. It says nothing of anybody else."""
    # the address decides what is read, also for somebody who is signed in at another firm
    with everywhere():
        return _shown(request, signed)


def _shown(request: HttpRequest, signed: str) -> HttpResponse:
    link = link_at(signed, now())
    if link is None:
        raise NotFound(
            _("This address does not hold any more"),
            advice=_("Ask the firm that gave it to you for a new one"),
        )
    party = link.party
    waiting = party.objections.filter(answered_at=None).first()
    form = TextForm(request.POST or None)
    if form.is_valid() and waiting is None:
        try:
            object_as_party(signed, form.cleaned_data["text"], now=now())
        except MarkedSecret as error:
            form.add_error("text", error.message)
        else:
            messages.success(request, _("Your objection is with the firm’s compliance officers"))
            return redirect("screened:page", signed)
    context = {
        "party": party,
        "firm": named(party.organisation),
        "record": record_rows(party),
        "found": found_now(look(party, lists(), today())),
        "matches": [_line(match) for match in party.matches.exclude(status=Status.GONE)],
        "objections": party.objections.select_related("answered_by"),
        "waiting": waiting,
        "form": form,
        "expires": link.expires_at,
        "hide_sign_in": True,
    }
    response = page(
        request,
        "parties/screened.html",
        _("How we screened %(name)s") % {"name": party.name},
        context,
    )
    # the address itself is the key: it must not travel on in a referrer or stay in a cache
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _line(match: Match) -> Context:
    judgement = match.judgements.select_related("by").last() if _is_judged(match) else None
    return {
        "match": match,
        "hit": hit_of(match),
        "is_open": match.status == Status.OPEN,
        "judgement": judgement,
    }


def _is_judged(match: Match) -> bool:
    return match.status in {Status.DISMISSED, Status.CONFIRMED}
