"""The counts that a person is part of, and the day of leaving that only they can enter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from knowhold.errors import Invalid
from knowhold.planning.actions import declare_date, take_back_date
from knowhold.planning.chain import Part, parts_of
from knowhold.planning.models import DeclaredDate
from knowhold.roster.actions import see_own_counts
from knowhold.web.forms import DayField
from knowhold.web.language import named
from knowhold.web.page import SignedIn, now, page, today


class Leaving(forms.Form):
    leaves_on = DayField(
        label=gettext_lazy("When do you plan to leave or retire?"),
        help_text=gettext_lazy("For example, 31 12 2028. You need not say, and nobody asks why."),
        error_messages={"required": gettext_lazy("Enter the day, or leave this page as it is")},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: SignedIn) -> HttpResponse:
    """Own counts only; saying that one saw them lets others see the single ones."""
    parts = parts_of(request.user, today())
    entered = DeclaredDate.objects.filter(person=request.user).first()
    form = Leaving(initial={"leaves_on": entered.leaves_on} if entered else None)
    match request.POST.get("verb"):
        case "seen":
            alone = [part.item.code for part in parts if part.is_single]
            see_own_counts(request.user, alone, now=now())
            messages.success(request, _("Thank you. Your steward can now plan with you."))
            return redirect("exposure:mine")
        case "take-back":
            take_back_date(request.user, now=now())
            messages.success(request, _("The day is deleted. No count uses it any more."))
            return redirect("exposure:mine")
        case "declare":
            form = Leaving(request.POST)
            if form.is_valid() and _declared(request, form):
                messages.success(request, _("The day is entered. Only counts use it."))
                return redirect("exposure:mine")
    rows = [_row(part) for part in parts]
    context: dict[str, Any] = {
        "form": form,
        "rows": rows,
        "waiting": any(row["is_single"] and not row["was_seen"] for row in rows),
        "entered": entered,
    }
    return page(request, "exposure/mine.html", _("Counts that I am part of"), context)


def _declared(request: SignedIn, form: Leaving) -> bool:
    try:
        declare_date(request.user, form.cleaned_data["leaves_on"], now=now())
    except Invalid:
        form.add_error("leaves_on", _("Enter a day in the future"))
        return False
    return True


def _row(part: Part) -> dict[str, Any]:
    return {
        "name": named(part.item),
        "code": part.item.code,
        "holders": part.margin.holders,
        "needed": part.margin.needed,
        "unconfirmed": part.margin.unconfirmed,
        "is_due": part.margin.is_due,
        "is_single": part.is_single,
        "was_seen": part.was_seen,
    }
