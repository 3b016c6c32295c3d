"""What if so many people of a site leave? Asked in numbers, answered as a range."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from knowhold.errors import DataError
from knowhold.exposure.building import Built
from knowhold.exposure.floors import SMALLEST_GROUP
from knowhold.exposure.holdings import Holdings
from knowhold.exposure.report import as_holdings
from knowhold.exposure.whatif import WhatIf, what_if
from knowhold.web.exposure.reading import read
from knowhold.web.page import SignedIn, page


class WhatIfForm(forms.Form):
    site = forms.ChoiceField(
        label=gettext_lazy("At which site?"),
        error_messages={"required": gettext_lazy("Choose the site")},
    )
    count = forms.IntegerField(
        label=gettext_lazy("How many people leave?"),
        help_text=gettext_lazy("Only a number: who they might be is what the answer ranges over."),
        min_value=1,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
        error_messages={
            "required": gettext_lazy("Enter how many people leave"),
            "invalid": gettext_lazy("Enter a whole number, such as 2"),
        },
    )

    def __init__(self, data: Any, people_at: dict[str, int]) -> None:  # noqa: ANN401 - a QueryDict
        super().__init__(data)
        self.people_at = people_at
        # a question about one or two people of a tiny group would be a question about persons
        big = [site for site, people in people_at.items() if people >= SMALLEST_GROUP]
        self.fields["site"].choices = [(site, site) for site in big]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        most = self.people_at.get(str(given.get("site")), 0)
        if given.get("count") is not None and most and given["count"] > most:
            self.add_error(
                "count", _("%(site)s has %(most)d people") % {"site": given["site"], "most": most}
            )
        return given


@login_required
@require_safe
def what_if_page(request: SignedIn) -> HttpResponse:
    try:
        chain = read(request).built
    except DataError:
        return page(request, "exposure/too_small.html", _("What if people leave?"))
    form = WhatIfForm(request.GET or None, dict(chain.people_at))
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        site, count = form.cleaned_data["site"], form.cleaned_data["count"]
        found = as_holdings(chain)
        context["answer"] = _shown(answered(chain, found, site, count), len(found.items))
        context["site"], context["count"] = site, count
    return page(request, "exposure/what_if.html", _("What if people leave?"), context)


def answered(chain: Built, found: Holdings, site: str, count: int) -> WhatIf:
    sites: Sequence[str] = sorted(chain.people_at)
    group = np.array([sites.index(one) for one in chain.site_of], dtype=np.int32)
    return what_if(found, group, {sites.index(site): count}, seconds=5.0)


def _shown(answer: WhatIf, total: int) -> dict[str, Any]:
    return {
        "best": answer.best,
        "worst": answer.worst,
        "expected": round(answer.expected, 1),
        "total": total,
        "now": int((answer.likelihood >= 1.0).sum()),
    }
