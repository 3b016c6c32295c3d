"""The cheapest cross-training, by capability, role and site; names come after consent."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowhold.exposure.charts.curve import curve
from knowhold.exposure.charts.gantt import gantt
from knowhold.exposure.plan import assign, pareto, schedule
from knowhold.exposure.training import training
from knowhold.roster.matrix import structure
from knowhold.web.exposure.drawing import drawn
from knowhold.web.exposure.report import names, reader
from knowhold.web.language import lang
from knowhold.web.page import SignedIn, page

MOST = 3
# a page waits for a solver so long, five times at most; what is not proven then says so
SECONDS = 3.0


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
    chosen = assign(needs, candidates, seconds=SECONDS)
    made = schedule(needs, chosen.chosen)
    # the candidates of the most demanding plan serve every plan
    base, everybody = training(chain, rules, 0, words)[0], training(chain, rules, MOST, words)[1]
    costs = [one.cost for _survive, one in pareto(base, everybody, most=MOST, seconds=SECONDS)]
    told = sorted(chosen.by_role(needs).items())
    context: dict[str, Any] = {
        "survive": survive,
        "choices": range(1, MOST + 1),
        "plan": chosen,
        "schedule": made,
        "gap": round(100 * made.gap),
        "gantt": drawn(gantt(made, needs, chosen.chosen, lang())),
        "curve": drawn(curve(costs, lang())),
        "costs": list(enumerate(costs)),
        "rows": [
            {"item": item, "role": role, "site": site, "count": count}
            for (item, role, site), count in told
        ],
        "short": chosen.short,
    }
    return page(request, "exposure/plan.html", _("Training plan"), context)
