"""An officer moves a permit's days, or ends it; the old code says so from then on."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knowhold.clearance import actions, policy, queries
from knowhold.clearance.actions import NewDays
from knowhold.clearance.flow import Verb
from knowhold.clearance.installed import tools
from knowhold.clearance.models import Permit
from knowhold.errors import Invalid, Stale, WrongStage
from knowhold.web.page import SignedIn, now, page, today
from knowhold.web.permits.forms import NewDaysForm, RevokeForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: SignedIn, case_id: UUID, version: int) -> HttpResponse:
    found = _found(request, case_id, version, Verb.SUPERSEDE)
    form = NewDaysForm(request.POST or None, permit=found)
    if form.is_valid():
        typed = form.cleaned_data
        days = NewDays(typed["valid_from"], typed["valid_until"], typed["reason"])
        try:
            made = actions.supersede(
                case_id,
                days,
                version=typed["version"],
                by=request.user,
                now=now(),
                tools=tools(),
            )
        except Invalid as invalid:
            form.add_all(invalid.fields)
        except (Stale, WrongStage) as error:
            return _changed(request, found, form, error, _("Replace the permit"))
        else:
            messages.success(request, _("Replaced: the old code says so from now on"))
            return redirect("permits:permit", case_id, made.version)
    return _page(request, found, form, _("Replace the permit"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: SignedIn, case_id: UUID, version: int) -> HttpResponse:
    found = _found(request, case_id, version, Verb.REVOKE)
    form = RevokeForm(request.POST or None, permit=found)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            actions.revoke(
                case_id, typed["reason"], version=typed["version"], by=request.user, now=now()
            )
        except (Stale, WrongStage) as error:
            return _changed(request, found, form, error, _("Revoke the permit"))
        messages.success(request, _("Revoked: its code says so from now on"))
        return redirect("permits:permit", case_id, version)
    return _page(request, found, form, _("Revoke the permit"))


def _found(request: SignedIn, case_id: UUID, version: int, verb: Verb) -> Permit:
    found = queries.permit_for(case_id, version, request.user, today())
    policy.require(request.user, verb, found.case, today())
    return found


def _changed(
    request: SignedIn,
    found: Permit,
    form: NewDaysForm | RevokeForm,
    error: Stale | WrongStage,
    title: str,
) -> HttpResponse:
    return _page(request, found, form, title, problem=error.message)


def _page(
    request: SignedIn,
    found: Permit,
    form: NewDaysForm | RevokeForm,
    title: str,
    problem: str = "",
) -> HttpResponse:
    context = {
        "permit": found,
        "case": found.case,
        "form": form,
        "problem": problem,
        "is_new_version": isinstance(form, NewDaysForm),
        "back": reverse("permits:permit", args=[found.case_id, found.version]),
    }
    return page(request, "permits/change.html", title, context, status=409 if problem else 200)
