"""Answering what somebody said of data about them: accepted or declined, with a reason they read."""

from __future__ import annotations

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from knowhold.roster.models import Verdict


def verdict_field(*, accept: Promise, decline: Promise) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_lazy("Your decision"),
        widget=forms.RadioSelect,
        choices=[(Verdict.ACCEPTED, accept), (Verdict.DECLINED, decline)],
        error_messages={"required": _lazy("Choose accept or decline")},
    )


class Answer(forms.Form):
    """The base of both forms; each adds its `verdict`, which says what accepting does."""

    field_order = ("verdict", "answer")

    answer = forms.CharField(
        label=_lazy("Your reason"),
        help_text=_lazy("The person reads it in their record."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _lazy("Give your reason; the person reads it")},
    )
