"""One match: both records side by side, the alignment, what changed, and the reviewer's judgement."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knowhold.clearance import actions
from knowhold.clearance.actions.comparing import is_own
from knowhold.clearance.installed import lists, tools
from knowhold.errors import Invalid, Stale, WrongStage
from knowhold.parties import policy, queries
from knowhold.parties.looking import look
from knowhold.parties.models import Match, Status
from knowhold.parties.policy import Verb
from knowhold.screening import ListStore
from knowhold.screening.changes import EntryChange, entry_at, entry_change
from knowhold.web.page import SignedIn, now, page, today
from knowhold.web.parties.forms import JudgeForm
from knowhold.web.parties.shown import Context, changed_rows, found_now, hit_of, record_rows, strip

USUAL = timedelta(days=365)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def match(request: SignedIn, party_id: UUID, match_id: int) -> HttpResponse:
    verb = Verb.JUDGE if request.method == "POST" else Verb.READ
    found = queries.match_for(party_id, match_id, request.user, today(), verb)
    form, problem = JudgeForm(request.POST or None, initial=_initial(found)), ""
    if form.is_valid():
        try:
            made = actions.judge_counterpart(
                party_id, match_id, form.judged(),
                version=form.cleaned_data["version"], by=request.user, now=now(), tools=tools(),
            )  # fmt: skip
        except Invalid as invalid:
            form.add_all(invalid.fields)
        except (Stale, WrongStage) as error:
            problem = error.message
            found = queries.match_for(party_id, match_id, request.user, today())
            typed = request.POST.copy()
            typed["version"] = str(found.version)
            form = JudgeForm(typed)
        else:
            messages.success(request, _("Judged: %(what)s") % {"what": made.get_verdict_display()})
            return redirect("parties:party", party_id)
    context = {**_context(request, found), "form": form, "problem": problem}
    title = _("Is it %(name)s?") % {"name": found.listed_name}
    return page(request, "parties/match.html", title, context, status=409 if problem else 200)


def _initial(found: Match) -> Context:
    return {"version": found.version, "expires": today() + USUAL}


def _context(request: SignedIn, found: Match) -> Context:
    screening = look(found.party, lists(), today())
    own = is_own(found.party_id, request.user)
    return {
        "match": found,
        "party": found.party,
        "strip": [
            *strip(found.party),
            {"key": _("Status"), "value": found.get_status_display()},
        ],
        "hit": hit_of(found),
        "record": record_rows(found.party),
        "found": found_now(screening),
        "changed": changed_rows(_changed(found)),
        "judgements": found.judgements.select_related("by").order_by("-number"),
        "is_own": own,
        "may_judge": policy.may(request.user, Verb.JUDGE, found.party.organisation, today())
        and found.status != Status.GONE
        and not own,
    }


def _changed(found: Match) -> EntryChange | None:
    """The entry before and after the edition that raised the match; None where it is new."""
    if not found.edition_before:
        return None
    key = (found.list_id, found.number)
    store = ListStore.open(lists())
    try:
        before = entry_at(store, found.edition_before, key)
        after = entry_at(store, found.edition, key)
    finally:
        store.close()
    return entry_change(key, before, after) if before is not None and after is not None else None
