"""Deciding a case, alone or as a recommendation that somebody else signs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from knowhold.clearance import actions, conditions
from knowhold.clearance.beside import confirmations
from knowhold.clearance.flow import Verb, is_possible
from knowhold.clearance.grounds import grounds_of, rests_on_unread_text
from knowhold.clearance.inquiry import Tools
from knowhold.clearance.installed import tools
from knowhold.clearance.models import Case
from knowhold.clearance.ways import asks_second_signature, routing_of, rule_of
from knowhold.errors import Invalid, Stale, WrongStage
from knowhold.web.cases.attempt import Context, Makes, Work, readable, saying, worked
from knowhold.web.cases.file import shown_recommendation
from knowhold.web.cases.forms import (
    NOT_NEEDED,
    ApproveForm,
    DecideForm,
    RefuseForm,
    SendBackForm,
    SignForm,
    of,
)
from knowhold.web.cases.reading import case_page
from knowhold.web.cases.shown import answer_of, changes_since, language, strip
from knowhold.web.page import SignedIn, now, page
from knowhold.web.signin.confirming import recently_confirmed


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the two decisions, as its page is made from it."""

    alone: Verb
    template: str
    title: Promise
    recommend_title: Promise
    done: Promise
    form: Makes
    proposal: Callable[[Any], Any]
    decide: Callable[..., object]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedIn, case_id: UUID) -> HttpResponse:
    found = readable(request, case_id, Verb.APPROVE)
    form = DecideForm(request.POST or None, case=found)
    if form.is_valid():
        if form.cleaned_data["outcome"] == NOT_NEEDED:
            return _found_not_needed(request, found, form.cleaned_data["version"])
        return redirect(f"cases:{form.cleaned_data['outcome']}", case_id)
    context = {
        **_context(found),
        "case": found,
        "strip": strip(found),
        "form": form,
        "back": reverse("cases:case", args=[case_id]),
    }
    return page(request, "cases/decide.html", _("What do you decide?"), context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: SignedIn, case_id: UUID) -> HttpResponse:
    return _chosen(request, case_id, APPROVAL)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: SignedIn, case_id: UUID) -> HttpResponse:
    return _chosen(request, case_id, REFUSAL)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@recently_confirmed
def sign(request: SignedIn, case_id: UUID) -> HttpResponse:
    """The second signature, under exactly the recommendation that was read."""

    def act(form: SignForm) -> object:
        typed = form.cleaned_data
        return actions.countersign(
            case_id, typed["number"],
            version=typed["version"], by=request.user, now=now(), tools=tools(),
        )  # fmt: skip

    return worked(
        request,
        case_id,
        Work(
            verb=Verb.COUNTERSIGN,
            template="cases/sign.html",
            title=_("Sign the recommendation"),
            done=_("Signed: the decision is made"),
            form=_sign_form,
            act=act,
            context=lambda case: {
                **_context(case),
                "made": shown_recommendation(case.recommendations.select_related("by").last()),
                "is_own": case.recommendations.filter(by=request.user).exists(),
            },
        ),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: SignedIn, case_id: UUID) -> HttpResponse:
    return worked(
        request,
        case_id,
        Work(
            verb=Verb.SEND_BACK,
            template="cases/send_back.html",
            title=_("Send it back unsigned"),
            done=_("Sent back to the officer"),
            form=of(SendBackForm),
            act=saying(request, case_id, actions.send_back, "reason"),
            back=reverse("cases:sign", args=[case_id]),
        ),
    )


def approve_form(
    data: Mapping[str, Any] | None,
    case: Case,
    *,
    is_blank: bool = False,
    kind: type[ApproveForm] = ApproveForm,
) -> ApproveForm:
    """The form of an approval; an edit begins with what was recommended, `is_blank` does not."""
    return kind(
        data,
        case=case,
        grounds=grounds_of(case.answer_en, case.answer_zh),
        conditions=conditions.in_use(case.organisation),
        needs_confirmation=rests_on_unread_text(case.answer_en),
        confirmations=confirmations(case.answer_en, case.screening),
        before=None if is_blank else case.recommendations.last(),
    )


def _found_not_needed(request: SignedIn, found: Case, version: int) -> HttpResponse:
    try:
        actions.find_not_needed(
            found.pk, version=version, by=request.user, now=now(), tools=tools()
        )
    except (Stale, WrongStage) as error:
        fresh = readable(request, found.pk, Verb.READ)
        changes = changes_since(fresh, version)
        return case_page(request, fresh, problem=error.message, changes=changes)
    except Invalid as invalid:
        return case_page(request, found, problem=invalid.message)
    messages.success(request, _("Recorded: no clearance needed"))
    return redirect("cases:case", found.pk)


def _refuse_form(data: Mapping[str, Any] | None, case: Case) -> RefuseForm:
    grounds = grounds_of(case.answer_en, case.answer_zh)
    return RefuseForm(data, case=case, grounds=grounds, before=case.recommendations.last())


def _sign_form(data: Mapping[str, Any] | None, case: Case) -> SignForm:
    made = case.recommendations.last()
    number = made.number if made else 0
    return SignForm(data, initial={"version": case.version, "number": number})


def _context(found: Case) -> Context:
    rule = rule_of(found)
    return {
        **answer_of(found),
        "is_second": asks_second_signature(found),
        "routing_rule": rule,
        "routing_text": rule.text_zh if language().startswith("zh") else rule.text_en,
        "is_edit": found.recommendations.exists() and is_possible(found.stage, Verb.RECOMMEND),
        "days_to_appeal": routing_of(found).appeal_days,
    }


def _chosen(request: SignedIn, case_id: UUID, choice: Choice) -> HttpResponse:
    """Decide alone, or recommend where the routing asks for a second signature."""
    is_second = asks_second_signature(readable(request, case_id, choice.alone))

    def act(form: Any) -> object:  # noqa: ANN401 - the form of the choice
        verb = actions.recommend if is_second else choice.decide
        return verb(
            case_id, choice.proposal(form),
            version=form.cleaned_data["version"], by=request.user, now=now(), tools=tools(),
        )  # fmt: skip

    return worked(
        request,
        case_id,
        Work(
            verb=Verb.RECOMMEND if is_second else choice.alone,
            template=choice.template,
            title=str(choice.recommend_title if is_second else choice.title),
            done=_("Recommended: the head of compliance is asked to sign")
            if is_second
            else str(choice.done),
            form=choice.form,
            act=act,
            context=_context,
            back=reverse("cases:decide", args=[case_id]),
        ),
    )


def _refuse(case_id: UUID, refusal: Any, *, tools: Tools, **how: Any) -> object:  # noqa: ANN401, ARG001
    """A refusal asks no law and no list anew: it stands on the answer that was read."""
    return actions.refuse(case_id, refusal, **how)


APPROVAL = Choice(
    alone=Verb.APPROVE,
    template="cases/approve.html",
    title=_lazy("Approve"),
    recommend_title=_lazy("Recommend approval"),
    done=_lazy("Approved: the permit is issued"),
    form=approve_form,
    proposal=lambda form: form.approval(),
    decide=actions.approve,
)
REFUSAL = Choice(
    alone=Verb.REFUSE,
    template="cases/refuse.html",
    title=_lazy("Refuse"),
    recommend_title=_lazy("Recommend refusal"),
    done=_lazy("Refused: the letter is ready"),
    form=_refuse_form,
    proposal=lambda form: form.refusal(),
    decide=_refuse,
)
