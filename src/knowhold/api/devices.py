"""The device desk: what is to be prepared, handed over, taken back; nothing else of a case."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from knowhold.accounts.models import Role
from knowhold.accounts.policy import require_role
from knowhold.api.errors import Failure
from knowhold.api.security import caller, either
from knowhold.api.shapes import FAILURES, Day, Sent
from knowhold.clearance import actions, queries
from knowhold.clearance.actions import Device
from knowhold.clearance.models import Loan

router = Router(tags=["devices"], auth=either("devices"))

Line = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]


class LoanShown(Schema):
    """`version` is the device's own: what changed meanwhile answers 409."""

    case: UUID
    reference: str
    traveller: str
    first_day: date
    last_day: date
    status: str
    serial: str
    image: str
    pick_up: str
    pick_up_on: date | None
    handed_over_at: datetime | None
    returned_at: datetime | None
    version: int


class Read(Sent):
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class Prepared(Read):
    serial: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00]*$")]
    image: Line
    pick_up: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    pick_up_on: Day


@router.get("", response={200: list[LoanShown], 403: Failure})
def devices(request: HttpRequest) -> list[LoanShown]:
    """What is not back yet, by the first day of the trip."""
    person = caller(request)
    require_role(person, Role.DEVICE_DESK, on=timezone.now().date())
    return [_shown(each) for each in queries.loans_of(person.organisation)]


@router.post("/{case_id}/prepare", response={200: LoanShown, **FAILURES})
def prepare(request: HttpRequest, case_id: UUID, said: Prepared) -> LoanShown:
    """Say which device it is and when it can be picked up; again to correct it."""
    device = Device(said.serial, said.image, said.pick_up, said.pick_up_on)
    return _shown(
        actions.prepare_loan(
            case_id, device, version=said.version, by=caller(request), now=timezone.now()
        )
    )


@router.post("/{case_id}/hand-over", response={200: LoanShown, **FAILURES})
def hand_over(request: HttpRequest, case_id: UUID, read: Read) -> LoanShown:
    return _shown(
        actions.hand_over(case_id, version=read.version, by=caller(request), now=timezone.now())
    )


@router.post("/{case_id}/take-back", response={200: LoanShown, **FAILURES})
def take_back(request: HttpRequest, case_id: UUID, read: Read) -> LoanShown:
    """The device is checked in; a case whose debrief is filed closes with it."""
    return _shown(
        actions.take_back(case_id, version=read.version, by=caller(request), now=timezone.now())
    )


def _shown(found: Loan) -> LoanShown:
    return LoanShown(
        case=found.case_id,
        reference=found.case.reference,
        traveller=found.case.applicant.label,
        first_day=found.case.first_day,
        last_day=found.case.last_day,
        status=found.status,
        serial=found.serial,
        image=found.image,
        pick_up=found.pick_up,
        pick_up_on=found.pick_up_on,
        handed_over_at=found.handed_over_at,
        returned_at=found.returned_at,
        version=found.version,
    )
