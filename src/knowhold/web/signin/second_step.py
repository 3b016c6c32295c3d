"""Who decides or administers has a second step: until then there is one page for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person, Role
from knowhold.accounts.policy import roles_of
from knowhold.web.page import today

GetResponse = Callable[[HttpRequest], HttpResponse]

# who decides about others, or gives rights
STRONG: Final = frozenset(
    {Role.OFFICER, Role.HEAD_OF_COMPLIANCE, Role.OMBUDSPERSON, Role.HR, Role.ADMINISTRATOR}
)
FREE: Final = (
    "/account/", "/sign-in/", "/sign-out/", "/language/", "/static/", "/help/", "/api/",
    "/my-record/", "/notices/",
)  # fmt: skip
SEEN: Final = "second_step_seen"


def required(get_response: GetResponse) -> GetResponse:
    """Middleware: send those with a strong role to where they add a second step, once signed in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.KNOWHOLD_SECOND_STEP == "required" and not request.path.startswith(FREE):
            person = request.user
            if isinstance(person, Person) and not _is_fine(request, person):
                messages.info(
                    request,
                    _("Your role needs a second step when you sign in. Add an app or a key first."),
                )
                return redirect("mfa_index")
        return get_response(request)

    return middleware


def _is_fine(request: HttpRequest, person: Person) -> bool:
    # looked up once a session: roles given later count from the next sign-in
    if request.session.get(SEEN):
        return True
    methods = {one["method"] for one in get_authentication_records(request, person)}
    is_fine = (
        "mfa" in methods
        # the firm's own sign-in has its own second step
        or "socialaccount" in methods
        or is_mfa_enabled(person)
        or not roles_of(person, today()) & STRONG
    )
    if is_fine:
        request.session[SEEN] = True
    return is_fine
