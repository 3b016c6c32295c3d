"""Working on a case: taking it, asking, answering, withdrawing."""

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
from django.views.decorators.http import require_http_methods, require_POST

from knowhold.clearance import actions, policy, queries
from knowhold.clearance.actions.settling import askable
from knowhold.clearance.flow import Verb, is_possible
from knowhold.clearance.installed import tools
from knowhold.clearance.models import Case
from knowhold.errors import DataError, Invalid, Stale, WrongStage
from knowhold.web.cases.forms import AnswerForm, AskForm, FindingsForm, Versioned, on_version
from knowhold.web.cases.reading import case_page
from knowhold.web.cases.shown import language, strip
from knowhold.web.page import SignedIn, now, page, today


@login_required
@require_POST
def take(request: SignedIn, case_id: UUID) -> HttpResponse:
    found = queries.case_for(case_id, request.user, today())
    form = Versioned(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        actions.take(case_id, version=version, by=request.user, now=now())
    except (Stale, WrongStage) as error:
        return case_page(request, found, problem=error.message)
    messages.success(request, _("The case is with you now"))
    return redirect("cases:case", case_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: SignedIn, case_id: UUID) -> HttpResponse:
    """What an officer found out; the case is answered anew by the law and lists of today."""
    found = queries.case_for(case_id, request.user, today())
    policy.require(request.user, Verb.SETTLE, found, today())
    form, problem = _findings_form(request.POST or None, found), ""
    if form.is_valid():
        try:
            actions.settle(
                case_id,
                form.facts(),
                form.cleaned_data["reason"],
                version=form.cleaned_data["version"],
                by=request.user,
                now=now(),
                tools=tools(),
            )
        except (Stale, WrongStage) as error:
            found, problem = queries.case_for(case_id, request.user, today()), error.message
            if not is_possible(found.stage, Verb.SETTLE):
                return case_page(request, found, problem=problem)
            form = _findings_form(on_version(request.POST, found), found)
        except (Invalid, DataError) as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Recorded, and the case is answered anew"))
            return redirect("cases:case", case_id)
    context = {
        "form": form,
        "strip": strip(found),
        "problem": problem,
        "back": reverse("cases:case", args=[case_id]),
    }
    title, status = _("What did you find out?"), 409 if problem else 200
    return page(request, "cases/settle.html", title, context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedIn, case_id: UUID) -> HttpResponse:
    found = queries.case_for(case_id, request.user, today())
    policy.require(request.user, Verb.ASK, found, today())
    form = AskForm(request.POST or None, initial={"version": found.version})
    problem = ""
    if form.is_valid():
        try:
            actions.ask(
                case_id,
                form.cleaned_data["text"],
                version=form.cleaned_data["version"],
                by=request.user,
                now=now(),
            )
        except (Stale, WrongStage) as error:
            form, problem = AskForm(initial=typed(form, found)), error.message
        else:
            messages.success(request, _("The question is sent; the clock stands still"))
            return redirect("cases:case", case_id)
    context = {
        "form": form,
        "strip": strip(found),
        "problem": problem,
        "back": reverse("cases:case", args=[case_id]),
    }
    title = _("What do you need to know from the traveller?")
    return page(request, "cases/ask.html", title, context, status=409 if problem else 200)


@login_required
@require_POST
def answer(request: SignedIn, case_id: UUID) -> HttpResponse:
    found = queries.case_for(case_id, request.user, today())
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return case_page(request, found, answer_form=form)
    try:
        actions.answer(
            case_id,
            form.cleaned_data["text"],
            version=form.cleaned_data["version"],
            by=request.user,
            now=now(),
        )
    except (Stale, WrongStage) as error:
        kept = AnswerForm(initial=typed(form, found))
        return case_page(request, found, answer_form=kept, problem=error.message)
    messages.success(request, _("Your answer is sent; the clock goes on"))
    return redirect("cases:case", case_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedIn, case_id: UUID) -> HttpResponse:
    found = queries.case_for(case_id, request.user, today())
    policy.require(request.user, Verb.WITHDRAW, found, today())
    form = Versioned(request.POST or None, initial={"version": found.version})
    if form.is_valid():
        try:
            actions.withdraw(
                case_id, version=form.cleaned_data["version"], by=request.user, now=now()
            )
        except (Stale, WrongStage) as error:
            return case_page(request, found, problem=error.message)
        messages.success(request, _("You have taken the request back"))
        return redirect("cases:case", case_id)
    context = {"form": form, "back": reverse("cases:case", args=[case_id]), "case": found}
    return page(request, "cases/withdraw.html", _("Take the request back?"), context)


def _findings_form(data: Mapping[str, Any] | None, found: Case) -> FindingsForm:
    return FindingsForm(data, case=found, questions=_questions(found))


def _questions(found: Case) -> list[Mapping[str, Any]]:
    answer = found.answer_zh if language().startswith("zh") else found.answer_en
    facts = askable(found)
    return [question for question in answer["unanswered"] if question["key"] in facts]


def typed(form: Versioned, case: Case) -> dict[str, object]:
    """What was typed, on the version that is current now: the person reads the change and presses again."""
    return {**form.cleaned_data, "version": case.version}
