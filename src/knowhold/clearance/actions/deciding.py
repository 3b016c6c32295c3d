"""Deciding alone, where the firm's routing asks for no second signature; opening a case again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.clearance import clock
from knowhold.clearance.actions.issuing import (
    body_of,
    write_approval,
    write_not_needed,
    write_refusal,
)
from knowhold.clearance.actions.opening import moved, opened, told
from knowhold.clearance.actions.reevaluating import require_current
from knowhold.clearance.beside import confirmations
from knowhold.clearance.checks import Approval, Refusal
from knowhold.clearance.flow import Verb
from knowhold.clearance.grounds import grounds_of
from knowhold.clearance.inquiry import Tools
from knowhold.clearance.models import Case, Decision, Outcome, Permit, PermitStatus
from knowhold.clearance.routing import Step
from knowhold.clearance.ways import routing_of, rule_of
from knowhold.errors import Invalid
from knowhold.wording import refuse_markings


def approve(
    case_id: UUID,
    approval: Approval,
    *,
    version: int,
    by: Person,
    now: datetime,
    tools: Tools,
) -> Permit:
    """Approve and issue the permit; `Invalid` names everything that is missing.

    1. every certain rule at the strictest step is a ground; 2. no approval over a prohibition, even
    a possible one, a hold or an unjudged match; 3. what the rules ask for needs a condition that
    respects it; 4. what nobody read or evaluated needs the officer's own confirmation; 5. the
    permit stays within the days answered for; 6. the routing asks for no second signature. Stale
    when the law or the lists answer anew.
    """
    refuse_markings(approval.reason)
    require_current(case_id, Verb.APPROVE, version=version, by=by, now=now, tools=tools)
    with transaction.atomic():
        case, to = opened(case_id, Verb.APPROVE, by=by, now=now, version=version)
        _require_alone(case)
        case.officer = by
        permit = write_approval(case, approval, by=by, now=now)
        moved(case, to, now=now, also=("outcome", "officer"))
        confirmed = confirmations(case.answer_en, case.screening)
        body = {
            **body_of(permit.decision, permit),
            "confirmed": [str(each) for each in confirmed],
        }
        told("case.approved", case, body, by=by, now=now)
    return permit


def refuse(case_id: UUID, refusal: Refusal, *, version: int, by: Person, now: datetime) -> Decision:
    """Refuse: on a ground with citation, in plain words, saying what would be approvable."""
    refuse_markings(refusal.reason, refusal.approvable)
    with transaction.atomic():
        case, to = opened(case_id, Verb.REFUSE, by=by, now=now, version=version)
        _require_alone(case)
        case.officer = by
        decision = write_refusal(case, refusal, by=by, now=now)
        moved(case, to, now=now, also=("outcome", "officer"))
        told("case.refused", case, body_of(decision, None), by=by, now=now)
    return decision


def find_not_needed(
    case_id: UUID, *, version: int, by: Person, now: datetime, tools: Tools
) -> Decision:
    """Settle that nothing has to be cleared: only when the answer itself says so, today."""
    require_current(case_id, Verb.FIND_NOT_NEEDED, version=version, by=by, now=now, tools=tools)
    with transaction.atomic():
        case, to = opened(case_id, Verb.FIND_NOT_NEEDED, by=by, now=now, version=version)
        if case.clearance != "not_needed":
            raise Invalid({"outcome": [_("The answer does not say that no clearance is needed")]})
        case.officer = by
        grounds = grounds_of(case.answer_en, case.answer_zh)
        decision = write_not_needed(case, grounds, by=by, now=now)
        moved(case, to, now=now, also=("outcome", "officer"))
        told("case.found_not_needed", case, body_of(decision, None), by=by, now=now)
    return decision


def reopen(case_id: UUID, reason: str, *, by: Person, now: datetime) -> Case:
    """Law, list or classification changed: the case is looked at again, its permit is paused."""
    with transaction.atomic():
        case, to = opened(case_id, Verb.REOPEN, by=by, now=now, version=None)
        case.permits.filter(status=PermitStatus.VALID).update(
            status=PermitStatus.PAUSED, status_reason=reason
        )
        case.outcome = Outcome.NONE
        jurisdiction = case.organisation.jurisdiction
        case.due_on = clock.due(now, Step.OFFICER, routing_of(case), jurisdiction)
        moved(case, to, now=now, also=("outcome", "due_on"))
        told("case.reopened", case, {"reason": reason}, by=by, now=now)
    return case


def _require_alone(case: Case) -> None:
    rule = rule_of(case)
    if Step.COUNTERSIGNATURE in rule.steps:
        raise Invalid(
            {
                "outcome": [
                    _("%(cite)s asks for a second signature: recommend, and another person signs")
                    % {"cite": rule.cite}
                ]
            }
        )
