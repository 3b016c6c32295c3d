"""An appeal against a refusal: filed, heard by people who had no part in it, decided.

The refusal stays in the record whatever the panel decides; what it decides instead is a decision
of its own with a permit of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.audit.canonical import JSON
from knowhold.clearance import clock, noticing
from knowhold.clearance.actions.issuing import body_of, write_approval
from knowhold.clearance.actions.opening import moved, opened, told
from knowhold.clearance.actions.reevaluating import require_current
from knowhold.clearance.attachments import Sent, attach
from knowhold.clearance.checks import Approval
from knowhold.clearance.conditions import ConditionText
from knowhold.clearance.flow import Stage, Verb, appeal_step
from knowhold.clearance.inquiry import Tools
from knowhold.clearance.models import Appeal, Case, Outcome, PanelMember, Permit, Query
from knowhold.clearance.panel import candidates
from knowhold.clearance.ways import routing_of
from knowhold.errors import Invalid, WrongStage
from knowhold.wording import refuse_markings


@dataclass(frozen=True, slots=True)
class Grievance:
    """Why the applicant disagrees; `late_reason` only after the last day."""

    text: str
    late_reason: str = ""
    file: Sent | None = None


@dataclass(frozen=True, slots=True)
class Variation:
    """An approval without a part of what was asked, in the words of the panel."""

    approval: Approval
    without_en: str
    without_zh: str


def appeal(
    case_id: UUID, grievance: Grievance, *, version: int, by: Person, now: datetime
) -> Appeal:
    """File it; after the last day a reason is asked for, and the panel decides about that too."""
    refuse_markings(grievance.text, grievance.late_reason)
    with transaction.atomic():
        case, _to = opened(case_id, Verb.APPEAL, by=by, now=now, version=version)
        refusal = case.decisions.filter(outcome=Outcome.REFUSED).last()
        if refusal is None or case.outcome != Outcome.REFUSED or refusal.appeal_until is None:
            raise WrongStage(_("Only a refusal can be appealed against"))
        today = clock.local_day(now, case.organisation.jurisdiction)
        is_late = today > refusal.appeal_until
        _check(grievance, is_late)
        jurisdiction, days = case.organisation.jurisdiction, routing_of(case).hearing_days
        filed = Appeal.objects.create(
            case=case,
            refusal=refusal,
            text=grievance.text.strip(),
            late_reason=grievance.late_reason.strip() if is_late else "",
            attachment=attach(case, grievance.file, by=by, now=now) if grievance.file else None,
            filed_at=now,
            due_on=clock.after(today, days, jurisdiction),
        )
        _move(case, Verb.APPEAL, now)
        body: dict[str, JSON] = {"text": filed.text, "is_late": is_late, "due": str(filed.due_on)}
        if is_late:
            body["late_reason"] = filed.late_reason
        if filed.attachment is not None:
            body |= {"file": filed.attachment.name, "sha256": filed.attachment.digest}
        told("case.appealed", case, body, by=by, now=now)
        noticing.notify(
            noticing.ombudspersons_of(case, now), "case.appealed", case,
            noticing.about(noticing.APPEAL_FILED, case), now, due_on=filed.due_on,
        )  # fmt: skip
    return filed


def seat_panel(
    case_id: UUID, people: Collection[UUID], *, version: int, by: Person, now: datetime
) -> list[PanelMember]:
    """Say who hears the appeal; Invalid names everybody who had a part in the case, and which."""
    with transaction.atomic():
        case, _to = opened(case_id, Verb.SEAT, by=by, now=now, version=version)
        possible = {each.person.pk: each for each in candidates(case, now.date())}
        wrong = [
            f"{possible[pk].person.label}: {possible[pk].barred}"
            if pk in possible
            else _("There is no such person")
            for pk in people
            if pk not in possible or possible[pk].barred
        ]
        if wrong or not people:
            raise Invalid({"people": wrong or [_("Choose at least one person")]})
        filed = _appeal_of(case)
        chosen = [each.person for each in possible.values() if each.person.pk in set(people)]
        seated = [
            PanelMember.objects.create(appeal=filed, person=person, seated_at=now)
            for person in chosen
        ]
        _move(case, Verb.SEAT, now)
        told("case.panel_seated", case, {"panel": [p.label for p in chosen]}, by=by, now=now)
        noticing.notify(
            chosen, "case.panel_seated", case,
            noticing.about(noticing.APPEAL_TO_HEAR, case), now, due_on=filed.due_on,
        )  # fmt: skip
    return seated


def ask_in_appeal(case_id: UUID, text: str, *, version: int, by: Person, now: datetime) -> Query:
    """The panel's question; the day by which it decides moves with the answer."""
    text = _said("text", text, _("Write the question"))
    with transaction.atomic():
        case, _to = opened(case_id, Verb.ASK_IN_APPEAL, by=by, now=now, version=version)
        query = Query.objects.create(
            case=case, number=case.queries.count() + 1, text=text, asked_by=by, asked_at=now
        )
        _move(case, Verb.ASK_IN_APPEAL, now)
        body: dict[str, JSON] = {"number": query.number, "question": text}
        told("case.asked_in_appeal", case, body, by=by, now=now)
        noticing.notify(
            [case.applicant], "case.asked", case, noticing.about(noticing.ASKED, case), now
        )
    return query


