"""Changing what is known of a counterpart; an address for its contact; answering its objection."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from knowhold.clearance import actions
from knowhold.clearance.installed import lists, tools
from knowhold.errors import Invalid, NotFound, Stale
from knowhold.parties.actions import answer_party, end_link, make_link
from knowhold.parties.links import address_of
from knowhold.parties.policy import Verb
from knowhold.parties.queries import party_for
from knowhold.web.page import SignedIn, now, page, today
from knowhold.web.parties.forms import AnswerForm, ChangePartyForm
from knowhold.web.parties.shown import strip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedIn, party_id: UUID) -> HttpResponse:
    """The name as first written stays: another name of the same organisation is added."""
    found, problem = party_for(party_id, request.user, today(), Verb.CHANGE), ""
    form = ChangePartyForm.of(found, request.POST or None)
    if form.is_valid():
        try:
            actions.change_counterpart(
                party_id, form.described(found.name), version=form.cleaned_data["version"],
                lists=lists(), by=request.user, now=now(), tools=tools(),
            )  # fmt: skip
        except Invalid as invalid:
            form.add_all(invalid.fields)
        except Stale as error:
            found, problem = party_for(party_id, request.user, today()), error.message
            typed = request.POST.copy()
            typed["version"] = str(found.version)
            form = ChangePartyForm.of(found, typed)
        else:
            messages.success(request, _("Changed, and compared again with every list"))
            return redirect("parties:party", party_id)
    context = {"party": found, "form": form, "strip": strip(found), "problem": problem}
    title = _("Change what is known")
    return page(request, "parties/edit.html", title, context, status=409 if problem else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: SignedIn, party_id: UUID) -> HttpResponse:
    """The address is shown once, here; a new one ends the one before."""
    found, address = party_for(party_id, request.user, today(), Verb.INVITE), ""
    made = None
    if request.method == "POST":
        made = make_link(party_id, by=request.user, now=now())
        address = request.build_absolute_uri(reverse("screened:page", args=[address_of(made)]))
    context = {"party": found, "strip": strip(found), "made": made, "address": address}
    title = _("The organisation’s own page")
    return page(request, "parties/link.html", title, context)


@login_required
@require_POST
def end(request: SignedIn, party_id: UUID) -> HttpResponse:
    end_link(party_id, by=request.user, now=now())
    messages.success(request, _("The address leads nowhere from now on"))
    return redirect("parties:party", party_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: SignedIn, party_id: UUID, number: int) -> HttpResponse:
    found = party_for(party_id, request.user, today(), Verb.ANSWER)
    objection = found.objections.filter(number=number, answered_at=None).first()
    if objection is None:
        raise NotFound(_("There is no such objection"), advice=_("Check the address"))
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            answer_party(party_id, number, form.cleaned_data["answer"], by=request.user, now=now())
        except Stale as error:
            messages.warning(request, error.message)
        else:
            messages.success(request, _("Your answer stands on the organisation’s page"))
        return redirect("parties:party", party_id)
    context = {"party": found, "strip": strip(found), "objection": objection, "form": form}
    return page(request, "parties/answer.html", _("Answer an objection"), context)
