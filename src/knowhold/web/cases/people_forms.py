"""Forms of the line manager and of the traveller who is back."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _lazy

from knowhold.clearance.models import ManagersView
from knowhold.web.cases.forms import Versioned


class ReviewForm(Versioned):
    view = forms.ChoiceField(
        label=_lazy("Your word for the firm"),
        widget=forms.RadioSelect,
        error_messages={"required": _lazy("Choose one")},
        choices=[
            (
                ManagersView.CONFIRMED,
                _lazy("The firm asks for this, as described"),
            ),
            (
                ManagersView.DOUBTS,
                _lazy("Something about it is not as described"),
            ),
        ],
    )
    comment = forms.CharField(
        label=_lazy("Comment"),
        help_text=_lazy(
            "About the purpose, the topics, the devices or the organisations. Who covers which "
            "shift has no place here."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )


class Ticked(forms.Field):
    """The ticks of a list, `id:version` each; anything else was not made by the page."""

    widget = forms.SelectMultiple

    def to_python(self, value: object) -> list[tuple[UUID, int]]:
        found = []
        for each in value if isinstance(value, list) else []:
            name, _colon, version = str(each).partition(":")
            try:
                found.append((UUID(name), int(version)))
            except ValueError:
                raise ValidationError(_lazy("Tick at least one case")) from None
        return found


class SeveralForm(forms.Form):
    cases = Ticked()

    def versions(self) -> dict[UUID, int]:
        return dict(self.cleaned_data["cases"])


class Answer(forms.CharField):
    widget = forms.Textarea(attrs={"rows": 3})
    default_error_messages = {"required": _lazy("Answer this question; “none” is an answer")}


class DebriefForm(Versioned):
    """About the firm's topics, items, devices and organisations; never about people."""

    topics = Answer(
        label=_lazy("Which of the firm’s topics were spoken about?"),
        help_text=_lazy("Topics of the request, and others if they came up."),
        max_length=4000,
    )
    items = Answer(
        label=_lazy("Which of the firm’s items, samples or papers were shown or handed over?"),
        help_text=_lazy("What, and to which organisation."),
        max_length=4000,
    )
    devices = Answer(
        label=_lazy("Did anything happen to a device that holds the firm’s data?"),
        help_text=_lazy("Lost, opened, inspected, connected to something: or “none”."),
        max_length=4000,
    )
    organisations = Answer(
        label=_lazy("Which organisations did you meet that the request did not name?"),
        help_text=_lazy("Name organisations only; who you met and your free time are your own."),
        max_length=4000,
    )
