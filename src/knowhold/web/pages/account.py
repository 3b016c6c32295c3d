"""Signing in and out, the language of the pages, one's own account."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from knowhold.accounts.actions import (
    FirstPasswordEnded,
    TooManyAttempts,
    WrongPassword,
    choose_language,
    sign_in,
)
from knowhold.accounts.actions.sessions import sign_off
from knowhold.accounts.models import Language, Person
from knowhold.accounts.policy import roles_of
from knowhold.web.language import with_language
from knowhold.web.page import SignedIn, now, page, today
from knowhold.web.signin.address import client_address
from knowhold.web.words import role_text


class SignIn(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        error_messages={
            "required": gettext_lazy("Enter your e-mail address"),
            "invalid": gettext_lazy("Enter an e-mail address like name@example.com"),
        },
        widget=forms.EmailInput(
            attrs={"autocomplete": "username", "class": "govuk-input--width-20"}
        ),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        error_messages={"required": gettext_lazy("Enter your password")},
        widget=forms.PasswordInput(
            attrs={"autocomplete": "current-password", "class": "govuk-input--width-20"}
        ),
        strip=False,
    )


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    target = safe_target(request, request.POST.get("next") or request.GET.get("next") or "/")
    form = SignIn(request.POST or None)
    if form.is_valid():
        person = checked(request, form)
        if person is not None:
            credentials = {"email": person.email}
            begun = Login(user=person, email_verification="none", redirect_url=target)
            response: HttpResponse = perform_password_login(request, credentials, begun)
            return response
    context = {"form": form, "next": target, "hide_sign_in": True, "providers": providers()}
    return page(request, "web/sign_in.html", _("Sign in"), context)


def providers() -> list[dict[str, str]]:
    """The firm's own sign-in, where one is set."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return [{"id": app["provider_id"], "name": app["name"]} for app in apps]


def checked(request: HttpRequest, form: SignIn) -> Person | None:
    """The person, or nothing with the reason added to the form."""
    try:
        return sign_in(
            form.cleaned_data["email"],
            form.cleaned_data["password"],
            address=client_address(request),
            now=now(),
        )
    except WrongPassword:
        form.add_error("email", _("The e-mail address or the password is wrong"))
    except FirstPasswordEnded:
        form.add_error(None, _("Your first password has ended. Ask your administrator for another"))
    except TooManyAttempts as error:
        text = _("Too many wrong attempts. Wait %(minutes)s minutes and try again")
        form.add_error(None, text % {"minutes": error.minutes})
    return None


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Person):
        sign_off(request.user, request.session.session_key, now=now())
    logout(request)
    messages.success(request, _("You are signed out"))
    response = redirect("web:home")
    # not its storage: there lies the page that checks permits without a network, public to anybody
    response["Clear-Site-Data"] = '"cache"'
    return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the choice in a cookie, and in the account of who is signed in."""
    code = request.POST.get("language", "")
    response = redirect(safe_target(request, request.POST.get("next", "/")))
    if code not in Language.values or not check_for_language(code):
        return response
    if isinstance(request.user, Person):
        choose_language(request.user, Language(code))
    return with_language(response, code)


@login_required
def account(request: SignedIn) -> HttpResponse:
    roles = [role_text(role) for role in sorted(roles_of(request.user, today()))]
    return page(
        request, "web/account.html", _("Your account"),
        {"person": request.user, "roles": roles, "languages": Language.choices},
    )  # fmt: skip


def safe_target(request: HttpRequest, target: str) -> str:
    """`target` when it stays on this site, else the home page."""
    is_safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if is_safe else "/"
