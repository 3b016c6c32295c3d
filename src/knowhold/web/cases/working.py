"""Working on a case: taking it, asking, answering, noting, what was found out, withdrawing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from knowhold.clearance import actions
from knowhold.clearance.actions.settling import askable
from knowhold.clearance.flow import Verb
from knowhold.clearance.installed import tools
from knowhold.clearance.models import Case, Stage
from knowhold.errors import Stale, WrongStage
from knowhold.web.cases.attempt import Work, pressed, readable, saying, worked
from knowhold.web.cases.forms import AnswerForm, AskForm, FindingsForm, NoteForm, Versioned, of
from knowhold.web.cases.reading import case_page
from knowhold.web.cases.shown import changes_since, language
from knowhold.web.page import SignedIn, now


@login_required
@require_POST
def take(request: SignedIn, case_id: UUID) -> HttpResponse:
    return pressed(
        request,
        case_id,
        Verb.TAKE,
        lambda version: actions.take(case_id, version=version, by=request.user, now=now()),
        _("The case is with you now"),
    )


@login_required
@require_POST
def close(request: SignedIn, case_id: UUID) -> HttpResponse:
    return pressed(
        request,
        case_id,
        Verb.CLOSE,
        lambda version: actions.close(case_id, version=version, by=request.user, now=now()),
        _("The case is closed"),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: SignedIn, case_id: UUID) -> HttpResponse:
    """What an officer found out; the case is answered anew by the law and lists of today."""

    def act(form: FindingsForm) -> object:
        typed = form.cleaned_data
        return actions.settle(
            case_id, form.facts(), typed["reason"],
            version=typed["version"], by=request.user, now=now(), tools=tools(),
        )  # fmt: skip

    return worked(
        request,
        case_id,
        Work(
            verb=Verb.SETTLE,
            template="cases/settle.html",
            title=_("What did you find out?"),
            done=_("Recorded, and the case is answered anew"),
            form=_findings_form,
            act=act,
        ),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedIn, case_id: UUID) -> HttpResponse:
    return worked(
        request,
        case_id,
        Work(
            verb=Verb.ASK,
            template="cases/ask.html",
            title=_("What do you need to know from the traveller?"),
            done=_("The question is sent; the clock stands still"),
            form=of(AskForm),
            act=saying(request, case_id, actions.ask, "text"),
        ),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: SignedIn, case_id: UUID) -> HttpResponse:
    return worked(
        request,
        case_id,
        Work(
            verb=Verb.NOTE,
            template="cases/note.html",
            title=_("Privileged note"),
            done=_("The note is on the file; others see that there is one"),
            form=of(NoteForm),
            act=saying(request, case_id, actions.note, "text"),
        ),
    )


@login_required
@require_POST
def answer(request: SignedIn, case_id: UUID) -> HttpResponse:
    """The form stands on the case's own page, and comes back there."""
    found = readable(request, case_id, Verb.READ)
    in_appeal = found.stage != Stage.WAITING
    verb = actions.answer_in_appeal if in_appeal else actions.answer
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return case_page(request, found, answer_form=form)
    typed = form.cleaned_data
    try:
        verb(case_id, typed["text"], version=typed["version"], by=request.user, now=now())
    except (Stale, WrongStage) as error:
        kept = AnswerForm(initial={**typed, "version": found.version})
        changes = changes_since(found, typed["version"])
        return case_page(request, found, answer_form=kept, problem=error.message, changes=changes)
    done = _("Your answer is sent") if in_appeal else _("Your answer is sent; the clock goes on")
    messages.success(request, done)
    return redirect("cases:case", case_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedIn, case_id: UUID) -> HttpResponse:
    def act(form: Versioned) -> object:
        version = form.cleaned_data["version"]
        return actions.withdraw(case_id, version=version, by=request.user, now=now())

    return worked(
        request,
        case_id,
        Work(
            verb=Verb.WITHDRAW,
            template="cases/withdraw.html",
            title=_("Take the request back?"),
            done=_("You have taken the request back"),
            form=of(Versioned),
            act=act,
        ),
    )


def _findings_form(data: Mapping[str, Any] | None, case: Case) -> FindingsForm:
    return FindingsForm(data, case=case, questions=_questions(case))


def _questions(found: Case) -> list[Mapping[str, Any]]:
    answer = found.answer_zh if language().startswith("zh") else found.answer_en
    facts = askable(found)
    return [question for question in answer["unanswered"] if question["key"] in facts]
