"""Forms about counterparts; every form of an existing record carries the version it was made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from knowhold.clearance import countries
from knowhold.parties.actions import Described, Judged
from knowhold.parties.models import Party, Verdict
from knowhold.web.forms import DayField, Option
from knowhold.web.language import lang

WAITING, ALL = "", "all"


class Errors(forms.Form):
    def add_all(self, fields: Mapping[str, Sequence[str]]) -> None:
        """Put what a verb refused beside the fields that it names."""
        for name, texts in fields.items():
            for text in texts:
                self.add_error(name if name in self.fields else None, text)


class PartyFilter(forms.Form):
    show = forms.ChoiceField(label=_lazy("Shown"), required=False)
    q = forms.CharField(label=_lazy("Name"), required=False, max_length=100)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        show = self.fields["show"]
        assert isinstance(show, forms.ChoiceField)
        show.choices = [(WAITING, _("With matches to judge")), (ALL, _("All"))]


class DescriptionForm(Errors):
    """What is known of the organisation beside its name."""

    also = forms.CharField(
        label=_lazy("Further names"),
        help_text=_lazy("One a line, in any script: English, Chinese, former names."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=6000,
    )
    country = forms.ChoiceField(label=_lazy("Country or territory"), required=False)
    identifiers = forms.CharField(
        label=_lazy("Register numbers"),
        help_text=_lazy(
            "One a line, with its register, such as “LEI: 5299000J2N45DDNE4Y28”. "
            "Numbers of organisations only, never of people."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=3000,
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)
        country.choices = [("", _("Not known")), *countries.choices(lang())]

    def clean_also(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["also"].splitlines() if line.strip()]

    def clean_identifiers(self) -> list[tuple[str, str]]:
        found = []
        for line in filter(str.strip, self.cleaned_data["identifiers"].splitlines()):
            scheme, colon, value = line.replace("：", ":").partition(":")
            if not colon or not scheme.strip() or not value.strip():
                raise ValidationError(
                    _("Write `%(line)s` as the register, a colon and the number")
                    % {"line": line.strip()}
                )
            found.append((scheme.strip(), value.strip()))
        return found

    def described(self, name: str) -> Described:
        typed = self.cleaned_data
        return Described(name, typed["also"], typed["country"], typed["identifiers"])


class NewPartyForm(DescriptionForm):
    name = forms.CharField(
        label=_lazy("Name of the organisation"),
        help_text=_lazy("As it writes itself. People are not kept here."),
        max_length=300,
        error_messages={"required": _lazy("Enter the name of the organisation")},
    )
    field_order = ("name", "also", "country", "identifiers")


class ChangePartyForm(DescriptionForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, party: Party, data: Mapping[str, Any] | None = None) -> ChangePartyForm:
        lines = (f"{each['scheme']}: {each['value']}" for each in party.identifiers)
        return cls(
            data,
            initial={
                "version": party.version,
                "also": "\n".join(party.also),
                "country": party.country,
                "identifiers": "\n".join(lines),
            },
        )


class JudgeForm(Errors):
    version = forms.IntegerField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=_lazy("Is it the same organisation?"),
        widget=forms.RadioSelect,
        error_messages={"required": _lazy("Choose what you found")},
    )
    reason = forms.CharField(
        label=_lazy("How do you know?"),
        help_text=_lazy(
            "What differs or agrees: city, register number, owner, business. "
            "The organisation can read it."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        error_messages={"required": _lazy("Say how you know")},
    )
    expires = DayField(
        label=_lazy("Holds until"),
        help_text=_lazy(
            "At most two years. It is asked again sooner only if the list or the record changes."
        ),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        verdict = self.fields["verdict"]
        assert isinstance(verdict, forms.ChoiceField)
        verdict.choices = [
            (
                Verdict.DISMISSED.value,
                Option(_("No, another organisation"), _("The match is dismissed and remembered.")),
            ),
            (
                Verdict.CONFIRMED.value,
                Option(
                    _("Yes, the same organisation"),
                    _(
                        "The list’s meaning counts: its open cases are answered anew, permits pause."
                    ),
                ),
            ),
        ]

    def judged(self) -> Judged:
        typed = self.cleaned_data
        expires: date = typed["expires"]
        return Judged(Verdict(typed["verdict"]), typed["reason"], expires)


class TextForm(Errors):
    """One text: an objection, or the answer to one."""

    text = forms.CharField(
        label=_lazy("What is wrong?"),
        help_text=_lazy(
            "For example: another organisation of a similar name, another city or register number. "
            "No passport or identity numbers of people, please."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        error_messages={"required": _lazy("Say what is wrong")},
    )


class AnswerForm(Errors):
    answer = forms.CharField(
        label=_lazy("Your answer"),
        help_text=_lazy("The organisation reads it on its page, with your name."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        error_messages={"required": _lazy("Give your answer; the organisation reads it")},
    )
