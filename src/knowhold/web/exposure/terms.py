"""What each item takes: holders needed, weeks to qualify one more, cost; set by the steward."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from knowhold.planning.actions import Terms, set_terms
from knowhold.planning.chain import structure_of
from knowhold.planning.policy import may_set_terms, require_reader, require_steward
from knowhold.planning.reading import item_names
from knowhold.roster.queries import item
from knowhold.web.language import lang, named
from knowhold.web.page import SignedIn, now, page, today

WHOLE = gettext_lazy("Enter a whole number, such as 26")


def _number(lowest: int, highest: int, *, is_needed: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        min_value=lowest,
        max_value=highest,
        required=is_needed,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
        error_messages={"required": WHOLE, "invalid": WHOLE},
    )


class TermsForm(forms.Form):
    needed = _number(1, 1000)
    needed.label = gettext_lazy("How many holders does each site need?")
    needed.help_text = gettext_lazy("With fewer than these the capability counts as lost.")
    weeks = _number(1, 520)
    weeks.label = gettext_lazy("How many weeks does it take to qualify one more?")
    weeks.help_text = gettext_lazy("From the first day of training until this person works alone.")
    cost = _number(0, 10**9, is_needed=False)
    cost.label = gettext_lazy("What does it cost to qualify one more? (optional)")
    cost.help_text = gettext_lazy("In the firm's own unit. Without it the weeks are the cost.")


@login_required
@require_safe
def terms(request: SignedIn) -> HttpResponse:
    """Every item with its terms, step by step."""
    require_reader(request.user, today())
    rules, words = structure_of(request.user.organisation), item_names(lang())
    groups = [
        {
            "step": words.get(step.code, step.code),
            "rows": [
                {"code": code, "item": words.get(code, code), "rule": rules.rule(code)}
                for code in step.items
            ],
        }
        for step in rules.steps
    ]
    context = {"groups": groups, "may_set": may_set_terms(request.user, today())}
    return page(request, "exposure/terms.html", _("Terms of training"), context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_terms(request: SignedIn, code: str) -> HttpResponse:
    require_steward(request.user, today())
    found = item(code)
    rule = structure_of(request.user.organisation).rule(code)
    initial = {"needed": rule.needed, "weeks": rule.weeks}
    initial |= {} if rule.cost is None else {"cost": int(rule.cost)}
    form = TermsForm(request.POST or None, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        wanted = Terms(given["needed"], given["weeks"], given["cost"])
        set_terms(found, wanted, by=request.user, now=now())
        messages.success(request, _("The terms are set. Plans and counts use them from now on."))
        return redirect("exposure:terms")
    context = {"form": form, "caption": code}
    title = _("Terms of training: %(item)s") % {"item": named(found)}
    return page(request, "exposure/edit_terms.html", title, context)
