"""After the trip: the four questions, and closing."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knowhold.clearance import actions
from knowhold.clearance.actions import Debriefing
from knowhold.clearance.afterwards import debrief_due, is_device_out, wants_debrief
from knowhold.clearance.flow import Verb
from knowhold.errors import NotFound
from knowhold.web.cases.attempt import Work, readable, worked
from knowhold.web.cases.forms import of
from knowhold.web.cases.people_forms import DebriefForm
from knowhold.web.page import SignedIn, now


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def debrief(request: SignedIn, case_id: UUID) -> HttpResponse:
    if not wants_debrief(readable(request, case_id, Verb.DEBRIEF)):
        raise NotFound(_("There is no such page"))

    def act(form: DebriefForm) -> object:
        typed = form.cleaned_data
        said = Debriefing(typed["topics"], typed["items"], typed["devices"], typed["organisations"])
        return actions.debrief(case_id, said, version=typed["version"], by=request.user, now=now())

    return worked(
        request,
        case_id,
        Work(
            verb=Verb.DEBRIEF,
            template="cases/debrief.html",
            title=_("Four questions after your trip"),
            done=_("Thank you: your answers are filed"),
            form=of(DebriefForm),
            act=act,
            context=lambda case: {"due": debrief_due(case), "device_out": is_device_out(case)},
        ),
    )
