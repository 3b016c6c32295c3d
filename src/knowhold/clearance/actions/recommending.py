"""Recommending a decision and signing it a second time: two people, and no edit in between."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.audit.canonical import JSON
from knowhold.clearance import clock, noticing
from knowhold.clearance.actions.issuing import body_of, write_approval, write_refusal
from knowhold.clearance.actions.opening import moved, opened, told
from knowhold.clearance.actions.reevaluating import require_current
from knowhold.clearance.beside import confirmations
from knowhold.clearance.checks import (
    Approval,
    Refusal,
    attached_to,
    check_approval,
    check_refusal,
    grounds_named,
)
from knowhold.clearance.flow import APPEAL_OPEN, Stage, Verb
from knowhold.clearance.inquiry import Tools
from knowhold.clearance.models import (
    Case,
    Countersignature,
    Decision,
    Outcome,
    PermitStatus,
    Recommendation,
)
from knowhold.clearance.routing import Step
from knowhold.clearance.ways import routing_of, rule_of
from knowhold.errors import Invalid, NotPermitted, WrongStage
from knowhold.wording import refuse_markings

Proposal = Approval | Refusal
EDITED = (
    "The recommendation was edited after the second signature; it is signed anew. "
    "第二人签署后建议有改动，须重新签署。"
)


def recommend(
    case_id: UUID,
    proposal: Proposal,
    *,
    version: int,
    by: Person,
    now: datetime,
    tools: Tools,
) -> Recommendation:
    """Propose a decision to the second signature; checked as strictly as the decision itself.

    An edit is a new recommendation: a signature under the older one is void, the permit that
    rests on it is paused, and the head of compliance is asked again.
    """
    refuse_markings(*_texts(proposal))
    require_current(case_id, Verb.RECOMMEND, version=version, by=by, now=now, tools=tools)
    with transaction.atomic():
        case, to = opened(case_id, Verb.RECOMMEND, by=by, now=now, version=version)
        if Step.COUNTERSIGNATURE not in rule_of(case).steps:
            raise Invalid({"outcome": [_("The routing asks for no second signature: decide")]})
        _check(case, proposal, now)
        is_edit = _void(case, now)
        made = _written(case, proposal, by, now)
        case.officer = by
        case.outcome = Outcome.NONE
        jurisdiction = case.organisation.jurisdiction
        case.due_on = clock.due(now, Step.COUNTERSIGNATURE, routing_of(case), jurisdiction)
        moved(case, to, now=now, also=("officer", "outcome", "due_on"))
        told("case.recommended", case, _body(case, made, is_edit), by=by, now=now)
        _ask_for_signature(case, is_edit, now)
    return made


def countersign(
    case_id: UUID, number: int, *, version: int, by: Person, now: datetime, tools: Tools
) -> Decision:
    """Sign recommendation `number`: the decision is made, and the permit issued, in that moment.

    The signer is the head of compliance and never who recommended. Everything is checked again:
    Stale when the law or the lists answer anew. Who signs proved a moment ago who they are; the
    page and the API see to that.
    """
    require_current(case_id, Verb.COUNTERSIGN, version=version, by=by, now=now, tools=tools)
    with transaction.atomic():
        case, to = opened(case_id, Verb.COUNTERSIGN, by=by, now=now, version=version)
        made = case.recommendations.select_related("by").last()
        if made is None or made.number != number:
            raise WrongStage(
                _("This recommendation was edited"), advice=_("Read the newest one, then sign")
            )
        _require_second(made, by)
        decision, body = _decided(case, made, now)
        Countersignature.objects.create(recommendation=made, by=by, at=now, decision=decision)
        moved(case, to, now=now, also=("outcome",))
        told(
            f"case.{'refused' if decision.outcome == Outcome.REFUSED else 'approved'}",
            case,
            {**body, "recommendation": number, "recommended_by": made.by.label},
            by=by,
            now=now,
        )
    return decision


def send_back(case_id: UUID, reason: str, *, version: int, by: Person, now: datetime) -> Case:
    """Give the case back to the officer unsigned, saying why."""
    refuse_markings(reason)
    if not reason.strip():
        raise Invalid({"reason": [_("Say what is missing or wrong")]})
    with transaction.atomic():
        case, to = opened(case_id, Verb.SEND_BACK, by=by, now=now, version=version)
        jurisdiction = case.organisation.jurisdiction
        case.due_on = clock.due(now, Step.OFFICER, routing_of(case), jurisdiction)
        moved(case, to, now=now, also=("due_on",))
        told("case.sent_back", case, {"reason": reason.strip()}, by=by, now=now)
        noticing.notify(
            [case.officer], "case.sent_back", case,
            noticing.about(noticing.SENT_BACK, case), now, due_on=case.due_on,
        )  # fmt: skip
    return case


def proposal_of(made: Recommendation) -> Proposal:
    """The recommendation as it was proposed."""
    if made.outcome == Outcome.REFUSED:
        return Refusal(made.rules, made.reason, made.approvable)
    assert made.valid_from is not None
    assert made.valid_until is not None
    return Approval(
        rules=made.rules,
        reason=made.reason,
        condition_codes=made.condition_codes,
        valid_from=made.valid_from,
        valid_until=made.valid_until,
        second_hand_confirmed=made.second_hand_confirmed,
        confirmed=made.confirmed,
    )


def _check(case: Case, proposal: Proposal, now: datetime) -> None:
    if case.appeal in APPEAL_OPEN:
        raise WrongStage(_("An appeal is being heard; the panel decides now"))
    if case.stage == Stage.DECIDED and not _signed(case).exists():
        raise WrongStage(_("This decision rests on no recommendation"))
    grounds = grounds_named(case, proposal.rules)
    if isinstance(proposal, Refusal):
        check_refusal(proposal, grounds)
    else:
        today = clock.local_day(now, case.organisation.jurisdiction)
        attached = attached_to(case, proposal.condition_codes)
        check_approval(case, proposal, attached, grounds, today)


def _void(case: Case, now: datetime) -> bool:
    """Make the signature under an older recommendation void; whether there was one."""
    was_signed = _signed(case).update(voided_at=now) > 0
    if was_signed:
        case.permits.filter(status=PermitStatus.VALID).update(
            status=PermitStatus.PAUSED, status_reason=EDITED
        )
    return was_signed


def _signed(case: Case) -> QuerySet[Countersignature]:
    return Countersignature.objects.filter(recommendation__case=case, voided_at__isnull=True)


def _written(case: Case, proposal: Proposal, by: Person, now: datetime) -> Recommendation:
    common = {
        "case": case,
        "number": case.recommendations.count() + 1,
        "by": by,
        "at": now,
        "rules": list(proposal.rules),
        "reason": proposal.reason.strip(),
    }
    if isinstance(proposal, Refusal):
        return Recommendation.objects.create(
            **common, outcome=Outcome.REFUSED, approvable=proposal.approvable.strip()
        )
    attached = [each.code for each in attached_to(case, proposal.condition_codes)]
    return Recommendation.objects.create(
        **common,
        outcome=Outcome.CONDITIONS if attached else Outcome.APPROVED,
        condition_codes=attached,
        valid_from=proposal.valid_from,
        valid_until=proposal.valid_until,
        second_hand_confirmed=proposal.second_hand_confirmed,
        confirmed=list(proposal.confirmed),
    )


def _decided(case: Case, made: Recommendation, now: datetime) -> tuple[Decision, dict[str, JSON]]:
    """The decision is the officer's who recommended it; the signature stands beside it."""
    proposal = proposal_of(made)
    if isinstance(proposal, Refusal):
        decision = write_refusal(case, proposal, by=made.by, now=now)
        return decision, body_of(decision, None)
    permit = write_approval(case, proposal, by=made.by, now=now)
    confirmed = confirmations(case.answer_en, case.screening)
    return permit.decision, {
        **body_of(permit.decision, permit),
        "confirmed": [str(each) for each in confirmed],
    }


def _require_second(made: Recommendation, by: Person) -> None:
    if made.by_id == by.pk:
        raise NotPermitted(
            _("The second signature is another person’s"),
            advice=_("Another head of compliance has to sign what you recommended"),
        )


def _ask_for_signature(case: Case, is_edit: bool, now: datetime) -> None:
    text = noticing.TO_SIGN_AGAIN if is_edit else noticing.TO_SIGN
    noticing.notify(
        noticing.heads_of(case, now), "case.recommended", case,
        noticing.about(text, case), now, due_on=case.due_on,
    )  # fmt: skip


def _body(case: Case, made: Recommendation, is_edit: bool) -> dict[str, JSON]:
    return {
        "recommendation": made.number,
        "outcome": str(made.outcome),
        "reason": made.reason,
        "rules": list(made.rules),
        "conditions": list(made.condition_codes),
        "approvable": made.approvable,
        "signature_voided": is_edit,
        "routing": rule_of(case).id,
    }


def _texts(proposal: Proposal) -> list[str]:
    if isinstance(proposal, Refusal):
        return [proposal.reason, proposal.approvable]
    return [proposal.reason]
