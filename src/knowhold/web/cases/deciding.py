"""Deciding a case: approve with conditions and citations, or refuse with reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knowhold.clearance import actions, conditions, policy, queries
from knowhold.clearance.beside import confirmations
from knowhold.clearance.flow import Verb, is_possible
from knowhold.clearance.grounds import grounds_of, rests_on_unread_text
from knowhold.clearance.installed import tools
from knowhold.clearance.models import Case
from knowhold.errors import Invalid, Stale, WrongStage
from knowhold.web.cases.forms import NOT_NEEDED, ApproveForm, DecideForm, RefuseForm, on_version
from knowhold.web.cases.reading import case_page
from knowhold.web.cases.shown import answer_of, strip
from knowhold.web.page import SignedIn, now, page, today


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedIn, case_id: UUID) -> HttpResponse:
    found = _found(request, case_id, Verb.APPROVE)
    form = DecideForm(request.POST or None, case=found)
    if form.is_valid():
        if form.cleaned_data["outcome"] == NOT_NEEDED:
            return _found_not_needed(request, found, form.cleaned_data["version"])
        return redirect(f"cases:{form.cleaned_data['outcome']}", case_id)
    context = {**_context(found), "form": form, "back": reverse("cases:case", args=[case_id])}
    return page(request, "cases/decide.html", _("What do you decide?"), context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: SignedIn, case_id: UUID) -> HttpResponse:
    found = _found(request, case_id, Verb.APPROVE)
    form, problem = _approve_form(request.POST or None, found), ""
    if form.is_valid():
        try:
            actions.approve(
                case_id,
                form.approval(),
                version=form.cleaned_data["version"],
                by=request.user,
                now=now(),
                tools=tools(),
            )
        except Invalid as invalid:
            form.add_all(invalid.fields)
        except (Stale, WrongStage) as error:
            found, problem = _found(request, case_id, Verb.APPROVE), error.message
            if not is_possible(found.stage, Verb.APPROVE):
                return case_page(request, found, problem=problem)
            form = _approve_form(on_version(request.POST, found), found)
        else:
            messages.success(request, _("Approved: the permit is issued"))
            return redirect("cases:case", case_id)
    return _decision_page(request, found, "approve", _("Approve"), form, problem)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: SignedIn, case_id: UUID) -> HttpResponse:
    found = _found(request, case_id, Verb.REFUSE)
    form, problem = _refuse_form(request.POST or None, found), ""
    if form.is_valid():
        try:
            actions.refuse(
                case_id,
                form.refusal(),
                version=form.cleaned_data["version"],
                by=request.user,
                now=now(),
            )
        except Invalid as invalid:
            form.add_all(invalid.fields)
        except (Stale, WrongStage) as error:
            found, problem = _found(request, case_id, Verb.REFUSE), error.message
            if not is_possible(found.stage, Verb.REFUSE):
                return case_page(request, found, problem=problem)
            form = _refuse_form(on_version(request.POST, found), found)
        else:
            messages.success(request, _("Refused: the letter is ready"))
            return redirect("cases:case", case_id)
    return _decision_page(request, found, "refuse", _("Refuse"), form, problem)


def _found(request: SignedIn, case_id: UUID, verb: Verb) -> Case:
    found = queries.case_for(case_id, request.user, today())
    policy.require(request.user, verb, found, today())
    return found


def _found_not_needed(request: SignedIn, found: Case, version: int) -> HttpResponse:
    try:
        actions.find_not_needed(
            found.pk, version=version, by=request.user, now=now(), tools=tools()
        )
    except (Stale, WrongStage) as error:
        fresh = _found(request, found.pk, Verb.READ)
        return case_page(request, fresh, problem=error.message)
    except Invalid as invalid:
        return case_page(request, found, problem=invalid.message)
    messages.success(request, _("Recorded: no clearance needed"))
    return redirect("cases:case", found.pk)


def _decision_page(
    request: SignedIn,
    found: Case,
    name: str,
    title: str,
    form: ApproveForm | RefuseForm,
    problem: str,
) -> HttpResponse:
    back = reverse("cases:decide", args=[found.pk])
    context = {**_context(found), "form": form, "problem": problem, "back": back}
    return page(request, f"cases/{name}.html", title, context, status=409 if problem else 200)


def _refuse_form(data: Mapping[str, Any] | None, found: Case) -> RefuseForm:
    grounds = grounds_of(found.answer_en, found.answer_zh)
    return RefuseForm(data, case=found, grounds=grounds)


def _approve_form(data: Mapping[str, Any] | None, found: Case) -> ApproveForm:
    return ApproveForm(
        data,
        case=found,
        grounds=grounds_of(found.answer_en, found.answer_zh),
        conditions=conditions.in_use(found.organisation),
        needs_confirmation=rests_on_unread_text(found.answer_en),
        confirmations=confirmations(found.answer_en, found.screening),
    )


def _context(found: Case) -> dict[str, Any]:
    return {**answer_of(found), "case": found, "strip": strip(found)}
