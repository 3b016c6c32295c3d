"""What the rules still miss, the answer, and the two buttons that keep something."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowhold.clearance import actions
from knowhold.clearance.inquiry import OTHER, Inquiry, TripForm, inquire
from knowhold.clearance.installed import tools
from knowhold.clearance.models import Case, Note
from knowhold.errors import Invalid, Stale
from knowhold.roster.actions import request_classification
from knowhold.roster.models import Kind
from knowhold.roster.queries import item
from knowhold.web.page import SignedIn, now, page, today
from knowhold.web.trips.consenting import ConsentForm, agree_if_ticked, consent_context
from knowhold.web.trips.draft import Draft, draft_of, forget, remember
from knowhold.web.trips.questions import QuestionForm, ask_next
from knowhold.web.trips.shown import shown_answer
from knowhold.web.trips.steps import next_page
from knowhold.web.trips.way import way_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: SignedIn) -> HttpResponse:
    """The next question that the rules ask of the traveller; none left leads to the answer."""
    draft, form = _whole(request)
    if draft is None or form is None:
        return redirect(next_page(draft) if draft else "trips:list")
    asked = ask_next(_inquiry(request, form), form["answers"])
    if asked is None:
        return redirect("trips:answer")
    answered = QuestionForm(request.POST or None, question=asked)
    if answered.is_valid() and request.POST.get("key") == asked["key"]:
        facts = {**form["answers"], asked["key"]: answered.cleaned_data["answer"]}
        return remember(redirect("trips:question"), draft.having(facts=facts), request.user)
    context = {"form": answered, "question": asked, "back": reverse("trips:devices")}
    return page(request, "trips/question.html", asked["question"], context)


@login_required
@require_safe
def answer(request: SignedIn) -> HttpResponse:
    """The answer page. Looking at it writes nothing anywhere."""
    draft, form = _whole(request)
    if draft is None or form is None:
        return redirect(next_page(draft) if draft else "trips:list")
    return _answer_page(request, draft, form)


@login_required
@require_POST
def keep(request: SignedIn) -> HttpResponse:
    """Keep a note of the answer; pressed twice, it leads to the first one."""
    draft, form = _whole(request)
    if draft is None or form is None:
        return _already(request, Note, "trips:note")
    try:
        note = actions.keep_note(form, **_pressed(request, draft))
    except Stale as stale:
        return _answer_page(request, draft, form, stale=stale)
    except Invalid as invalid:
        return _without_consent(request, draft, form, invalid)
    messages.success(request, _("Your note is kept"))
    return forget(redirect("trips:note", note.pk))


@login_required
@require_POST
def submit(request: SignedIn) -> HttpResponse:
    """Ask for clearance; pressed twice, it leads to the first case."""
    draft, form = _whole(request)
    if draft is None or form is None:
        return _already(request, Case, "cases:case")
    try:
        case = actions.submit(form, **_pressed(request, draft))
    except Stale as stale:
        return _answer_page(request, draft, form, stale=stale)
    except Invalid as invalid:
        return _without_consent(request, draft, form, invalid)
    return forget(redirect("cases:sent", case.pk))


@login_required
@require_POST
def ask_classifier(request: SignedIn) -> HttpResponse:
    """Ask the classifier for each code that the answer turns on and nobody has given yet."""
    draft, form = _whole(request)
    if draft is None or form is None:
        return redirect("trips:list")
    inquiry = _inquiry(request, form)
    asked = {each["fact"] for each in inquiry.answered.en["unanswered"] if each["kind"] == "code"}
    for topic in inquiry.trip.topics:
        what = topic.name_en if topic.item == OTHER else item(topic.item)
        for fact in sorted(asked & {fact for fact, code in topic.codes.items() if code is None}):
            kind, _dot, regime = fact.partition(".")
            request_classification(what, regime, by=request.user, now=now(), kind=Kind(kind))
    messages.success(request, _("The classifier has been asked. Nothing else was saved."))
    return redirect("trips:answer")


def _without_consent(
    request: SignedIn, draft: Draft, form: TripForm, invalid: Invalid
) -> HttpResponse:
    """Back to the answer, with what is missing at the box for the consent."""
    if "consent" not in invalid.fields:
        raise invalid
    asked = ConsentForm(request.POST, by=request.user)
    for text in invalid.fields["consent"]:
        asked.add_error("consent", text)
    return _answer_page(request, draft, form, asked=asked)


def _answer_page(
    request: SignedIn,
    draft: Draft,
    form: TripForm,
    stale: Stale | None = None,
    asked: ConsentForm | None = None,
) -> HttpResponse:
    inquiry = _inquiry(request, form)
    language = get_language() or "en"
    context: dict[str, Any] = {
        **shown_answer(inquiry.answered.into(language), inquiry.form, inquiry.screening, language),
        "draft": draft,
        "seen": inquiry.digest,
        "stale": stale,
        "back": reverse("trips:devices"),
        **consent_context(form, request.user, asked),
        "way": way_of(inquiry, request.user),
    }
    title = inquiry.answered.into(language)["headline"]["text"]
    return page(request, "trips/answer.html", title, context, status=409 if stale else 200)


def _whole(request: SignedIn) -> tuple[Draft | None, TripForm | None]:
    draft = draft_of(request, request.user)
    return draft, draft.form() if draft else None


def _inquiry(request: SignedIn, form: TripForm) -> Inquiry:
    return inquire(form, request.user, today(), tools())


def _pressed(request: SignedIn, draft: Draft) -> dict[str, Any]:
    agree_if_ticked(request)
    return {
        "key": draft.key,
        "seen": request.POST.get("seen", ""),
        "by": request.user,
        "now": now(),
        "tools": tools(),
    }


def _already(request: SignedIn, kind: type[Note | Case], view: str) -> HttpResponse:
    """The draft is gone: by the first of two presses, or because the browser forgot it."""
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        return redirect("trips:list")
    if kept := kind.objects.filter(applicant=request.user, key=key).first():
        return redirect(view, kept.pk)
    messages.info(request, _("Your answers are no longer there. Nothing was saved; begin again."))
    return redirect("trips:list")
