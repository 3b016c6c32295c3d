"""Keys for programs, and the secret address of one's calendar: made, seen once, ended."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from knowhold.accounts.actions import issue_token, revoke_token
from knowhold.accounts.actions.calendars import close_calendar, open_calendar
from knowhold.accounts.actions.tokens import SCOPES
from knowhold.accounts.models import ApiToken, CalendarLink
from knowhold.errors import NotFound
from knowhold.web.page import SignedIn, now, page
from knowhold.web.signin.confirming import recently_confirmed

DAYS = [
    ("7", gettext_lazy("7 days")),
    ("90", gettext_lazy("90 days")),
    ("365", gettext_lazy("1 year")),
]


class NewKey(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("What is it for?"),
        max_length=100,
        error_messages={"required": gettext_lazy("Enter what the key is for")},
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What may the program do?"),
        choices=[(scope, scope) for scope in SCOPES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one")},
    )
    days = forms.ChoiceField(
        label=gettext_lazy("For how long?"), choices=DAYS, widget=forms.RadioSelect, initial="90"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@recently_confirmed
@login_required
def keys(request: SignedIn) -> HttpResponse:
    """The keys of this person, and a form for another one."""
    form = NewKey(request.POST or None)
    if form.is_valid():
        lasts = timedelta(days=int(form.cleaned_data["days"]))
        text = issue_token(
            request.user, form.cleaned_data["name"], form.cleaned_data["scopes"],
            now=now(), lasts=lasts,
        )  # fmt: skip
        return page(request, "web/key_made.html", _("Key made"), {"secret": text})
    at = now()
    found = ApiToken.objects.filter(person=request.user)
    context = {
        "form": form,
        "keys": [
            {"key": key, "works": not key.revoked_at and key.expires_at > at} for key in found
        ],
    }
    return page(request, "web/keys.html", _("Keys for programs"), context)


@require_POST
@login_required
def revoke_key(request: SignedIn, pk: UUID) -> HttpResponse:
    token = ApiToken.objects.filter(pk=pk, person=request.user).first()
    if token is None:
        raise NotFound("there is no such key")
    if token.revoked_at is None:
        revoke_token(token, by=request.user, now=now())
    messages.success(request, _("The key works no more"))
    return redirect("web:keys")


@login_required
def calendar_link(request: SignedIn) -> HttpResponse:
    link = CalendarLink.objects.filter(person=request.user, ended_at__isnull=True).first()
    return page(request, "web/calendar_link.html", _("Your calendar"), {"link": link})


@require_POST
@login_required
def change_calendar_link(request: SignedIn) -> HttpResponse:
    if request.POST.get("what") != "open":
        close_calendar(request.user, now=now())
        messages.success(request, _("The link works no more"))
        return redirect("web:calendar-link")
    secret = open_calendar(request.user, now=now())
    address = settings.KNOWHOLD_ADDRESS + reverse("web:calendar", args=[secret])
    return page(request, "web/key_made.html", _("Link made"), {"secret": address})
