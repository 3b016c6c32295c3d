"""`@recently_confirmed`: before what cannot be undone, the person shows once more that it is they."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import suspend_request
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from knowhold.accounts.confirmed import is_recent
from knowhold.accounts.models import Person

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


def where_to_confirm(person: Person) -> str:
    """The page on which `person` confirms; who only signs in at their firm does so again."""
    methods = get_adapter().get_reauthentication_methods(person)
    return str(methods[0]["url"]) if methods else reverse("web:sign-in")
