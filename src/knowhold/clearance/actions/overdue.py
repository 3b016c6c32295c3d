"""The clock's own verbs: moving what is overdue, or left behind, to the deputy.

Nothing is decided by the passing of time, and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from knowhold.accounts.actions.leaving import deactivate as close_account
from knowhold.accounts.models import Person, Role
from knowhold.accounts.policy import roles_of
from knowhold.audit.actions import SYSTEM, Actor
from knowhold.audit.canonical import JSON
from knowhold.clearance import clock, noticing
from knowhold.clearance.actions.delegating import end_delegations
from knowhold.clearance.actions.opening import locked, told
from knowhold.clearance.delegations import barred_from
from knowhold.clearance.flow import OPEN, Stage
from knowhold.clearance.models import Case
from knowhold.clearance.ways import deputy_named, deputy_of


def escalate(case_id: UUID, *, now: datetime) -> Person | None:
    """Move an overdue case to the deputy of whoever has it; to whom, or None when not due or moved."""
    with transaction.atomic():
        case = locked(case_id)
        today = clock.local_day(now, case.organisation.jurisdiction)
        waits = case.stage in OPEN and case.stage != Stage.WAITING
        if not waits or case.escalated_to is not None or today <= case.due_on:
            return None
        late = holder_of(case)
        deputy = _deputy_for(case, late, now)
        if deputy is None:
            return None
        _give(case, deputy, now)
        body: dict[str, JSON] = {
            "due": case.due_on.isoformat(),
            "to": deputy.label,
            "from": late.label if late else "",
        }
        told("case.escalated", case, body, by=SYSTEM, now=now)
        text = (
            noticing.about(noticing.ESCALATED, case, who=late.label)
            if late
            else noticing.about(noticing.ESCALATED_FROM_NOBODY, case)
        )
        noticing.notify([deputy, late], "case.escalated", case, text, now, due_on=case.due_on)
    return deputy


def hand_over_work(person: Person, *, by: Actor, now: datetime) -> list[Case]:
    """Everything open that `person` had goes to their deputy; their delegations end.

    One event for each case. Call it in the transaction that closes the account.
    """
    moved_on = []
    for case_id in _open_work(person):
        with transaction.atomic():
            case = locked(case_id)
            deputy = _deputy_for(case, person, now)
            fields = _let_go(case, person, deputy)
            case.version += 1
            case.save(update_fields=["version", *fields])
            body: dict[str, JSON] = {
                "from": person.label,
                "to": deputy.label if deputy else "",
            }
            told("case.handed_over", case, body, by=by, now=now)
            text = noticing.about(noticing.MOVED_ON, case, who=person.label)
            noticing.notify([deputy], "case.handed_over", case, text, now, due_on=case.due_on)
            moved_on.append(case)
    end_delegations(person, by=by, now=now)
    return moved_on


def deactivate(person: Person, *, by: Person, now: datetime) -> list[Case]:
    """Close an account, and move its open work to the deputy in the same moment; which cases."""
    with transaction.atomic():
        close_account(person, by=by, now=now)
        return hand_over_work(person, by=by, now=now)


def holder_of(case: Case) -> Person | None:
    """Who has to do the next step: the line manager, the officer; None while nobody took it.

    A second signature is asked of whoever heads compliance, not of one person.
    """
    return {Stage.WITH_MANAGER: case.manager, Stage.COUNTERSIGNING: None}.get(
        Stage(case.stage), case.officer
    )


def _deputy_for(case: Case, person: Person | None, now: datetime) -> Person | None:
    """The named deputy if they may do this step, else the manager above, else a head of compliance."""
    heads = noticing.heads_of(case, now)
    barred = barred_from(case, now.date()) | {person.pk if person else case.officer_id}
    wanted = [*_named(case, person, heads, now), *heads]
    return next((each for each in wanted if each.is_active and each.pk not in barred), None)


def _named(
    case: Case, person: Person | None, heads: Sequence[Person], now: datetime
) -> list[Person]:
    """Deputies who may do the step of `person`, or of nobody in particular, the first first."""
    if person is None:
        # a second signature, or what no officer has taken: a deputy of a head who is one as well
        deputies = (deputy_named(head) for head in heads)
        return [each for each in deputies if each is not None and each in heads]
    if case.stage == Stage.WITH_MANAGER:
        named = [deputy_of(person), person.line_manager]
        return [each for each in named if each is not None]
    deputy = deputy_named(person)
    judges = {Role.OFFICER, Role.HEAD_OF_COMPLIANCE}
    if deputy is None or not roles_of(deputy, now.date(), case.organisation) & judges:
        return []
    return [deputy]


def _open_work(person: Person) -> list[UUID]:
    open_cases = Case.objects.filter(stage__in=OPEN).exclude(applicant=person)
    found = (
        open_cases.filter(officer=person)
        | open_cases.filter(manager=person, stage=Stage.WITH_MANAGER)
        | open_cases.filter(escalated_to=person)
    )
    return list(found.order_by("due_on").values_list("pk", flat=True))


def _let_go(case: Case, person: Person, deputy: Person | None) -> list[str]:
    fields = []
    if case.stage == Stage.WITH_MANAGER and case.manager_id == person.pk and deputy is not None:
        case.manager = deputy
        fields.append("manager")
    if case.officer_id == person.pk:
        case.officer = deputy
        fields.append("officer")
    if case.escalated_to_id == person.pk:
        case.escalated_to = deputy
        fields.append("escalated_to")
    return fields


def _give(case: Case, deputy: Person, now: datetime) -> None:
    case.escalated_to = deputy
    case.with_since = now
    case.version += 1
    case.save(update_fields=["escalated_to", "with_since", "version"])
