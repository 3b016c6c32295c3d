"""Asking for the password once more, before something that counts as a signature."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from knowhold.accounts.actions import TooManyAttempts, WrongPassword, sign_in
from knowhold.accounts.models import Person
from knowhold.web.page import now


class SamePerson(forms.Form):
    """A form that is valid only with the signed-in person's own password; guesses are counted."""

    password = forms.CharField(
        label=_lazy("Your password"),
        help_text=_lazy("Entered again, it is your signature."),
        error_messages={"required": _lazy("Enter your password")},
        widget=forms.PasswordInput(
            attrs={"autocomplete": "current-password", "class": "govuk-input--width-20"}
        ),
        strip=False,
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        request: HttpRequest,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.request = request

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        person = self.request.user
        # only once everything else is right: a wrong day costs nobody an attempt
        if not self.errors and isinstance(person, Person):
            try:
                sign_in(
                    person.email,
                    cleaned["password"],
                    address=self.request.META.get("REMOTE_ADDR", ""),
                    now=now(),
                )
            except WrongPassword:
                self.add_error("password", _("The password is wrong"))
            except TooManyAttempts as error:
                text = _("Too many wrong attempts. Wait %(minutes)s minutes and try again")
                self.add_error("password", text % {"minutes": error.minutes})
        return cleaned
