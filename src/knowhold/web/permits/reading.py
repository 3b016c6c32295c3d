"""The permit as its holder carries it: days, conditions in the reader's language, what it rests on."""

from __future__ import annotations

from uuid import UUID

import segno
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowhold.clearance import clock, policy, queries
from knowhold.clearance.calendar import Entry
from knowhold.clearance.conditions import DEBRIEF, cite_of
from knowhold.clearance.flow import Verb
from knowhold.clearance.models import Permit, PermitStatus
from knowhold.web.cases.shown import answer_of, language
from knowhold.web.page import SignedIn, page, today
from knowhold.web.permits.files import address_of, event_of
from knowhold.web.trips.notes import calendar_file, destinations


@login_required
@require_safe
def permit(request: SignedIn, case_id: UUID, version: int) -> HttpResponse:
    found = queries.permit_for(case_id, version, request.user, today())
    is_chinese = language().startswith("zh")
    address = address_of(request, found)
    context = {
        **answer_of(found.case),
        "permit": found,
        "case": found.case,
        "decision": found.decision,
        "conditions": [
            {"text": each["zh" if is_chinese else "en"], "cite": cite_of(each, language())}
            for each in found.conditions
        ],
        "grounds": [
            {
                "title": ground["title_zh" if is_chinese else "title_en"],
                "cite": " · ".join(ground["cite"]),
            }
            for ground in found.decision.grounds
        ],
        "where": destinations(found.case, language()),
        "address": address,
        "code": segno.make_qr(address, error="m").svg_data_uri(scale=3, border=4),
        "event": event_of(found),
        "may_change": found.status == PermitStatus.VALID
        and policy.may(request.user, Verb.SUPERSEDE, found.case, today()),
        "newest": found.case.permits.count(),
    }
    title = _("Permit %(reference)s") % {"reference": found.case.reference}
    return page(request, "permits/permit.html", title, context)


@login_required
@require_safe
def permit_calendar(request: SignedIn, case_id: UUID, version: int) -> HttpResponse:
    found = queries.permit_for(case_id, version, request.user, today())
    return calendar_file(_entries(found), "permit.ics")


def _entries(found: Permit) -> list[Entry]:
    is_chinese = language().startswith("zh")
    case = found.case
    trip = Entry(
        uid=f"{case.pk}-{found.version}@knowhold.invalid",
        first_day=found.valid_from,
        last_day=found.valid_until,
        title=_("Trip: %(where)s") % {"where": destinations(case, language())},
        text="\n".join(
            [case.reference, *(each["zh" if is_chinese else "en"] for each in found.conditions)]
        ),
    )
    if all(each["code"] != DEBRIEF for each in found.conditions):
        return [trip]
    due = clock.after(found.valid_until, clock.DEBRIEF_DAYS, case.organisation.jurisdiction)
    remind = Entry(
        uid=f"{case.pk}-{found.version}-debrief@knowhold.invalid",
        first_day=due,
        last_day=due,
        title=_("Debrief due: %(reference)s") % {"reference": case.reference},
        text=_("Four questions about topics, devices and organisations."),
    )
    return [trip, remind]
