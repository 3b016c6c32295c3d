"""Deciding a case: approve with a permit, refuse with a way to appeal, or find nothing needed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.audit.canonical import JSON
from knowhold.clearance import conditions as library
from knowhold.clearance import workdays
from knowhold.clearance.actions.opening import moved, opened, told
from knowhold.clearance.actions.reevaluating import require_current
from knowhold.clearance.beside import (
    Confirmation,
    confirmation_text,
    confirmations,
    owed,
    unjudged,
)
from knowhold.clearance.conditions import ConditionText
from knowhold.clearance.flow import Verb
from knowhold.clearance.grounds import (
    Ground,
    chosen,
    deciding,
    grounds_of,
    rests_on_unread_text,
    speaks_against,
)
from knowhold.clearance.inquiry import Tools
from knowhold.clearance.models import Case, Condition, Decision, Outcome, Permit, PermitStatus
from knowhold.errors import Invalid
from knowhold.wording import refuse_markings

# What a permit has to wait for or leave out, by the outcome: the field of a condition that does.
MEETS = {
    "notify": ("meets_notify", "meets_licence"),
    "registration": ("meets_registration", "meets_licence"),
    "licence": ("meets_licence",),
}


@dataclass(frozen=True, slots=True)
class Approval:
    rules: Collection[str]
    reason: str
    condition_codes: Collection[str]
    valid_from: date
    valid_until: date
    second_hand_confirmed: bool
    confirmed: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    rules: Collection[str]
    reason: str
    approvable: str


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
    permit stays within the days answered for. Stale when the law or the lists answer anew.
    """
    refuse_markings(approval.reason)
    require_current(case_id, Verb.APPROVE, version=version, by=by, now=now, tools=tools)
    with transaction.atomic():
        case, to = opened(case_id, Verb.APPROVE, by=by, now=now, version=version)
        attached = _attached(case, approval.condition_codes)
        grounds = _grounds(case, approval.rules)
        _check_approval(case, approval, attached, grounds, now.date())
        decision = _decide(
            case,
            Outcome.CONDITIONS if attached else Outcome.APPROVED,
            by=by,
            now=now,
            reason=approval.reason.strip(),
            grounds=grounds,
            conditions=[
                *(library.text_of(each) for each in attached),
                *owed(case.answer_en, case.answer_zh),
            ],
            second_hand_confirmed=approval.second_hand_confirmed,
        )
        permit = _issue(case, decision, approval, now)
        moved(case, to, now=now, also=("outcome", "officer"))
        confirmed = confirmations(case.answer_en, case.screening)
        body = {**_body(decision, permit), "confirmed": [str(each) for each in confirmed]}
        told("case.approved", case, body, by=by, now=now)
    return permit


def refuse(case_id: UUID, refusal: Refusal, *, version: int, by: Person, now: datetime) -> Decision:
    """Refuse: on a ground with citation, in plain words, saying what would be approvable."""
    refuse_markings(refusal.reason, refusal.approvable)
    with transaction.atomic():
        case, to = opened(case_id, Verb.REFUSE, by=by, now=now, version=version)
        grounds = _grounds(case, refusal.rules)
        _check_refusal(refusal, grounds)
        decision = _decide(
            case,
            Outcome.REFUSED,
            by=by,
            now=now,
            reason=refusal.reason.strip(),
            grounds=grounds,
            approvable=refusal.approvable.strip(),
            appeal_until=now.date() + timedelta(days=workdays.APPEAL_DAYS),
        )
        moved(case, to, now=now, also=("outcome", "officer"))
        told("case.refused", case, _body(decision, None), by=by, now=now)
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
        grounds = grounds_of(case.answer_en, case.answer_zh)
        decision = _decide(case, Outcome.NOT_NEEDED, by=by, now=now, reason="", grounds=grounds)
        moved(case, to, now=now, also=("outcome", "officer"))
        told("case.found_not_needed", case, _body(decision, None), by=by, now=now)
    return decision


def reopen(case_id: UUID, reason: str, *, by: Person, now: datetime) -> Case:
    """Law, list or classification changed: the case is looked at again, its permit is paused."""
    with transaction.atomic():
        case, to = opened(case_id, Verb.REOPEN, by=by, now=now, version=None)
        case.permits.filter(status=PermitStatus.VALID).update(
            status=PermitStatus.PAUSED, status_reason=reason
        )
        case.outcome = Outcome.NONE
        case.due_on = workdays.after(now.date(), workdays.DECISION_DAYS)
        moved(case, to, now=now, also=("outcome", "due_on"))
        told("case.reopened", case, {"reason": reason}, by=by, now=now)
    return case


