"""Forms of an appeal: filing it, choosing the panel, deciding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from knowhold.clearance.models import Case
from knowhold.clearance.panel import Candidate
from knowhold.web.cases.forms import ApproveForm, Versioned


class AppealForm(Versioned):
    text = forms.CharField(
        label=_lazy("What do you think is wrong with the decision?"),
        help_text=_lazy(
            "In your own words, in either language. An appeal has no disadvantage for you."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _lazy("Say what you think is wrong with the decision")},
        max_length=8000,
    )
    late_reason = forms.CharField(
        label=_lazy("Why does the appeal come after the last day?"),
        help_text=_lazy("The panel reads it and hears a late appeal all the same."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _lazy("Say why the appeal comes now")},
        max_length=4000,
    )
    file = forms.FileField(
        label=_lazy("A file, if it helps"),
        help_text=_lazy("PDF, PNG, JPEG or text, at most 5 MB."),
        required=False,
        max_length=200,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        files: Any,  # noqa: ANN401 - Django's own type of uploads
        *,
        initial: Mapping[str, Any],
        is_late: bool,
    ) -> None:
        super().__init__(data, files, initial=dict(initial))
        if not is_late:
            del self.fields["late_reason"]


class PanelForm(Versioned):
    people = forms.MultipleChoiceField(
        label=_lazy("Who hears the appeal"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _lazy("Choose at least one person")},
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, case: Case, people: Sequence[Candidate]
    ) -> None:
        super().__init__(data, initial={"version": case.version})
        field = self.fields["people"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (str(each.person.pk), each.person.label) for each in people if not each.barred
        ]
        self.barred = [each for each in people if each.barred]


class UpholdForm(Versioned):
    reason = forms.CharField(
        label=_lazy("Why, in plain words"),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _lazy("Say in plain words why")},
        max_length=4000,
    )


class VaryForm(ApproveForm):
    without_en = forms.CharField(
        label=_lazy("What is left out, in English"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _lazy("Say what is left out")},
        max_length=500,
    )
    without_zh = forms.CharField(
        label=_lazy("What is left out, in Chinese"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _lazy("Say what is left out")},
        max_length=500,
    )
