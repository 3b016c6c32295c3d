"""The cheapest cross-training, by capability, role and site; names come after consent."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowhold.exposure.plan import assign, pareto, schedule
from knowhold.exposure.training import training
from knowhold.roster.matrix import structure
from knowhold.web.exposure.charts import curve, gantt
from knowhold.web.exposure.report import names, reader
from knowhold.web.page import SignedIn, page

MOST = 3


@login_required
@require_safe
def plan(request: SignedIn) -> HttpResponse:
    """Who could learn what, when, so that every capability survives so many departures."""
    chain = reader(request)
    asked = request.GET.get("survive", "1")
    survive = int(asked) if asked in {str(one) for one in range(1, MOST + 1)} else 1
    rules = structure()
    words = names()
    needs, candidates = training(chain, rules, survive, words)
    chosen = assign(needs, candidates)
    made = schedule(needs, chosen.chosen)
    costs = [one.cost for _survive, one in pareto(*training(chain, rules, 0, words), most=MOST)]
    told = sorted(chosen.by_role(needs).items())
    context: dict[str, Any] = {
        "survive": survive,
        "choices": range(1, MOST + 1),
        "plan": chosen,
        "schedule": made,
        "gap": round(100 * made.gap),
        "chart": gantt(made, needs, chosen.chosen),
        "curve": curve(costs),
        "costs": list(enumerate(costs)),
        "rows": [
            {"item": item, "role": role, "site": site, "count": count}
            for (item, role, site), count in told
        ],
        "short": chosen.short,
    }
    return page(request, "exposure/plan.html", _("Training plan"), context)
