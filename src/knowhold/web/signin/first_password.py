"""Whoever signed in with a password that somebody handed over chooses their own before anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person

GetResponse = Callable[[HttpRequest], HttpResponse]

FREE: Final = ("/account/password/", "/sign-in/", "/sign-out/", "/language/", "/static/", "/help/")


def replaced(get_response: GetResponse) -> GetResponse:
    """Middleware: send them to where they choose another; a key for programs is not touched."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(FREE) and _came_with_it(request):
            messages.info(
                request, _("Somebody handed you this password. Choose one that only you know.")
            )
            return redirect("account_change_password")
        return get_response(request)

    return middleware


def _came_with_it(request: HttpRequest) -> bool:
    person = request.user
    if not isinstance(person, Person) or person.first_password_until is None:
        return False
    # who came by the firm's own sign-in did not use it
    methods = {one["method"] for one in get_authentication_records(request, person)}
    return "socialaccount" not in methods
