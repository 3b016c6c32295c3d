"""The cheapest cross-training, by capability, role and site; names come after consent."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowhold.errors import DataError
from knowhold.exposure.documents.shapes import Document
from knowhold.planning.reading import Read
from knowhold.planning.working_out import MOST, SOON, Kind, work_out
from knowhold.web.exposure.drawing import sections
from knowhold.web.exposure.reading import look, read
from knowhold.web.page import SignedIn, page


@login_required
@require_safe
def plan(request: SignedIn) -> HttpResponse:
    """Who could learn what, when, so that every capability survives so many departures."""
    try:
        found = read(request)
    except DataError:
        return page(request, "exposure/too_small.html", _("Training plan"))
    survive = survived(request)
    document = worked_out(request, found, survive)
    context = {
        "survive": survive,
        "choices": range(1, MOST + 1),
        "lead": document.lead,
        "kinds": ("csv", "xlsx", "html", "png"),
        "sections": sections(document.sections),
    }
    return page(request, "exposure/plan.html", _("Training plan"), context)


def survived(request: SignedIn) -> int:
    asked = request.GET.get("survive", "1")
    return int(asked) if asked in {str(one) for one in range(1, MOST + 1)} else 1


def worked_out(request: SignedIn, found: Read, survive: int) -> Document:
    """The plan as this reader may see it, by solvers that are stopped soon."""
    made = work_out(Kind.PLAN, survive, found, SOON)
    look(request, found, made.named)
    return made.document
