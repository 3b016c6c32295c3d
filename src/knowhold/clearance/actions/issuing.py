"""Writing a decision and its permit: the part that approving, countersigning and appeals share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from knowhold.accounts.models import Person
from knowhold.audit.canonical import JSON
from knowhold.clearance import clock, noticing
from knowhold.clearance import conditions as library
from knowhold.clearance.beside import owed
from knowhold.clearance.checks import (
    Approval,
    Refusal,
    attached_to,
    check_approval,
    check_refusal,
    grounds_named,
)
from knowhold.clearance.conditions import ConditionText
from knowhold.clearance.grounds import Ground
from knowhold.clearance.models import (
    Case,
    Decision,
    Loan,
    LoanStatus,
    Outcome,
    Permit,
    PermitStatus,
)
from knowhold.clearance.ways import routing_of

LOANER = "loaner"


def write_approval(
    case: Case,
    approval: Approval,
    *,
    by: Person,
    now: datetime,
    besides: Sequence[ConditionText] = (),
) -> Permit:
    """Check, decide and issue; the caller moves the case and tells its event.

    `besides` are conditions that stand in no library: what a panel leaves out.
    """
    attached = attached_to(case, approval.condition_codes)
    grounds = grounds_named(case, approval.rules)
    today = clock.local_day(now, case.organisation.jurisdiction)
    check_approval(case, approval, attached, grounds, today)
    decision = _decide(
        case,
        Outcome.CONDITIONS if attached or besides else Outcome.APPROVED,
        by=by,
        now=now,
        reason=approval.reason.strip(),
        grounds=grounds,
        conditions=[
            *(library.text_of(each) for each in attached),
            *besides,
            *owed(case.answer_en, case.answer_zh),
        ],
        second_hand_confirmed=approval.second_hand_confirmed,
    )
    permit = _issue(case, decision, approval, now)
    _want_loan(case, decision, now)
    noticing.notify(
        [case.applicant], "case.approved", case, noticing.about(noticing.APPROVED, case), now
    )
    return permit


def write_refusal(case: Case, refusal: Refusal, *, by: Person, now: datetime) -> Decision:
    """Check and decide; the day of appeal is the firm's own calendar day."""
    grounds = grounds_named(case, refusal.rules)
    check_refusal(refusal, grounds)
    regimes = [ground["rule"].split(".")[0].upper() for ground in grounds]
    today = clock.local_day(now, case.organisation.jurisdiction)
    until = today + timedelta(days=routing_of(case).days_to_appeal(regimes))
    decision = _decide(
        case,
        Outcome.REFUSED,
        by=by,
        now=now,
        reason=refusal.reason.strip(),
        grounds=grounds,
        approvable=refusal.approvable.strip(),
        appeal_until=until,
    )
    noticing.notify(
        [case.applicant], "case.refused", case, noticing.about(noticing.REFUSED, case), now,
        due_on=until,
    )  # fmt: skip
    return decision


def write_not_needed(case: Case, grounds: list[Ground], *, by: Person, now: datetime) -> Decision:
    decision = _decide(case, Outcome.NOT_NEEDED, by=by, now=now, reason="", grounds=grounds)
    text = noticing.about(noticing.NOT_NEEDED, case)
    noticing.notify([case.applicant], "case.found_not_needed", case, text, now)
    return decision


def body_of(decision: Decision, permit: Permit | None) -> dict[str, JSON]:
    """What the event of a decision says."""
    conditions: list[ConditionText] = decision.conditions
    body: dict[str, JSON] = {
        "decision": decision.number,
        "outcome": str(decision.outcome),
        "reason": decision.reason,
        "rules": [ground["rule"] for ground in decision.grounds],
        "conditions": [each["code"] for each in conditions],
        "second_hand_confirmed": decision.second_hand_confirmed,
        "rulebook": decision.rulebook,
    }
    if permit is not None:
        body |= {
            "permit": permit.version,
            "valid_from": permit.valid_from.isoformat(),
            "valid_until": permit.valid_until.isoformat(),
        }
    if decision.appeal_until is not None:
        body |= {
            "approvable": decision.approvable,
            "appeal_until": decision.appeal_until.isoformat(),
        }
    return body


def _decide(
    case: Case,
    outcome: Outcome,
    *,
    by: Person,
    now: datetime,
    reason: str,
    grounds: list[Ground],
    **rest: object,
) -> Decision:
    case.outcome = outcome
    return Decision.objects.create(
        case=case,
        number=case.decisions.count() + 1,
        outcome=outcome,
        decided_by=by,
        decided_at=now,
        reason=reason,
        grounds=grounds,
        rulebook=case.rulebook,
        **rest,
    )


def _issue(case: Case, decision: Decision, approval: Approval, now: datetime) -> Permit:
    case.permits.filter(status__in=[PermitStatus.VALID, PermitStatus.PAUSED]).update(
        status=PermitStatus.SUPERSEDED
    )
    return Permit.objects.create(
        case=case,
        decision=decision,
        version=case.permits.count() + 1,
        valid_from=approval.valid_from,
        valid_until=approval.valid_until,
        conditions=decision.conditions,
        issued_at=now,
    )


def _want_loan(case: Case, decision: Decision, now: datetime) -> None:
    """Put the case on the device desk's list when the traveller or a condition asks for a device."""
    codes = {each["code"] for each in decision.conditions}
    if library.LOANER not in codes and LOANER not in case.form["devices"]:
        return
    _loan, is_new = Loan.objects.get_or_create(
        case=case, defaults={"status": LoanStatus.WANTED, "wanted_at": now}
    )
    if is_new:
        text = noticing.about(noticing.LOAN_WANTED, case)
        noticing.notify(
            noticing.desk_of(case, now), "loan.wanted", case, text, now, href="/devices/"
        )
