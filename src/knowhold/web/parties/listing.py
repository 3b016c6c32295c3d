"""The firm's counterparts, those with something to judge first; and a new one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knowhold.clearance import actions
from knowhold.clearance.installed import lists
from knowhold.clearance.queries import workplaces
from knowhold.errors import Invalid, NotFound
from knowhold.parties import policy, queries
from knowhold.parties.policy import Verb
from knowhold.web.page import SignedIn, now, page, pages_of, today
from knowhold.web.pages.screening import what_is_missing
from knowhold.web.parties.forms import ALL, NewPartyForm, PartyFilter

PER_PAGE = 50


@login_required
@require_safe
def parties(request: SignedIn) -> HttpResponse:
    """By default those with a match to judge; with the filter everybody."""
    places = workplaces(request.user, today(), policy.WHO[Verb.READ])
    if not places:
        raise NotFound(_("There is no such page"))
    chosen = PartyFilter(request.GET or None)
    narrowed = chosen.cleaned_data if chosen.is_valid() else {}
    found = queries.parties_of(places)
    if narrowed.get("q"):
        found = found.filter(name__icontains=narrowed["q"])
    if narrowed.get("show") != ALL:
        found = queries.waiting(found)
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": chosen,
        "page_of": shown,
        "count": shown.paginator.count,
        "is_all": narrowed.get("show") == ALL,
        "address": pages_of(request),
        "gaps": what_is_missing(),
        "may_add": policy.may(request.user, Verb.ADD, request.user.organisation, today()),
    }
    return page(request, "parties/list.html", _("Counterparts"), context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_party(request: SignedIn) -> HttpResponse:
    policy.require(request.user, Verb.ADD, request.user.organisation, today())
    form = NewPartyForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.add_counterpart(
                request.user.organisation, form.described(form.cleaned_data["name"]),
                lists=lists(), by=request.user, now=now(),
            )  # fmt: skip
        except Invalid as invalid:
            form.add_all(invalid.fields)
        else:
            messages.success(request, _("Kept, and compared with every list that is loaded"))
            return redirect("parties:party", made.pk)
    return page(request, "parties/edit.html", _("Add a counterpart"), {"form": form})
