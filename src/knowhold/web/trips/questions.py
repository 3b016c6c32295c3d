"""One question of the rules to the traveller, as a page: choices where there are some, else a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from knowhold.clearance.inquiry import TRAVELLER, Inquiry
from knowhold.web.trips.forms import country_choices

# Asked and not known: kept, so that it is not asked again, and left open for the officer.
NOT_KNOWN = ""
_NOT_KNOWN_CHOICE = "?"


def ask_next(inquiry: Inquiry, answered: Mapping[str, str]) -> dict[str, Any] | None:
    """The first question to the traveller that was not asked yet; sensitive ones come last."""
    answer = inquiry.answered.into(get_language() or "en")
    return next(
        (
            question
            for question in answer["unanswered"]
            if question["asked_of"] == TRAVELLER and question["key"] not in answered
        ),
        None,
    )


class QuestionForm(forms.Form):
    answer = forms.CharField(error_messages={"required": _lazy("Choose an answer")})

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, question: Mapping[str, Any]
    ) -> None:
        super().__init__(data)
        choices = _choices(question)
        field: forms.Field
        if question["kind"] == "country":
            field = forms.ChoiceField(choices=[*country_choices(), *choices])
        elif choices:
            field = forms.ChoiceField(choices=choices, widget=forms.RadioSelect)
        else:
            field = forms.CharField(max_length=60)
        field.label = question["question"]
        field.help_text = question.get("why") or ""
        field.error_messages["required"] = _("Choose or enter an answer, or say you do not know")
        self.fields["answer"] = field

    def clean_answer(self) -> str:
        answer: str = self.cleaned_data["answer"]
        return NOT_KNOWN if answer == _NOT_KNOWN_CHOICE else answer


def _choices(question: Mapping[str, Any]) -> list[tuple[str, str]]:
    values = [(each["value"], each["label"]) for each in question.get("values") or ()]
    if not values and question["kind"] in {"bool", "judgement"}:
        values = [("true", _("Yes")), ("false", _("No"))]
    if not values and question["kind"] != "country":
        return []
    return [
        *((str(value), label) for value, label in values),
        (_NOT_KNOWN_CHOICE, _("I do not know")),
    ]
