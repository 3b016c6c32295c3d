"""The cheapest cross-training, by capability, role and site; names come after consent."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowhold.errors import DataError
from knowhold.exposure.documents.plan import Planned, plan_document, without
from knowhold.exposure.documents.shapes import Document
from knowhold.exposure.plan import assign, pareto, schedule
from knowhold.exposure.training import training
from knowhold.web.exposure.drawing import sections
from knowhold.web.exposure.reading import SECONDS, Read, look, read
from knowhold.web.language import lang
from knowhold.web.page import SignedIn, page

MOST = 3
# rounds of improving a schedule: a page answers soon, a file may take its time
ROUNDS = 120


@login_required
@require_safe
def plan(request: SignedIn) -> HttpResponse:
    """Who could learn what, when, so that every capability survives so many departures."""
    try:
        found = read(request)
    except DataError:
        return page(request, "exposure/too_small.html", _("Training plan"))
    survive = survived(request)
    document = planned_document(request, found, survive)
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


def planned_document(request: SignedIn, found: Read, survive: int) -> Document:
    """The plan as this reader may see it; every solver is bounded, and what is not proven says so."""
    made = planned(found, survive)
    look(request, found, [(need.site, need.code) for need in made.needs])
    shown = without(made, lambda need: found.may_name(need.site, need.code))
    return plan_document(shown, found.names, lang())


def planned(found: Read, survive: int) -> Planned:
    chain, rules, words = found.built, found.structure, found.names
    needs, candidates = training(chain, rules, survive, words)
    chosen = assign(needs, candidates, seconds=SECONDS)
    made = schedule(needs, chosen.chosen, rounds=ROUNDS)
    # the candidates of the most demanding plan serve every plan
    base, everybody = training(chain, rules, 0, words)[0], training(chain, rules, MOST, words)[1]
    costs = [one.cost for _survive, one in pareto(base, everybody, most=MOST, seconds=SECONDS)]
    return Planned(survive, needs, chosen, made, costs)
