"""How likely the chain stops within a year, and which capability, step or site it hangs on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from knowhold.errors import DataError
from knowhold.exposure.documents.report import stopping_section
from knowhold.planning.reading import Asked, report_of
from knowhold.web.exposure.drawing import sections
from knowhold.web.exposure.reading import look, read
from knowhold.web.language import lang
from knowhold.web.page import SignedIn, page

USUAL = {"leaving": 5.0, "together": 1.0}


class Rates(forms.Form):
    leaving = forms.FloatField(
        label=gettext_lazy("How many of a hundred people leave a site in a year?"),
        help_text=gettext_lazy("From the firm's own counts, for example 5. It is never asked of one person."),
        min_value=0, max_value=100,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "decimal"}),
    )  # fmt: skip
    together = forms.FloatField(
        label=gettext_lazy("How many years of a hundred take everybody of a site at once?"),
        help_text=gettext_lazy("A site that closes, a team that leaves together, for example 1."),
        min_value=0, max_value=100,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "decimal"}),
    )  # fmt: skip


@login_required
@require_safe
def importance(request: SignedIn) -> HttpResponse:
    try:
        found = read(request)
    except DataError:
        return page(request, "exposure/too_small.html", _("What the chain hangs on"))
    asked = "leaving" in request.GET
    form = Rates(request.GET if asked else None, initial=USUAL)
    context: dict[str, Any] = {"form": form}
    if not asked or form.is_valid():
        rates = form.cleaned_data if asked else USUAL
        made = report_of(found, Asked(1, rates["leaving"] / 100, rates["together"] / 100))
        context["sections"] = sections([stopping_section(made, found.names, lang(), found.hidden)])
        look(request, found, [(part.site, part.item) for part in made.stopping.parts])
    return page(request, "exposure/importance.html", _("What the chain hangs on"), context)
