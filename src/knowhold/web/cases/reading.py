"""Reading one case: as its applicant, as compliance, as the line manager."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowhold.clearance import policy, queries, retention
from knowhold.clearance.beside import open_hits_of
from knowhold.clearance.looking import looked_at
from knowhold.clearance.models import Case, Kind
from knowhold.clearance.policy import Standing
from knowhold.web.cases.file import file_of, manager_context
from knowhold.web.cases.forms import AnswerForm
from knowhold.web.cases.shown import (
    answer_of,
    expected_on,
    findings,
    holder_text,
    language,
    offers,
    strip,
    timeline,
)
from knowhold.web.page import SignedIn, now, page, today
from knowhold.web.parties.inside import with_matches
from knowhold.web.trips.notes import destinations


@login_required
@require_safe
def case(request: SignedIn, case_id: UUID) -> HttpResponse:
    found, mine = queries.case_and_standings(case_id, request.user, today())
    looked_at(found, by=request.user, now=now())
    return case_page(request, found, mine=mine)


@login_required
@require_safe
def sent(request: SignedIn, case_id: UUID) -> HttpResponse:
    """What happens next, right after asking."""
    found = queries.case_for(case_id, request.user, today())
    context = {
        "case": found,
        "holder": holder_text(found, request.user),
        "expected": expected_on(found) or found.due_on,
    }
    return page(request, "cases/sent.html", _("You have asked for clearance"), context)


def case_page(
    request: SignedIn,
    found: Case,
    *,
    answer_form: AnswerForm | None = None,
    problem: str = "",
    changes: Sequence[Mapping[str, Any]] = (),
    mine: frozenset[Standing] | None = None,
) -> HttpResponse:
    """One case; the applicant reads it in one column, others in two, the line manager a part."""
    if mine is None:
        mine = policy.standings(request.user, found, today())
    context = {"problem": problem, "changes": changes, "case": found, "strip": strip(found)}
    title = title_of(found) % {"where": destinations(found, language())}
    status = 409 if problem else 200
    if not policy.reads_whole(mine):
        context |= manager_context(found, request.user, offers(found, mine))
        return page(request, "cases/manager.html", title, context, status=status)
    context |= _whole(request, found, mine, answer_form)
    template = "cases/own.html" if Standing.APPLICANT in mine else "cases/officer.html"
    return page(request, template, title, context, status=status)


def _whole(
    request: SignedIn,
    found: Case,
    mine: Collection[Standing],
    answer_form: AnswerForm | None,
) -> dict[str, Any]:
    open_query = found.queries.select_related("asked_by").filter(answered_at=None).first()
    decided = list(
        found.decisions.select_related("decided_by", "permit", "countersignature__by", "on_appeal")
    )
    may = offers(found, mine)
    return {
        **with_matches(answer_of(found), found, mine),
        "holder": holder_text(found, request.user),
        "is_applicant": Standing.APPLICANT in mine,
        "may": may,
        "findings": findings(found),
        "timeline": timeline(found),
        "query": open_query,
        "form": answer_form or AnswerForm(initial={"version": found.version}),
        "decisions": decided,
        "is_chinese": language().startswith("zh"),
        "checks": _checks(found, may["settle"], open_query is not None),
        "kept": retention.clocks(found),
        "kept_months": {
            "journey": retention.months(retention.JOURNEY),
            "record": retention.months(retention.RECORD),
        },
        **file_of(found, mine),
    }


def title_of(found: Case) -> str:
    """The page's title with a place for where it goes."""
    return {
        Kind.TRIP: _("Trip to %(where)s"),
        Kind.DISCLOSURE: _("Disclosure to %(where)s"),
        Kind.SHIPMENT: _("Shipment to %(where)s"),
    }[Kind(found.kind)]


def _checks(found: Case, may_settle: bool, has_open_query: bool) -> list[dict[str, Any]]:
    """What an officer looks at before deciding, as a task list."""
    hits = sum(len(open_hits_of(each)) for each in found.screening)
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
