"""The queue: what is open, by the day it is due; a line manager confirms several at once there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from knowhold.clearance import actions, clock, queries
from knowhold.clearance.flow import OPEN
from knowhold.clearance.models import Case, Stage
from knowhold.clearance.queries import Bucket
from knowhold.errors import NotFound
from knowhold.web.cases.forms import QueueFilter
from knowhold.web.cases.people_forms import SeveralForm
from knowhold.web.cases.shown import due_text, language, stage_text
from knowhold.web.page import SignedIn, now, page, pages_of, today
from knowhold.web.trips.notes import destinations

PER_PAGE = 50


@login_required
@require_safe
def queue(request: SignedIn) -> HttpResponse:
    """The organisation's cases, soonest due first; for those who work on them, else 404."""
    places = queries.workplaces(request.user, today())
    if not places:
        raise NotFound(_("There is no such page"))
    chosen = QueueFilter(request.GET or None)
    narrowed = chosen.cleaned_data if chosen.is_valid() else {}
    day = clock.local_day(now(), request.user.organisation.jurisdiction)
    soon = clock.after(day, clock.REMIND_BEFORE, request.user.organisation.jurisdiction)
    cases = _narrowed(request, places, narrowed, day, soon)
    shown = Paginator(queries.Listed(cases), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": chosen,
        "page_of": shown,
        "count": shown.paginator.count,
        "is_capped": shown.paginator.count >= queries.MOST_COUNTED,
        "lines": [_line(case, day, soon) for case in shown],
        "address": pages_of(request),
        "chosen": chosen.words(),
    }
    return page(request, "cases/queue.html", _("Cases"), context)


@login_required
@require_safe
def reviews(request: SignedIn) -> HttpResponse:
    """What waits for this person's word as line manager; an empty list for everybody else."""
    day = clock.local_day(now(), request.user.organisation.jurisdiction)
    soon = clock.after(day, clock.REMIND_BEFORE, request.user.organisation.jurisdiction)
    shown = Paginator(queries.reviews(request.user, today()), PER_PAGE).get_page(
        request.GET.get("page")
    )
    lines = [
        {
            **_line(case, day, soon),
            "instead_of": case.manager.label
            if case.manager is not None and case.manager_id != request.user.pk
            else "",
        }
        for case in shown
    ]
    context = {"page_of": shown, "count": shown.paginator.count, "lines": lines}
    return page(request, "cases/reviews.html", _("To confirm for the firm"), context)


@login_required
@require_POST
def confirm_several(request: SignedIn) -> HttpResponse:
    """Confirm what was ticked; what has to be read for itself is left out and says why."""
    form = SeveralForm(request.POST)
    if not form.is_valid():
        messages.info(request, _("Tick at least one case"))
        return redirect("cases:reviews")
    done, left = actions.review_several(form.versions(), by=request.user, now=now())
    context = {
        "done": len(done),
        "left": [
            {
                "reference": each.reference,
                "why": each.why,
                "href": reverse("cases:case", args=[each.case_id]),
            }
            for each in left
        ],
    }
    title = ngettext("%(count)s case confirmed", "%(count)s cases confirmed", len(done)) % {
        "count": len(done)
    }
    return page(request, "cases/confirmed.html", title, context)


def _narrowed(
    request: SignedIn,
    places: Collection[UUID],
    narrowed: dict[str, Any],
    day: date,
    soon: date,
) -> QuerySet[Case]:
    stage = narrowed.get("stage") or ""
    if stage == "all":
        found = queries.all_cases(places)
    elif stage:
        found = queries.all_cases(places).filter(stage=stage)
    else:
        found = queries.queue(places)
    if narrowed.get("due"):
        found = queries.in_bucket(found, Bucket(narrowed["due"]), day, soon)
    if narrowed.get("kind"):
        found = found.filter(kind=narrowed["kind"])
    if narrowed.get("mine"):
        found = found.filter(officer=request.user)
    if narrowed.get("to_judge"):
        found = queries.with_matches(found)
    return found


def _line(case: Case, day: date, soon: date) -> dict[str, Any]:
    runs = case.stage in OPEN and case.stage != Stage.WAITING
    return {
        "case": case,
        "where": destinations(case, language()),
        "stage": stage_text(case),
        "due": due_text(case) if case.stage in OPEN else "",
        "is_soon": runs and day <= case.due_on <= soon,
        "is_late": runs and case.due_on < day,
        "with": _with(case),
        "href": reverse("cases:case", args=[case.pk]),
        "tick": f"{case.pk}:{case.version}",
    }


def _with(case: Case) -> str:
    """Who has to act now."""
    if case.escalated_to is not None:
        return case.escalated_to.label
    if case.stage == Stage.WITH_MANAGER and case.manager is not None:
        return case.manager.label
    if case.stage == Stage.WAITING:
        return case.applicant.label
    if case.stage == Stage.COUNTERSIGNING:
        return _("Head of compliance")
    return case.officer.label if case.officer is not None else ""
