"""Decisions of a case: read them, propose one, send one back, appeal; nobody deletes one.

The second signature and the panel's decision are not here: who gives them proves at that moment
who they are, which a program's token cannot.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Path, Router, Schema, Status

from knowhold.api.cases import Day
from knowhold.api.errors import Failure
from knowhold.api.permits import CaseVersion, Reason
from knowhold.api.security import caller, either
from knowhold.api.shapes import Sent, Short
from knowhold.clearance import actions, queries
from knowhold.clearance.actions import Approval, Grievance, Refusal
from knowhold.clearance.actions.protecting import note_attempt_to_delete
from knowhold.clearance.installed import tools
from knowhold.clearance.looking import looked_at
from knowhold.clearance.models import Case, Decision, ManagersView
from knowhold.errors import Invalid, NotFound

router = Router(tags=["decisions"])

Number = Annotated[int, Path(ge=1, le=32767)]
Rules = Annotated[list[Short], Field(max_length=50)]
Comment = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")]
FAILURES = {403: Failure, 404: Failure, 409: Failure, 422: Failure}


class GroundShown(Schema):
    rule: str
    cites: list[str]


class DecisionShown(Schema):
    """`appeal_until` is the last day of an appeal in time; a late one says why it is late."""

    number: int
    outcome: str
    decided_by: str
    decided_at: datetime
    reason: str
    approvable: str
    grounds: list[GroundShown]
    conditions: list[str]
    appeal_until: date | None
    rulebook: str


class Approving(Sent):
    rules: Rules
    reason: Comment = ""
    condition_codes: Annotated[list[Short], Field(max_length=50)] = []
    valid_from: Day
    valid_until: Day
    second_hand_confirmed: bool = False
    confirmed: Annotated[list[Short], Field(max_length=20)] = []


class Refusing(Sent):
    rules: Rules
    reason: Reason
    approvable: Reason


class Recommending(Sent):
    """Exactly one of `approval` and `refusal`."""

    approval: Approving | None = None
    refusal: Refusing | None = None
    case_version: CaseVersion


class Recommended(Schema):
    number: int
    outcome: str
    case_version: int


class Reviewing(Sent):
    view: Literal["confirmed", "doubts"]
    comment: Comment = ""
    case_version: CaseVersion


class SendingBack(Sent):
    reason: Reason
    case_version: CaseVersion


class Appealing(Sent):
    """`late_reason` only after the last day; a file is added on the page."""

    text: Annotated[str, Field(min_length=1, max_length=8000, pattern=r"^[^\x00]*$")]
    late_reason: Comment = ""
    case_version: CaseVersion


class Standing(Schema):
    """Where the case stands after the verb."""

    id: UUID
    stage: str
    appeal: str
    due_on: date
    case_version: int


@router.get(
    "/{case_id}/decisions",
    auth=either("cases:read"),
    response={200: list[DecisionShown], 404: Failure, 422: Failure},
)
def decisions(request: HttpRequest, case_id: UUID) -> list[DecisionShown]:
    """The chain of decisions, oldest first; a refusal stays in it whatever an appeal decides."""
    found = queries.whole_case_for(case_id, caller(request), timezone.now().date())
    looked_at(found, by=caller(request), now=timezone.now())
    return [_shown(each) for each in found.decisions.select_related("decided_by")]


@router.get(
    "/{case_id}/decisions/{number}",
    auth=either("cases:read"),
    response={200: DecisionShown, 404: Failure, 422: Failure},
)
def decision(request: HttpRequest, case_id: UUID, number: Number) -> DecisionShown:
    found = queries.whole_case_for(case_id, caller(request), timezone.now().date())
    made = found.decisions.select_related("decided_by").filter(number=number).first()
    if made is None:
        raise NotFound(_("There is no such decision"), advice=_("Check the address"))
    looked_at(found, by=caller(request), now=timezone.now())
    return _shown(made)


@router.delete(
    "/{case_id}/decisions/{number}",
    auth=either("cases:read"),
    response={405: Failure, 404: Failure, 422: Failure},
)
def delete_nothing(
    request: HttpRequest, response: HttpResponse, case_id: UUID, number: Number
) -> Status[Failure]:
    """Always refused: a decision stays in the record, and the attempt is written to the journal."""
    note_attempt_to_delete(case_id, number, by=caller(request), now=timezone.now())
    response["Allow"] = "GET"
    failure = Failure(
        error="never_deleted",
        message=_("A decision is never deleted; this attempt is in the journal"),
        advice=_("An appeal or a new decision stands beside it"),
    )
    return Status(405, failure)


@router.post("/{case_id}/review", auth=either("cases:write"), response={200: Standing, **FAILURES})
def review(request: HttpRequest, case_id: UUID, said: Reviewing) -> Standing:
    """The line manager's word; the case goes on to compliance either way."""
    made = actions.review(
        case_id, ManagersView(said.view), said.comment,
        version=said.case_version, by=caller(request), now=timezone.now(),
    )  # fmt: skip
    return _standing(made.case)


