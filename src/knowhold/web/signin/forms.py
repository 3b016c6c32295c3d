"""Allauth's forms with our labels and errors."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCode
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "govuk-input--width-10"}
PASSWORD = {"autocomplete": "current-password", "class": "govuk-input--width-20"}


def _code(label: Any, hint: Any = "") -> forms.CharField:  # noqa: ANN401 - a lazy text
    return forms.CharField(
        label=label,
        help_text=hint,
        error_messages={"required": _("Enter the code")},
        widget=forms.TextInput(attrs=CODE),
    )


class SecondStep(AuthenticateForm):
    code = _code(_("Code"), _("Six digits from your app, or eight of a recovery code"))


class ConfirmByCode(ReauthenticateByCode):
    code = _code(_("Code"), _("Six digits from your app, or eight of a recovery code"))


class ConfirmByPassword(ReauthenticateForm):
    password = forms.CharField(
        label=_("Password"),
        error_messages={"required": _("Enter your password")},
        widget=forms.PasswordInput(attrs=PASSWORD),
        strip=False,
    )


class NewApp(ActivateTOTPForm):
    code = _code(_("Code that the app shows now"))


class NewKey(AddWebAuthnForm):
    name = forms.CharField(
        label=_("Name of the key"),
        help_text=_("So that you know it again, such as: blue key on my ring"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )


class ChangePassword(forms.Form):
    old = forms.CharField(
        label=_("Present password"),
        error_messages={"required": _("Enter your present password")},
        widget=forms.PasswordInput(attrs=PASSWORD),
        strip=False,
    )
    new = forms.CharField(
        label=_("New password"),
        help_text=_("At least 15 characters; three or four words are fine. Pasting is allowed."),
        error_messages={"required": _("Enter a new password")},
        widget=forms.PasswordInput(
            attrs={"autocomplete": "new-password", "class": "govuk-input--width-20"}
        ),
        strip=False,
    )
