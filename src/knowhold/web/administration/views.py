"""People of one's own firm, one person's account, and what runs by itself."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from knowhold.accounts.actions import end_grant, grant
from knowhold.accounts.actions.adding import Newcomer, add_colleague
from knowhold.accounts.actions.leaving import (
    hand_over_password,
    reactivate,
    reset_second_step,
)
from knowhold.accounts.models import Grant, Language, Person, Role
from knowhold.accounts.policy import require_role
from knowhold.accounts.queries import people_of
from knowhold.audit.actions import note_look
from knowhold.clearance.actions.overdue import deactivate
from knowhold.errors import Invalid, NotFound
from knowhold.jobs.models import JobRun
from knowhold.jobs.schedule import jobs
from knowhold.web.administration.forms import NewPerson, NewRole
from knowhold.web.page import SignedIn, now, page, today
from knowhold.web.signin.confirming import recently_confirmed
from knowhold.web.words import role_text

PER_PAGE = 50
CHANGES = {"close": deactivate, "open": reactivate, "reset": reset_second_step}


@login_required
def administration(request: SignedIn) -> HttpResponse:
    require_role(request.user, Role.ADMINISTRATOR, on=today())
    people = people_of(request.user.organisation)
    shown = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    context = {"people": shown, "jobs": last_runs()}
    return page(request, "administration/people.html", _("Administration"), context)


def last_runs() -> list[dict[str, object]]:
    """Each job with its newest row."""
    newest: dict[str, JobRun] = {}
    for run in JobRun.objects.order_by("period"):
        newest[run.job] = run
    return [{"job": job, "run": newest.get(job.name)} for job in jobs()]


@require_http_methods(["GET", "HEAD", "POST"])
@recently_confirmed
@login_required
def new_person(request: SignedIn) -> HttpResponse:
    require_role(request.user, Role.ADMINISTRATOR, on=today())
    form = NewPerson(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        newcomer = Newcomer(data["email"], data["name"], data["native"], Language(data["language"]))
        chosen = [Role(role) for role in data["roles"]]
        try:
            person, password = add_colleague(newcomer, chosen, by=request.user, now=now())
        except Invalid as error:
            if "email" in error.fields:
                form.add_error("email", _("This address has an account already, or is none"))
            if "name" in error.fields:
                form.add_error("name", _("Enter the name in Latin letters"))
        else:
            context = {"person": person, "password": password}
            return page(request, "administration/added.html", _("Account opened"), context)
    return page(request, "administration/new_person.html", _("Add a person"), {"form": form})


@login_required
def person(request: SignedIn, pk: UUID) -> HttpResponse:
    found = _colleague(request, pk)
    note_look(
        request.user, found.pk, ("person", str(found.pk)), "administration of the account", now(),
        organisation=found.organisation.code,
    )  # fmt: skip
    return _page_of(request, found, NewRole())


@require_POST
@recently_confirmed
@login_required
def give_role(request: SignedIn, pk: UUID) -> HttpResponse:
    found = _colleague(request, pk)
    form = NewRole(request.POST)
    if form.is_valid():
        until: date | None = form.cleaned_data["until"]
        try:
            grant(found, Role(form.cleaned_data["role"]), by=request.user, now=now(), until=until)
        except Invalid:
            form.add_error("until", _("Enter today or a later day"))
        else:
            messages.success(request, _("The role is given"))
            return redirect("administration:person", pk=found.pk)
    return _page_of(request, found, form)


@require_POST
@recently_confirmed
@login_required
def end_role(request: SignedIn, pk: UUID, grant_id: UUID) -> HttpResponse:
    found = _colleague(request, pk)
    given = Grant.objects.filter(pk=grant_id, person=found).first()
    if given is None:
        raise NotFound("there is no such role")
    end_grant(given, by=request.user, now=now())
    messages.success(request, _("The role ends today"))
    return redirect("administration:person", pk=found.pk)


@require_POST
@recently_confirmed
@login_required
def new_password(request: SignedIn, pk: UUID) -> HttpResponse:
    """A first password anew, shown once: for whoever lost theirs, or came by a roster and has none."""
    found = _colleague(request, pk)
    password = hand_over_password(found, by=request.user, now=now())
    context = {"person": found, "password": password}
    return page(request, "administration/added.html", _("New first password"), context)


@require_POST
@recently_confirmed
@login_required
def change_account(request: SignedIn, pk: UUID, what: str) -> HttpResponse:
    found = _colleague(request, pk)
    if what not in CHANGES:
        raise NotFound("there is no such change")
    CHANGES[what](found, by=request.user, now=now())
    said = {
        "close": _("The account is closed; sessions and keys are ended"),
        "open": _("The account is open again"),
        "reset": _("The second step is removed"),
    }
    messages.success(request, said[what])
    return redirect("administration:person", pk=found.pk)


def _colleague(request: SignedIn, pk: UUID) -> Person:
    """Somebody of the administrator's own firm; others are not there."""
    require_role(request.user, Role.ADMINISTRATOR, on=today())
    found = people_of(request.user.organisation).filter(pk=pk).first()
    if found is None:
        raise NotFound("there is no such person")
    return found


def _page_of(request: HttpRequest, found: Person, form: NewRole) -> HttpResponse:
    grants = Grant.objects.filter(person=found).select_related("organisation")
    context = {
        "person": found,
        "grants": [
            {"role": role_text(given.role), "grant": given, "is_over": _is_over(given)}
            for given in grants
        ],
        "has_second_step": Authenticator.objects.filter(user=found).exists(),
        "is_self": found.pk == request.user.pk,
        "form": form,
    }
    return page(request, "administration/person.html", found.label, context)


def _is_over(given: Grant) -> bool:
    return given.end is not None and given.end <= today()
