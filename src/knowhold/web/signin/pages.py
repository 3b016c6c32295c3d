"""One's own ways to sign in, password and sessions."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from knowhold.accounts.actions.sessions import change_password, end_session
from knowhold.errors import Invalid, NotFound
from knowhold.web.page import SignedIn, now, page
from knowhold.web.signin.devices import device_text
from knowhold.web.signin.forms import ChangePassword


@login_required
def security(request: SignedIn) -> HttpResponse:
    """How this person signs in: password, app, keys, recovery codes."""
    found = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    codes = next((one for one in found if one.type == Authenticator.Type.RECOVERY_CODES), None)
    context = {
        "has_password": request.user.has_usable_password(),
        "app": next((one for one in found if one.type == Authenticator.Type.TOTP), None),
        "keys": [
            {"name": one.wrap().name, "key": one}
            for one in found
            if one.type == Authenticator.Type.WEBAUTHN
        ],
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else None,
    }
    return page(request, "web/security.html", _("How you sign in"), context)


@login_required
def sessions(request: SignedIn) -> HttpResponse:
    """Where this person is signed in."""
    found = UserSession.objects.purge_and_list(request.user)
    listed: list[dict[str, Any]] = [
        {
            "session": one,
            "device": device_text(one.user_agent),
            "is_this": one.session_key == request.session.session_key,
        }
        for one in sorted(found, key=lambda one: one.created_at, reverse=True)
    ]
    return page(request, "web/sessions.html", _("Where you are signed in"), {"sessions": listed})


@require_POST
@login_required
def end_one_session(request: SignedIn, pk: int) -> HttpResponse:
    try:
        end_session(request.user, pk, now=now())
    except NotFound:
        messages.info(request, _("That session had ended already"))
    else:
        messages.success(request, _("The session is ended"))
    return redirect("sessions")


@sensitive_post_parameters("old", "new")
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def password(request: SignedIn) -> HttpResponse:
    form = ChangePassword(request.POST or None)
    if form.is_valid():
        try:
            change_password(
                request.user, form.cleaned_data["old"], form.cleaned_data["new"],
                this_session=request.session.session_key, now=now(),
            )  # fmt: skip
        except Invalid as error:
            _show(form, error)
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, _("Your password is changed; your other sessions are ended"))
            return redirect("mfa_index")
    return page(request, "web/password.html", _("Change your password"), {"form": form})


def _show(form: ChangePassword, error: Invalid) -> None:
    if "old" in error.fields:
        form.add_error("old", _("This is not your present password"))
    for text in error.fields.get("new", []):
        form.add_error("new", text)
