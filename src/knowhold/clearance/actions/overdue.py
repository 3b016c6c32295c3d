"""The clock's own verbs: moving what is overdue, or left behind, to the deputy.

Nothing is decided by the passing of time, and nothing is lost.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from knowhold.accounts.actions.leaving import deactivate as close_account
from knowhold.accounts.models import Person, Role
from knowhold.accounts.policy import roles_of
from knowhold.audit.actions import SYSTEM, Actor
from knowhold.audit.canonical import JSON
from knowhold.clearance import clock, noticing
from knowhold.clearance.actions.opening import locked, told
from knowhold.clearance.delegations import barred_from
from knowhold.clearance.flow import OPEN, Stage
from knowhold.clearance.models import Case, Delegation
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
        who = late.label if late else case.organisation.name_en
        noticing.notify(
            [deputy, late], "case.escalated", case,
            noticing.about(noticing.ESCALATED, case, who=who), now, due_on=case.due_on,
        )  # fmt: skip
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
    Delegation.objects.filter(ended_at__isnull=True, giver=person).update(ended_at=now)
    Delegation.objects.filter(ended_at__isnull=True, delegate=person).update(ended_at=now)
    return moved_on


def deactivate(person: Person, *, by: Person, now: datetime) -> list[Case]:
    """Close an account, and move its open work to the deputy in the same moment; which cases."""
    with transaction.atomic():
        close_account(person, by=by, now=now)
        return hand_over_work(person, by=by, now=now)


def holder_of(case: Case) -> Person | None:
    """Who has to do the next step: the line manager, the officer; None while nobody took it."""
    return case.manager if case.stage == Stage.WITH_MANAGER else case.officer


def _deputy_for(case: Case, person: Person | None, now: datetime) -> Person | None:
    """The named deputy if they may do this step, else the manager above, else a head of compliance."""
    barred = barred_from(case, now.date()) | ({person.pk} if person else set())
    if case.stage == Stage.WITH_MANAGER:
        wanted = [deputy_of(person)] if person else []
        if person is not None and person.line_manager is not None:
            wanted.append(person.line_manager)
    else:
        named = deputy_named(person) if person else None
        judges = {Role.OFFICER, Role.HEAD_OF_COMPLIANCE}
        may = named is not None and roles_of(named, now.date(), case.organisation) & judges
        wanted = [named] if may else []
    wanted += noticing.heads_of(case, now)
    return next(
        (each for each in wanted if each is not None and each.is_active and each.pk not in barred),
        None,
    )


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
