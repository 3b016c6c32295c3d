"""The few of allauth's addresses that exist here; names without a space, as allauth reverses them."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account_views
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount.providers.openid_connect import views as openid
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from knowhold.web.pages import account
from knowhold.web.signin import pages, recorded


def titled(view: Any, title: Any) -> Any:  # noqa: ANN401 - allauth's views carry no types
    return view.as_view(extra_context={"title": title})


CONFIRM = _("Show that it is you")

urlpatterns: list[URLPattern] = [
    path("sign-in/", account.sign_in_page, name="account_login"),
    path("sign-out/", account.sign_out, name="account_logout"),
    path("sign-in/", account.sign_in_page, name="account_signup"),
    path("sign-in/", account.sign_in_page, name="account_inactive"),
    path(
        "sign-in/second-step/",
        titled(second_step.AuthenticateView, _("Second step")),
        name="mfa_authenticate",
    ),
    path(
        "sign-in/confirm/",
        titled(account_views.ReauthenticateView, CONFIRM),
        name="account_reauthenticate",
    ),
    path(
        "sign-in/confirm/code/",
        titled(second_step.ReauthenticateView, CONFIRM),
        name="mfa_reauthenticate",
    ),
    path(
        "sign-in/confirm/key/",
        titled(keys.ReauthenticateWebAuthnView, CONFIRM),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "sign-in/with/<slug:provider_id>/",
        require_POST(openid.login),
        name="openid_connect_login",
    ),
    path("sign-in/with/<slug:provider_id>/back/", openid.callback, name="openid_connect_callback"),
    path("account/security/", pages.security, name="mfa_index"),
    path(
        "account/security/app/",
        titled(recorded.AddApp, _("Add an app")),
        name="mfa_activate_totp",
    ),
    path(
        "account/security/app/remove/",
        titled(recorded.RemoveApp, _("Remove the app")),
        name="mfa_deactivate_totp",
    ),
    path(
        "account/security/codes/",
        titled(codes.ViewRecoveryCodesView, _("Your recovery codes")),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/security/codes/new/",
        titled(recorded.NewCodes, _("Make new recovery codes")),
        name="mfa_generate_recovery_codes",
    ),
    path("account/security/keys/", pages.security, name="mfa_list_webauthn"),
    path(
        "account/security/keys/add/",
        titled(recorded.AddKey, _("Add a security key")),
        name="mfa_add_webauthn",
    ),
    path(
        "account/security/keys/<int:pk>/remove/",
        titled(recorded.RemoveKey, _("Remove the security key")),
        name="mfa_remove_webauthn",
    ),
    path("account/password/", pages.password, name="account_change_password"),
    path("account/sessions/", pages.sessions, name="sessions"),
    path("account/sessions/<int:pk>/end/", pages.end_one_session, name="end-session"),
]
