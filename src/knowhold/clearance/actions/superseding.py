"""Changing an issued permit: a new version with other days, or an end to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.audit.canonical import JSON
from knowhold.clearance.actions.opening import moved, opened, told
from knowhold.clearance.actions.reevaluating import require_current
from knowhold.clearance.flow import Verb
from knowhold.clearance.inquiry import Tools
from knowhold.clearance.models import Case, Decision, Permit, PermitStatus
from knowhold.errors import Invalid, WrongStage
from knowhold.wording import refuse_markings


@dataclass(frozen=True, slots=True)
class NewDays:
    valid_from: date
    valid_until: date
    reason: str


def supersede(
    case_id: UUID,
    days: NewDays,
    *,
    version: int,
    by: Person,
    now: datetime,
    tools: Tools,
) -> Permit:
    """Replace the valid permit by its next version; the old code says so from then on.

    Grounds and conditions stay: other conditions are another decision. The new days lie within
    those the rules answered for, else Invalid. Stale when the law or the lists answer anew: then
    the permit is paused and the case decided again, not prolonged.
    """
    reason = _said(days.reason)
    require_current(case_id, Verb.SUPERSEDE, version=version, by=by, now=now, tools=tools)
    with transaction.atomic():
        case, to = opened(case_id, Verb.SUPERSEDE, by=by, now=now, version=version)
        old = _valid(case)
        if not case.first_day <= days.valid_from <= days.valid_until <= case.last_day:
            raise Invalid({"valid_until": [
                _("A permit runs within the days asked for, %(first)s to %(last)s")
                % {"first": case.first_day, "last": case.last_day}
            ]})  # fmt: skip
        _end(old, PermitStatus.SUPERSEDED, reason)
        permit = Permit.objects.create(
            case=case,
            decision=_again(old.decision, by, now, reason),
            version=case.permits.count() + 1,
            valid_from=days.valid_from,
            valid_until=days.valid_until,
            conditions=old.conditions,
            issued_at=now,
        )
        moved(case, to, now=now)
        told("case.permit_superseded", case, _body(old, permit), by=by, now=now)
    return permit


def revoke(case_id: UUID, reason: str, *, version: int, by: Person, now: datetime) -> Permit:
    """End the valid permit for good; a reason is owed to its holder."""
    reason = _said(reason)
    with transaction.atomic():
        case, to = opened(case_id, Verb.REVOKE, by=by, now=now, version=version)
        permit = _valid(case)
        _end(permit, PermitStatus.REVOKED, reason)
        moved(case, to, now=now)
        body: dict[str, JSON] = {"reason": reason, "permit": permit.version}
        told("case.permit_revoked", case, body, by=by, now=now)
    return permit


def _body(old: Permit, permit: Permit) -> dict[str, JSON]:
    return {
        "reason": permit.decision.reason,
        "replaced": old.version,
        "permit": permit.version,
        "valid_from": permit.valid_from.isoformat(),
        "valid_until": permit.valid_until.isoformat(),
        "conditions": [each["code"] for each in permit.conditions],
        "rulebook": permit.decision.rulebook,
    }


def _valid(case: Case) -> Permit:
    found = case.permits.select_for_update(of=("self",)).filter(status=PermitStatus.VALID).first()
    if found is None:
        raise WrongStage(_("This case has no valid permit"), advice=_("Reload the case"))
    return found


def _end(permit: Permit, status: PermitStatus, reason: str) -> None:
    permit.status = status
    permit.status_reason = reason
    permit.save(update_fields=["status", "status_reason"])


def _again(old: Decision, by: Person, now: datetime, reason: str) -> Decision:
    """The same decision once more, by whoever moved the days: a permit always has its own."""
    return Decision.objects.create(
        case=old.case,
        number=old.case.decisions.count() + 1,
        outcome=old.outcome,
        decided_by=by,
        decided_at=now,
        reason=reason,
        grounds=old.grounds,
        conditions=old.conditions,
        second_hand_confirmed=old.second_hand_confirmed,
        rulebook=old.rulebook,
    )


def _said(reason: str) -> str:
    refuse_markings(reason)
    if not reason.strip():
        raise Invalid({"reason": [_("Say in plain words why")]})
    return reason.strip()
