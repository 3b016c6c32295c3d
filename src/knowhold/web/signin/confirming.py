"""`@recently_confirmed`: before what cannot be undone, the person shows once more that it is they."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from knowhold.accounts.models import Person

CONFIRMED_FOR: Final = 10 * 60  # seconds

View = Callable[..., HttpResponse]


def recently_confirmed(view: View) -> View:
    """Let a POST pass when the person signed in or confirmed within ten minutes, else ask first.

    Who has a second step confirms with it, others with the password. What was typed is kept and
    sent again by itself afterwards; a file cannot be kept, so no form with a file is guarded.
    The answer to what is sent again stands at the address of the page that confirms: a guarded
    form names its own, with `action="{{ request.path }}"`.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        if request.method != "POST" or not isinstance(request.user, Person):
            return view(request, *args, **kwargs)
        if is_recent(request):
            return view(request, *args, **kwargs)
        asked: HttpResponse = suspend_request(request, where_to_confirm(request.user))
        return asked

    return guarded


def is_recent(request: HttpRequest) -> bool:
    """Whether the strongest way this person has was used within the last ten minutes."""
    person = request.user
    if not isinstance(person, Person):
        return False
    wanted = {"mfa"} if is_mfa_enabled(person) else {"password", "mfa", "socialaccount"}
    times = [
        float(one["at"])
        for one in get_authentication_records(request, person)
        if one["method"] in wanted
    ]
    return bool(times) and time.time() - max(times) < CONFIRMED_FOR


def where_to_confirm(person: Person) -> str:
    """The page on which `person` confirms; who only signs in at their firm does so again."""
    methods = get_adapter().get_reauthentication_methods(person)
    return str(methods[0]["url"]) if methods else reverse("web:sign-in")
