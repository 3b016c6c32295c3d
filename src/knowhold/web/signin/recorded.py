"""Allauth's changes of how somebody signs in, each with its event and notice in one transaction."""

from __future__ import annotations

from typing import Any

from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from knowhold.accounts.actions.sessions import note_change
from knowhold.accounts.models import Person
from knowhold.notices.actions import tell
from knowhold.notices.words import words
from knowhold.web.page import now
from knowhold.web.signin.words import SIGN_IN_EVENTS


def changed(person: Person, what: str) -> None:
    """Record a change of how somebody signs in, and tell them, in case it was not they."""
    at = now()
    note_change(person, what, by=person, now=at)
    text = words(
        _lazy("%(what)s. If it was not you, tell your administrator at once."),
        what=SIGN_IN_EVENTS[f"account.{what}"],
    )
    tell(
        person, f"account.{what}", ("person", str(person.pk)), text, at,
        key=f"account.{what}:{at.isoformat()}", href=reverse("mfa_index"),
    )  # fmt: skip


class Recorded:
    """Before a view of allauth: its change and our event are written together or not at all."""

    what: str

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ANN401 - allauth's forms carry no types
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # the view's
            changed(self.request.user, self.what)  # type: ignore[attr-defined]  # the view's
        return response


class AddApp(Recorded, ActivateTOTPView):
    what = "totp_activated"


class RemoveApp(Recorded, DeactivateTOTPView):
    what = "totp_deactivated"


class NewCodes(Recorded, GenerateRecoveryCodesView):
    what = "recovery_codes_generated"


class AddKey(Recorded, AddWebAuthnView):
    what = "webauthn_added"


class RemoveKey(Recorded, RemoveWebAuthnView):
    what = "webauthn_removed"
