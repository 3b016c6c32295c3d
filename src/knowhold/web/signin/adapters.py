"""What allauth asks us while somebody signs in: who may, what is recorded, in which words."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context as allauth_context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from knowhold.accounts.actions import TooManyAttempts, WrongPassword, sign_in
from knowhold.accounts.actions.sessions import begin_session
from knowhold.accounts.models import Person
from knowhold.web.language import with_language
from knowhold.web.page import now
from knowhold.web.signin.address import client_address
from knowhold.web.signin.recorded import changed

INCORRECT = _lazy("The code is wrong or was used already. Wait for the next one and try again")
TOO_MANY = _lazy("Too many wrong attempts. Wait a few minutes and try again")


class Accounts(DefaultAccountAdapter):
    """People are added by an administrator; every sign-in is an event."""

    error_messages: ClassVar[dict[str, object]] = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
        "incorrect_password": _lazy("This is not your password"),
        "incorrect_code": INCORRECT,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Our pages say what happened, in our words."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"]

    def post_login(self, request: HttpRequest, user: Person, **more: Any) -> HttpResponse:  # noqa: ANN401
        response: HttpResponse = super().post_login(request, user, **more)
        used = [record["method"] for record in get_authentication_records(request, user)]
        begin_session(user, used, now=now())
        return with_language(response, user.language)

    def reauthenticate(self, user: Person, password: str) -> bool:
        request = allauth_context.request
        try:
            found = sign_in(user.email, password, address=client_address(request), now=now())
        except WrongPassword:
            return False
        except TooManyAttempts as error:
            raise self.validation_error("too_many_login_attempts") from error
        return found.pk == user.pk

    def get_reauthentication_methods(self, user: Person) -> list[dict[str, str]]:
        """Who has a second step confirms with it; the password alone would be the weaker half."""
        methods: list[dict[str, str]] = super().get_reauthentication_methods(user)
        stronger = [method for method in methods if method["id"] != "reauthenticate"]
        return stronger or methods

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Ours are notices, told in the transaction of the change: see `recorded.py`."""


class SecondSteps(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, object]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": INCORRECT,
    }

    def get_totp_issuer(self) -> str:
        return "Knowhold"

    def _get_site_name(self) -> str:
        return "Knowhold"


class Providers(DefaultSocialAccountAdapter):
    """A firm's own provider lets in whom an administrator has added, never anybody new."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:  # noqa: ANN401
        """1. A subject that is connected already is that person. 2. Else a verified e-mail address
        of somebody here connects it, once. 3. Else nobody is let in.
        """
        if sociallogin.is_existing:
            return
        addresses = [one.email.lower() for one in sociallogin.email_addresses if one.verified]
        person = Person.objects.filter(email__in=addresses, is_active=True).first()
        if person is None:
            messages.error(
                request,
                _(
                    "Your firm’s sign-in knows you, but nobody has added you here. Ask your administrator."
                ),
            )
            raise ImmediateHttpResponse(redirect("web:sign-in"))
        with transaction.atomic():
            sociallogin.connect(request, person)
            changed(person, "connected")

    def on_authentication_error(
        self, request: HttpRequest, *_args: object, **_kwargs: object
    ) -> None:
        messages.error(
            request, _("Signing in at your firm did not work. Try again, or use your password.")
        )
        raise ImmediateHttpResponse(redirect("web:sign-in"))
