"""Reading cases: the officers' queue, one case as applicant or officer, the letter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowhold.clearance import policy, queries
from knowhold.clearance.flow import OPEN
from knowhold.clearance.looking import looked_at
from knowhold.clearance.models import Case, Kind, Outcome, Stage
from knowhold.clearance.policy import Standing
from knowhold.errors import NotFound
from knowhold.web.cases.forms import AnswerForm, QueueFilter
from knowhold.web.cases.shown import (
    answer_of,
    due_text,
    findings,
    holder_text,
    language,
    offers,
    stage_text,
    strip,
    timeline,
)
from knowhold.web.page import SignedIn, now, page, today
from knowhold.web.trips.notes import destinations

PER_PAGE = 50
SOON = timedelta(days=2)


@login_required
@require_safe
def queue(request: SignedIn) -> HttpResponse:
    """The organisation's cases, soonest due first; for those who work on them, else 404."""
    if not queries.works_on_cases(request.user, today()):
        raise NotFound(_("There is no such page"))
    chosen = QueueFilter(request.GET or None)
    narrowed = chosen.cleaned_data if chosen.is_valid() else {}
    shown = Paginator(_narrowed(request, narrowed), PER_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "filter": chosen,
        "page_of": shown,
        "count": shown.paginator.count,
        "lines": [_line(case) for case in shown],
        "address": f"?{kept.urlencode()}&page=" if kept else "?page=",
        "chosen": chosen.words(),
    }
    return page(request, "cases/queue.html", _("Cases"), context)


@login_required
@require_safe
def case(request: SignedIn, case_id: UUID) -> HttpResponse:
    found = queries.case_for(case_id, request.user, today())
    looked_at(found, by=request.user, now=now())
    return case_page(request, found)


@login_required
@require_safe
def sent(request: SignedIn, case_id: UUID) -> HttpResponse:
    """What happens next, right after asking."""
    found = queries.case_for(case_id, request.user, today())
    context = {"case": found, "holder": holder_text(found, request.user)}
    return page(request, "cases/sent.html", _("You have asked for clearance"), context)


@login_required
@require_safe
def letter(request: SignedIn, case_id: UUID) -> HttpResponse:
    """The letter of a refusal: why, on which ground, what would be approvable, how to appeal."""
    found = queries.case_for(case_id, request.user, today())
    decision = found.decisions.select_related("decided_by").filter(outcome=Outcome.REFUSED).last()
    if decision is None:
        raise NotFound(_("There is no such letter"))
    looked_at(found, by=request.user, now=now())
    context = {
        "case": found,
        "decision": decision,
        "where": destinations(found, language()),
        "is_chinese": language().startswith("zh"),
    }
    title = _("Refusal of %(reference)s") % {"reference": found.reference}
    return page(request, "cases/letter.html", title, context)


def case_page(
    request: SignedIn,
    found: Case,
    *,
    answer_form: AnswerForm | None = None,
    problem: str = "",
) -> HttpResponse:
    """One case; the applicant reads it in one column, an officer in two."""
    mine = policy.standings(request.user, found, today())
    open_query = found.queries.select_related("asked_by").filter(answered_at=None).first()
    decided = list(found.decisions.select_related("decided_by", "permit"))
    may = offers(found, mine)
    context: dict[str, Any] = {
        **answer_of(found),
        "case": found,
        "strip": strip(found),
        "holder": holder_text(found, request.user),
        "is_applicant": Standing.APPLICANT in mine,
        "may": may,
        "findings": findings(found),
        "timeline": timeline(found),
        "query": open_query,
        "form": answer_form or AnswerForm(initial={"version": found.version}),
        "decisions": decided,
        "is_chinese": language().startswith("zh"),
        "problem": problem,
        "checks": _checks(found, may["settle"], open_query is not None),
    }
    template = "cases/own.html" if Standing.APPLICANT in mine else "cases/officer.html"
    title = title_of(found) % {"where": destinations(found, language())}
    status = 409 if problem else 200
    return page(request, template, title, context, status=status)


def title_of(found: Case) -> str:
    """The page's title with a place for where it goes."""
    return {
        Kind.TRIP: _("Trip to %(where)s"),
        Kind.DISCLOSURE: _("Disclosure to %(where)s"),
        Kind.SHIPMENT: _("Shipment to %(where)s"),
    }[Kind(found.kind)]


def _checks(found: Case, may_settle: bool, has_open_query: bool) -> list[dict[str, Any]]:
    """What an officer looks at before deciding, as a task list."""
    hits = sum(len(each["en"].get("hits", ())) for each in found.screening)
    incomplete = any(each["state"] != "complete" for each in found.screening)
    unknown = [each["fact"] for each in found.answer_en["unanswered"]]
    if hits:
        listed = {"tag": _("Matches to judge"), "colour": "amber"}
    elif incomplete:
        listed = {"tag": _("Lists incomplete"), "colour": "amber"}
    else:
        listed = {"status": _("No match")}
    return [
        {"title": _("Organisations against the lists"), "href": "#screening", **listed}
        if found.screening
        else {"title": _("Organisations against the lists"), "status": _("Nobody named")},
        {
            "title": _("What the rules still need to know"),
            "href": reverse("cases:settle", args=[found.pk]) if may_settle else "#unknown",
            "tag": _("Open"),
            "colour": "amber",
        }
        if unknown
        else {"title": _("What the rules still need to know"), "status": _("Nothing")},
        {
            "title": _("Question to the traveller"),
            **(
                {"tag": _("Waiting"), "colour": "grey"}
                if has_open_query
                else {"status": _("None open")}
            ),
        },
    ]


def _narrowed(request: SignedIn, narrowed: dict[str, Any]) -> QuerySet[Case]:
    organisation = request.user.organisation
    stage = narrowed.get("stage") or ""
    if stage == "all":
        found = queries.all_cases(organisation)
    elif stage:
        found = queries.all_cases(organisation).filter(stage=stage)
    else:
        found = queries.queue(organisation)
    if narrowed.get("mine"):
        found = found.filter(officer=request.user)
    return found


def _line(case: Case) -> dict[str, Any]:
    is_soon = case.stage in OPEN and case.stage != Stage.WAITING and case.due_on <= today() + SOON
    return {
        "case": case,
        "where": destinations(case, language()),
        "stage": stage_text(case),
        "due": due_text(case) if case.stage in OPEN else "",
        "is_soon": is_soon,
        "href": reverse("cases:case", args=[case.pk]),
    }