def _attached(case: Case, codes: Collection[str]) -> list[Condition]:
    return [each for each in library.in_use(case.organisation) if each.code in codes]


def _grounds(case: Case, rules: Collection[str]) -> list[Ground]:
    return chosen(grounds_of(case.answer_en, case.answer_zh), rules)


def _check_approval(
    case: Case,
    approval: Approval,
    attached: list[Condition],
    grounds: list[Ground],
    today: date,
) -> None:
    answer = case.answer_en
    wrong: dict[str, list[str]] = {}
    if rules := _missing_rules(case, grounds):
        wrong["rules"] = rules
    if outcome := _stops(case):
        wrong["outcome"] = outcome
    if missing := _missing_condition(answer, attached):
        wrong["condition_codes"] = [missing]
    lacking = [
        each for each in confirmations(answer, case.screening) if each not in approval.confirmed
    ]
    if lacking:
        wrong["confirmed"] = [
            _("Confirm: %(what)s") % {"what": confirmation_text(each)} for each in lacking
        ]
    if Confirmation.CONFLICT in approval.confirmed and not approval.reason.strip():
        wrong["reason"] = [_("Say how the conflict of laws was addressed")]
    if rests_on_unread_text(case.answer_en) and not approval.second_hand_confirmed:
        wrong["second_hand_confirmed"] = [
            _(
                "A source of the answer was not read itself: confirm that you checked the "
                "official page"
            )
        ]
    if not case.first_day <= approval.valid_from <= approval.valid_until <= case.last_day:
        wrong["valid_until"] = [
            _("A permit runs within the days asked for, %(first)s to %(last)s")
            % {"first": case.first_day, "last": case.last_day}
        ]
    elif approval.valid_until < today:
        wrong["valid_until"] = [_("The last day has passed; nothing is approved afterwards")]
    if wrong:
        raise Invalid(wrong)


def _missing_rules(case: Case, grounds: list[Ground]) -> list[str]:
    if not grounds:
        return [_("Choose at least one rule with a citation that the decision rests on")]
    named = {ground["rule"] for ground in grounds}
    possible = grounds_of(case.answer_en, case.answer_zh)
    is_chinese = (get_language() or "en").startswith("zh")
    return [
        _("The approval has to rest on this rule too: %(rule)s")
        % {"rule": each["title_zh" if is_chinese else "title_en"]}
        for each in deciding(possible)
        if each["rule"] not in named
    ]


def _stops(case: Case) -> list[str]:
    """What no condition and no confirmation gets past."""
    found = []
    if case.answer_en["outcome"]["upper"] == "prohibited":
        found.append(_("The rules may prohibit this; a permit cannot lift a prohibition"))
    if case.answer_en.get("hold"):
        found.append(
            _("The rules hold this until a warning sign is cleared; record what you found")
        )
    found += [
        _("Judge the list matches of %(name)s first, and record what you found") % {"name": name}
        for name in unjudged(case.answer_en, case.screening)
    ]
    return found


def _missing_condition(answer: Mapping[str, Any], attached: list[Condition]) -> str:
    """What the attached conditions lack for the strictest thing that the rules may ask for."""
    asked = answer["outcome"]["upper"]
    if asked not in MEETS or any(
        getattr(each, field) for each in attached for field in MEETS[asked]
    ):
        return ""
    return {
        "notify": _(
            "The rules ask for a notice: attach a condition that waits for it or leaves the "
            "controlled part out"
        ),
        "registration": _(
            "The rules ask for a registration: attach a condition that waits for it or leaves the "
            "controlled part out"
        ),
        "licence": _(
            "The rules ask for a licence: attach a condition that leaves the controlled part "
            "out or waits for the licence"
        ),
    }[str(asked)]


def _check_refusal(refusal: Refusal, grounds: list[Ground]) -> None:
    wrong: dict[str, list[str]] = {}
    if not grounds:
        wrong["rules"] = [_("Choose at least one rule with a citation that the refusal rests on")]
    elif not any(speaks_against(each) for each in grounds):
        wrong["rules"] = [_("A refusal cannot rest on rules that free the case alone")]
    if not refusal.reason.strip():
        wrong["reason"] = [_("Say in plain words why")]
    if not refusal.approvable.strip():
        wrong["approvable"] = [_("Say what would be approvable instead")]
    if wrong:
        raise Invalid(wrong)


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
    case.officer = by
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


def _body(decision: Decision, permit: Permit | None) -> dict[str, JSON]:
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
