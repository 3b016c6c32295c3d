"""Forms that change an issued permit; each carries the version of the case it was made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from knowhold.clearance.models import Permit
from knowhold.web.cases.forms import Versioned
from knowhold.web.forms import DayField


class Reasoned(Versioned):
    reason = forms.CharField(
        label=_lazy("Reason"),
        help_text=_lazy("A sentence or two that the traveller can follow."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _lazy("Say in plain words why")},
        max_length=4000,
    )

    def add_all(self, fields: Mapping[str, Sequence[str]]) -> None:
        for name, texts in fields.items():
            for text in texts:
                self.add_error(name if name in self.fields else None, text)


class NewDaysForm(Reasoned):
    valid_from = DayField(label=_lazy("Permit valid from"))
    valid_until = DayField(label=_lazy("Permit valid until"))
    field_order = ("valid_from", "valid_until", "reason")

    def __init__(self, data: Mapping[str, Any] | None = None, *, permit: Permit) -> None:
        initial = {
            "version": permit.case.version,
            "valid_from": permit.valid_from,
            "valid_until": permit.valid_until,
        }
        super().__init__(data, initial=initial)


class RevokeForm(Reasoned):
    def __init__(self, data: Mapping[str, Any] | None = None, *, permit: Permit) -> None:
        super().__init__(data, initial={"version": permit.case.version})
