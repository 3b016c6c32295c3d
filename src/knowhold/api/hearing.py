"""Appeals: filed by the applicant, seated by an ombudsperson, asked about by the panel."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Status
from pydantic import Base64Bytes

from knowhold.api.errors import Failure
from knowhold.api.security import caller, either
from knowhold.api.shapes import (
    FAILURES,
    Comment,
    OfCase,
    Reason,
    Sent,
    Standing,
    Versioned,
    standing,
)
from knowhold.clearance import actions, attachments, policy, queries
from knowhold.clearance.actions import Grievance
from knowhold.clearance.flow import Verb
from knowhold.clearance.panel import candidates

router = Router(tags=["appeals"])

# a file in base64 is a third longer than its bytes
LONGEST_FILE = attachments.LARGEST * 4 // 3 + 4


class FileSent(Sent):
    """`content` in base64; the kinds of files and their size are those of the page."""

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    content: Annotated[Base64Bytes, Field(max_length=LONGEST_FILE)]


class Appealing(Versioned):
    """`late_reason` only after the last day."""

    text: Annotated[str, Field(min_length=1, max_length=8000, pattern=r"^[^\x00]*$")]
    late_reason: Comment = ""
    file: FileSent | None = None


class Seat(OfCase):
    """Somebody thought of for the panel; `barred` says why they cannot hear this appeal."""

    person: UUID
    name: str
    barred: str


class Seating(Versioned):
    people: Annotated[list[UUID], Field(min_length=1, max_length=10)]


class Asking(Versioned):
    text: Reason


@router.post("/{case_id}/appeal", auth=either("cases:write"), response={201: Standing, **FAILURES})
def appeal(request: HttpRequest, case_id: UUID, said: Appealing) -> Status[Standing]:
    """Appeal against the refusal of your own case; people who had no part in it hear it."""
    sent = attachments.Sent(said.file.name, said.file.content) if said.file else None
    filed = actions.appeal(
        case_id, Grievance(said.text, said.late_reason, sent),
        version=said.case_version, by=caller(request), now=timezone.now(),
    )  # fmt: skip
    return Status(201, standing(filed.case))


@router.get(
    "/{case_id}/appeal/panel",
    auth=either("cases:read"),
    response={200: list[Seat], 403: Failure, 404: Failure, 422: Failure},
)
def seats(request: HttpRequest, case_id: UUID) -> list[Seat]:
    """Who can hear the appeal and who cannot, with why; for the ombudsperson who seats the panel."""
    now = timezone.now()
    found = queries.case_for(case_id, caller(request), now.date())
    policy.require(caller(request), Verb.SEAT, found, now.date())
    return [
        Seat(
            case=found.pk,
            case_version=found.version,
            person=each.person.pk,
            name=each.person.label,
            barred=each.barred,
        )
        for each in candidates(found, now.date())
    ]


@router.post(
    "/{case_id}/appeal/panel", auth=either("cases:write"), response={200: Standing, **FAILURES}
)
def seat(request: HttpRequest, case_id: UUID, wanted: Seating) -> Standing:
    """Say who hears the appeal; nobody who had a part in the case can."""
    seated = actions.seat_panel(
        case_id, wanted.people,
        version=wanted.case_version, by=caller(request), now=timezone.now(),
    )  # fmt: skip
    return standing(seated[0].appeal.case)


@router.post(
    "/{case_id}/appeal/question", auth=either("cases:write"), response={200: Standing, **FAILURES}
)
def question(request: HttpRequest, case_id: UUID, said: Asking) -> Standing:
    """The panel's question to the applicant; its day moves with the answer."""
    made = actions.ask_in_appeal(
        case_id, said.text, version=said.case_version, by=caller(request), now=timezone.now()
    )
    return standing(made.case)