def answer_in_appeal(case_id: UUID, text: str, *, version: int, by: Person, now: datetime) -> Query:
    text = _said("text", text, _("Write the answer"))
    with transaction.atomic():
        case, _to = opened(case_id, Verb.ANSWER_IN_APPEAL, by=by, now=now, version=version)
        query = case.queries.select_for_update().get(answered_at=None)
        query.answer, query.answered_at = text, now
        query.save(update_fields=["answer", "answered_at"])
        filed, jurisdiction = _appeal_of(case), case.organisation.jurisdiction
        asked = clock.local_day(query.asked_at, jurisdiction)
        waited = clock.between(asked, clock.local_day(now, jurisdiction), jurisdiction)
        filed.due_on = clock.after(filed.due_on, waited, jurisdiction)
        filed.save(update_fields=["due_on"])
        _move(case, Verb.ANSWER_IN_APPEAL, now)
        body: dict[str, JSON] = {"number": query.number, "answer": text}
        told("case.answered_in_appeal", case, body, by=by, now=now)
        noticing.notify(
            [query.asked_by], "case.answered", case, noticing.about(noticing.ANSWERED, case), now,
            due_on=filed.due_on,
        )  # fmt: skip
    return query


def uphold(case_id: UUID, reason: str, *, version: int, by: Person, now: datetime) -> Appeal:
    """The refusal stands; the panel says why in its own words."""
    reason = _said("reason", reason, _("Say in plain words why"))
    with transaction.atomic():
        case, _to = opened(case_id, Verb.UPHOLD, by=by, now=now, version=version)
        filed = _end(case, Verb.UPHOLD, reason, None, by, now)
        told("case.appeal_upheld", case, {"reason": reason}, by=by, now=now)
    return filed


def overturn(
    case_id: UUID,
    approval: Approval,
    *,
    version: int,
    by: Person,
    now: datetime,
    tools: Tools,
) -> Permit:
    """Approve what was refused, under the same checks as any approval: no panel lifts a law."""
    return _approve(case_id, Verb.OVERTURN, approval, (), version=version, by=by, now=now, tools=tools)  # fmt: skip


def vary(
    case_id: UUID,
    variation: Variation,
    *,
    version: int,
    by: Person,
    now: datetime,
    tools: Tools,
) -> Permit:
    """Approve without a part; what is left out is a condition of the permit, in both languages."""
    without = {"without_en": variation.without_en, "without_zh": variation.without_zh}
    refuse_markings(*without.values())
    empty = {
        name: [_("Say what is left out")] for name, text in without.items() if not text.strip()
    }
    if empty:
        raise Invalid(empty)
    besides: list[ConditionText] = [
        {
            "code": "on-appeal",
            "en": variation.without_en.strip(),
            "zh": variation.without_zh.strip(),
            "cite": "",
            "cite_zh": "",
        }
    ]
    return _approve(
        case_id, Verb.VARY, variation.approval, besides,
        version=version, by=by, now=now, tools=tools,
    )  # fmt: skip


def _approve(
    case_id: UUID,
    verb: Verb,
    approval: Approval,
    besides: Collection[ConditionText],
    *,
    version: int,
    by: Person,
    now: datetime,
    tools: Tools,
) -> Permit:
    refuse_markings(approval.reason)
    reason = _said("reason", approval.reason, _("Say in plain words why"))
    require_current(case_id, verb, version=version, by=by, now=now, tools=tools)
    with transaction.atomic():
        case, _to = opened(case_id, verb, by=by, now=now, version=version)
        cite = {"cite": f"Appeal, {case.reference}", "cite_zh": f"申诉，{case.reference}"}
        permit = write_approval(
            case,
            replace(approval, reason=reason),
            by=by,
            now=now,
            besides=[_cited(each, cite) for each in besides],
        )
        _end(case, verb, reason, permit, by, now)
        kind = "case.appeal_varied" if verb is Verb.VARY else "case.appeal_overturned"
        told(kind, case, {**body_of(permit.decision, permit), "on_appeal": True}, by=by, now=now)
    return permit


def _cited(text: ConditionText, cite: Mapping[str, str]) -> ConditionText:
    return {**text, "cite": cite["cite"], "cite_zh": cite["cite_zh"]}


def _end(
    case: Case, verb: Verb, reason: str, permit: Permit | None, by: Person, now: datetime
) -> Appeal:
    filed = _appeal_of(case)
    filed.decided_by, filed.decided_at, filed.reason = by, now, reason
    filed.decision = permit.decision if permit else None
    filed.save(update_fields=["decided_by", "decided_at", "reason", "decision"])
    _move(case, verb, now)
    noticing.notify(
        [case.applicant], "notice.appeal_decided", case,
        noticing.about(noticing.APPEAL_DECIDED, case), now,
    )  # fmt: skip
    return filed


def _move(case: Case, verb: Verb, now: datetime) -> None:
    case.appeal = appeal_step(case.appeal, verb)
    moved(case, Stage.DECIDED, now=now, also=("appeal", "outcome"))


def _appeal_of(case: Case) -> Appeal:
    return Appeal.objects.select_for_update().get(case=case)


def _check(grievance: Grievance, is_late: bool) -> None:
    wrong: dict[str, list[str]] = {}
    if not grievance.text.strip():
        wrong["text"] = [_("Say what you think is wrong with the decision")]
    if is_late and not grievance.late_reason.strip():
        wrong["late_reason"] = [_("The last day has passed: say why the appeal comes now")]
    if wrong:
        raise Invalid(wrong)


def _said(field: str, text: str, empty: str) -> str:
    refuse_markings(text)
    if not text.strip():
        raise Invalid({field: [empty]})
    return text.strip()
