"""The letter of a refusal, the appeal against it, and the panel that hears it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knowhold.clearance import actions, queries
from knowhold.clearance.actions import Grievance, Variation
from knowhold.clearance.attachments import KINDS, Sent
from knowhold.clearance.flow import Verb
from knowhold.clearance.installed import tools
from knowhold.clearance.letter import letter_pdf
from knowhold.clearance.looking import looked_at
from knowhold.clearance.models import Attachment, Case, Decision, Outcome
from knowhold.clearance.panel import candidates
from knowhold.errors import NotFound
from knowhold.web.cases.attempt import Work, saying, worked
from knowhold.web.cases.deciding import approve_form
from knowhold.web.cases.forms import AskForm, Versioned, of
from knowhold.web.cases.hearing_forms import AppealForm, PanelForm, UpholdForm, VaryForm
from knowhold.web.cases.paper import letter_of
from knowhold.web.cases.shown import answer_of, language
from knowhold.web.page import SignedIn, now, page, today
from knowhold.web.signin.confirming import recently_confirmed
from knowhold.web.trips.notes import destinations


@login_required
@require_safe
def letter(request: SignedIn, case_id: UUID) -> HttpResponse:
    """The letter of a refusal: why, on which ground, what would be approvable, how to appeal."""
    found, decision = _refusal(request, case_id)
    context = {
        "case": found,
        "decision": decision,
        "where": destinations(found, language()),
        "is_chinese": language().startswith("zh"),
        "is_late": decision.appeal_until is not None and decision.appeal_until < today(),
        "may_appeal": found.applicant_id == request.user.pk
        and found.appeal == "none"
        and found.outcome == Outcome.REFUSED
        and found.stage == "decided",
    }
    title = _("Refusal of %(reference)s") % {"reference": found.reference}
    return page(request, "cases/letter.html", title, context)


@login_required
@require_safe
def letter_file(request: SignedIn, case_id: UUID) -> HttpResponse:
    """The letter as a tagged PDF in both languages."""
    found, decision = _refusal(request, case_id)
    made = letter_pdf(letter_of(found, decision), decision.decided_at)
    response = HttpResponse(made, content_type="application/pdf")
    name = f"{found.reference.replace('/', '-')}-refusal.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@require_safe
def attachment(request: SignedIn, case_id: UUID, file_id: int) -> HttpResponse:
    """A file of the case, as a download only."""
    found = queries.whole_case_for(case_id, request.user, today())
    kept = Attachment.objects.filter(case=found, pk=file_id).first()
    if kept is None:
        raise NotFound(_("There is no such file"))
    looked_at(found, by=request.user, now=now())
    response = HttpResponse(bytes(kept.content), content_type=kept.media_type)
    ending = next(end for end, (kind, _start) in KINDS.items() if kind == kept.media_type)
    response["Content-Disposition"] = f'attachment; filename="file-{kept.pk}.{ending}"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: SignedIn, case_id: UUID) -> HttpResponse:
    _refusal(request, case_id)

    def make(data: Mapping[str, Any] | None, case: Case) -> AppealForm:
        return AppealForm(
            data, request.FILES or None, initial={"version": case.version}, is_late=_is_late(case)
        )

    def act(form: AppealForm) -> object:
        typed = form.cleaned_data
        sent = typed.get("file")
        grievance = Grievance(
            typed["text"],
            typed.get("late_reason", ""),
            Sent(sent.name or "", sent.read()) if sent else None,
        )
        return actions.appeal(
            case_id, grievance, version=typed["version"], by=request.user, now=now()
        )

    return worked(
        request,
        case_id,
        Work(
            verb=Verb.APPEAL,
            template="cases/appeal.html",
            title=_("Appeal against the refusal"),
            done=_("Your appeal is filed"),
            form=make,
            act=act,
            context=lambda case: {"is_late": _is_late(case), "until": _until(case)},
            back=reverse("cases:letter", args=[case_id]),
        ),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def panel(request: SignedIn, case_id: UUID) -> HttpResponse:
    def make(data: Mapping[str, Any] | None, case: Case) -> PanelForm:
        return PanelForm(data, case=case, people=candidates(case, today()))

    def act(form: PanelForm) -> object:
        typed = form.cleaned_data
        people = [UUID(each) for each in typed["people"]]
        return actions.seat_panel(
            case_id, people, version=typed["version"], by=request.user, now=now()
        )

    return worked(
        request,
        case_id,
        Work(
            verb=Verb.SEAT,
            template="cases/panel.html",
            title=_("Who hears the appeal?"),
            done=_("The panel is chosen and told"),
            form=make,
            act=act,
        ),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: SignedIn, case_id: UUID) -> HttpResponse:
    return worked(
        request,
        case_id,
        Work(
            verb=Verb.ASK_IN_APPEAL,
            template="cases/ask.html",
            title=_("What do you need to know from the traveller?"),
            done=_("The question is sent"),
            form=of(AskForm),
            act=saying(request, case_id, actions.ask_in_appeal, "text"),
        ),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@recently_confirmed
def uphold(request: SignedIn, case_id: UUID) -> HttpResponse:
    return worked(
        request,
        case_id,
        Work(
            verb=Verb.UPHOLD,
            template="cases/uphold.html",
            title=_("The refusal stands"),
            done=_("Decided: the refusal stands"),
            form=of(UpholdForm),
            act=saying(request, case_id, actions.uphold, "reason"),
        ),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@recently_confirmed
def overturn(request: SignedIn, case_id: UUID) -> HttpResponse:
    def act(form: Any) -> object:  # noqa: ANN401 - the approval form of deciding
        return actions.overturn(
            case_id, form.approval(),
            version=form.cleaned_data["version"], by=request.user, now=now(), tools=tools(),
        )  # fmt: skip

    return worked(
        request,
        case_id,
        Work(
            verb=Verb.OVERTURN,
            template="cases/overturn.html",
            title=_("Approve on appeal"),
            done=_("Decided: the permit is issued on appeal"),
            form=_blank_approval,
            act=act,
            context=answer_of,
        ),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@recently_confirmed
def vary(request: SignedIn, case_id: UUID) -> HttpResponse:
    def make(data: Mapping[str, Any] | None, case: Case) -> Versioned:
        return approve_form(data, case, is_blank=True, kind=VaryForm)

    def act(form: VaryForm) -> object:
        typed = form.cleaned_data
        variation = Variation(form.approval(), typed["without_en"], typed["without_zh"])
        return actions.vary(
            case_id, variation,
            version=typed["version"], by=request.user, now=now(), tools=tools(),
        )  # fmt: skip

    return worked(
        request,
        case_id,
        Work(
            verb=Verb.VARY,
            template="cases/overturn.html",
            title=_("Approve a part on appeal"),
            done=_("Decided: the permit is issued on appeal"),
            form=make,
            act=act,
            context=answer_of,
        ),
    )


def _blank_approval(data: Mapping[str, Any] | None, case: Case) -> Versioned:
    """The panel begins with nothing that the refusal said."""
    return approve_form(data, case, is_blank=True)


def _refusal(request: SignedIn, case_id: UUID) -> tuple[Case, Decision]:
    found = queries.whole_case_for(case_id, request.user, today())
    decision = found.decisions.select_related("decided_by").filter(outcome=Outcome.REFUSED).last()
    if decision is None:
        raise NotFound(_("There is no such letter"))
    looked_at(found, by=request.user, now=now())
    return found, decision


def _until(case: Case) -> date | None:
    refusal = case.decisions.filter(outcome=Outcome.REFUSED).last()
    return refusal.appeal_until if refusal else None


def _is_late(case: Case) -> bool:
    until = _until(case)
    return until is not None and until < today()