@router.post(
    "/{case_id}/recommend", auth=either("cases:write"), response={200: Recommended, **FAILURES}
)
def recommend(request: HttpRequest, case_id: UUID, wanted: Recommending) -> Recommended:
    """Propose a decision to the second signature; an edit makes an older signature void."""
    made = actions.recommend(
        case_id, _proposal(wanted),
        version=wanted.case_version, by=caller(request), now=timezone.now(), tools=tools(),
    )  # fmt: skip
    return Recommended(number=made.number, outcome=made.outcome, case_version=made.case.version)


@router.post(
    "/{case_id}/send-back", auth=either("cases:write"), response={200: Standing, **FAILURES}
)
def send_back(request: HttpRequest, case_id: UUID, said: SendingBack) -> Standing:
    """Give the case back to the officer unsigned, saying why."""
    back = actions.send_back(
        case_id, said.reason, version=said.case_version, by=caller(request), now=timezone.now()
    )
    return _standing(back)


@router.post("/{case_id}/appeal", auth=either("cases:write"), response={201: Standing, **FAILURES})
def appeal(request: HttpRequest, case_id: UUID, said: Appealing) -> Status[Standing]:
    """Appeal against the refusal of your own case; people who had no part in it hear it."""
    filed = actions.appeal(
        case_id, Grievance(said.text, said.late_reason),
        version=said.case_version, by=caller(request), now=timezone.now(),
    )  # fmt: skip
    return Status(201, _standing(filed.case))


def _proposal(wanted: Recommending) -> Approval | Refusal:
    approval, refusal = wanted.approval, wanted.refusal
    if approval is not None and refusal is None:
        return Approval(
            rules=approval.rules,
            reason=approval.reason,
            condition_codes=approval.condition_codes,
            valid_from=approval.valid_from,
            valid_until=approval.valid_until,
            second_hand_confirmed=approval.second_hand_confirmed,
            confirmed=approval.confirmed,
        )
    if refusal is not None and approval is None:
        return Refusal(refusal.rules, refusal.reason, refusal.approvable)
    raise Invalid({"approval": [_("Send either an approval or a refusal")]})


def _standing(case: Case) -> Standing:
    return Standing(
        id=case.pk,
        stage=case.stage,
        appeal=case.appeal,
        due_on=case.due_on,
        case_version=case.version,
    )


def _shown(made: Decision) -> DecisionShown:
    return DecisionShown(
        number=made.number,
        outcome=made.outcome,
        decided_by=made.decided_by.label,
        decided_at=made.decided_at,
        reason=made.reason,
        approvable=made.approvable,
        grounds=[GroundShown(rule=each["rule"], cites=each["cite"]) for each in made.grounds],
        conditions=[each["code"] for each in made.conditions],
        appeal_until=made.appeal_until,
        rulebook=made.rulebook,
    )
