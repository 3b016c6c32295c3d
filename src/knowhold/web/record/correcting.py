"""Saying that an entry about oneself is wrong."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from knowhold.errors import NotFound
from knowhold.roster.actions.disputing import dispute
from knowhold.roster.queries import holdings_of
from knowhold.web.page import SignedIn, now, page, today
from knowhold.web.record.draft import keeps_draft, whose
from knowhold.web.roster.entries import shown_entries

NOT_HELD = "0"


class Correct(forms.Form):
    level = forms.ChoiceField(
        label=_lazy("What would be right?"),
        widget=forms.RadioSelect,
        choices=[
            ("1", _lazy("1: knows of it")),
            ("2", _lazy("2: works under guidance")),
            ("3", _lazy("3: works alone")),
            ("4", _lazy("4: teaches and designs")),
            (NOT_HELD, _lazy("I do not hold this at all")),
        ],
        error_messages={"required": _lazy("Choose what would be right")},
    )
    reason = forms.CharField(
        label=_lazy("Why?"),
        help_text=_lazy("Your manager reads it and answers with a reason."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _lazy("Say what is wrong")},
    )


@login_required(redirect_field_name="next")
@require_http_methods(["GET", "HEAD", "POST"])
def correct_signed_in(request: SignedIn, holding_id: UUID, kept: dict[str, str]) -> HttpResponse:
    found = holdings_of(request.user).filter(pk=holding_id).first()
    if found is None:
        raise NotFound(_("There is no such entry"))
    form = Correct(request.POST or None, initial=kept)
    if form.is_valid():
        given = form.cleaned_data["level"]
        level = None if given == NOT_HELD else int(given)
        dispute(holding_id, level, form.cleaned_data["reason"], by=request.user, now=now())
        messages.success(
            request,
            _(
                "Your correction was sent. Until it is answered everybody sees the entry as disputed"
            ),
        )
        return redirect("web:my-record")
    context = {
        "form": form,
        "entry": shown_entries([found], today())[0],
        "kept": bool(kept),
        "whose": whose(request.user),
    }
    return page(request, "record/correct.html", _("Correct an entry"), context)


correct = keeps_draft(correct_signed_in, ("level", "reason"))
