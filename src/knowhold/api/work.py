"""Work on a case: taken, found out, asked, answered, noted, withdrawn, debriefed, closed."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router

from knowhold.api.cases import Key
from knowhold.api.security import caller, either
from knowhold.api.shapes import FAILURES, Reason, Short, Standing, Versioned, standing
from knowhold.clearance import actions, queries
from knowhold.clearance.actions import Debriefing
from knowhold.clearance.flow import Stage
from knowhold.clearance.installed import tools

router = Router(tags=["work on a case"], auth=either("cases:write"))

ANSWERS = {200: Standing, **FAILURES}


class Saying(Versioned):
    text: Reason


class Finding(Versioned):
    """`facts`: the `key` of an open question of the answer → its value."""

    facts: Annotated[dict[Key, Short], Field(min_length=1, max_length=50)]
    reason: Reason


class Returning(Versioned):
    """About the firm's topics, items, devices and organisations met; never about people."""

    topics: Reason
    items: Reason
    devices: Reason
    organisations: Reason


@router.post("/{case_id}/take", response=ANSWERS)
def take(request: HttpRequest, case_id: UUID, read: Versioned) -> Standing:
    """Take the case: from now on the applicant sees who holds it."""
    return standing(
        actions.take(case_id, version=read.case_version, by=caller(request), now=timezone.now())
    )


@router.post("/{case_id}/findings", response=ANSWERS)
def settle(request: HttpRequest, case_id: UUID, found: Finding) -> Standing:
    """Record what you found out; the case is answered anew by the law and lists of today."""
    settled = actions.settle(
        case_id, found.facts, found.reason,
        version=found.case_version, by=caller(request), now=timezone.now(), tools=tools(),
    )  # fmt: skip
    return standing(settled)


@router.post("/{case_id}/ask", response=ANSWERS)
def ask(request: HttpRequest, case_id: UUID, said: Saying) -> Standing:
    """Put a question to the applicant; the clock stands still until it is answered."""
    made = actions.ask(
        case_id, said.text, version=said.case_version, by=caller(request), now=timezone.now()
    )
    return standing(made.case)


@router.post("/{case_id}/answer", response=ANSWERS)
def answer(request: HttpRequest, case_id: UUID, said: Saying) -> Standing:
    """Answer the open question in your own case, whether compliance or a panel asked it."""
    found = queries.case_for(case_id, caller(request), timezone.now().date())
    verb = actions.answer if found.stage == Stage.WAITING else actions.answer_in_appeal
    made = verb(
        case_id, said.text, version=said.case_version, by=caller(request), now=timezone.now()
    )
    return standing(made.case)


@router.post("/{case_id}/notes", response=ANSWERS)
def note(request: HttpRequest, case_id: UUID, said: Saying) -> Standing:
    """Put a privileged note on the file; others see that there is one."""
    made = actions.note(
        case_id, said.text, version=said.case_version, by=caller(request), now=timezone.now()
    )
    return standing(made.case)


@router.post("/{case_id}/withdraw", response=ANSWERS)
def withdraw(request: HttpRequest, case_id: UUID, read: Versioned) -> Standing:
    """Take your own request back; what was asked stays on record."""
    return standing(
        actions.withdraw(case_id, version=read.case_version, by=caller(request), now=timezone.now())
    )


@router.post("/{case_id}/debrief", response=ANSWERS)
def debrief(request: HttpRequest, case_id: UUID, said: Returning) -> Standing:
    """The four answers after your trip; “none” is an answer."""
    answers = Debriefing(said.topics, said.items, said.devices, said.organisations)
    made = actions.debrief(
        case_id, answers, version=said.case_version, by=caller(request), now=timezone.now()
    )
    return standing(made.case)


@router.post("/{case_id}/close", response=ANSWERS)
def close(request: HttpRequest, case_id: UUID, read: Versioned) -> Standing:
    """Close a decided case of which nothing is left to do; 422 says what is."""
    return standing(
        actions.close(case_id, version=read.case_version, by=caller(request), now=timezone.now())
    )
