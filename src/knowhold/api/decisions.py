"""Decisions of a case: read them, propose one, send one back; nobody deletes one.

To decide is in `deciding`: it takes the session of the person who decides, never a token.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Path, Router, Schema, Status

from knowhold.api.errors import Failure
from knowhold.api.security import caller, either
from knowhold.api.shapes import (
    FAILURES,
    Comment,
    Day,
    OfCase,
    Reason,
    Sent,
    Short,
    Standing,
    Versioned,
    standing,
)
from knowhold.clearance import actions, queries
from knowhold.clearance.actions import Approval, Refusal
from knowhold.clearance.actions.protecting import note_attempt_to_delete
from knowhold.clearance.installed import tools
from knowhold.clearance.looking import looked_at
from knowhold.clearance.models import Case, Decision, ManagersView
from knowhold.errors import Invalid, NotFound

router = Router(tags=["decisions"])

Number = Annotated[int, Path(ge=1, le=32767)]
Rules = Annotated[list[Short], Field(max_length=50)]


class GroundShown(Schema):
    rule: str
    cites: list[str]


class DecisionShown(OfCase):
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

    def approval(self) -> Approval:
        return Approval(
            rules=self.rules,
            reason=self.reason,
            condition_codes=self.condition_codes,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            second_hand_confirmed=self.second_hand_confirmed,
            confirmed=self.confirmed,
        )


class Refusing(Sent):
    rules: Rules
    reason: Reason
    approvable: Reason

    def refusal(self) -> Refusal:
        return Refusal(self.rules, self.reason, self.approvable)


class Recommending(Versioned):
    """Exactly one of `approval` and `refusal`."""

    approval: Approving | None = None
    refusal: Refusing | None = None


class Recommended(OfCase):
    number: int
    outcome: str


class Reviewing(Versioned):
    view: Literal["confirmed", "doubts"]
    comment: Comment = ""


class SendingBack(Versioned):
    reason: Reason


@router.get(
    "/{case_id}/decisions",
    auth=either("cases:read"),
    response={200: list[DecisionShown], 404: Failure, 422: Failure},
)
def decisions(request: HttpRequest, case_id: UUID) -> list[DecisionShown]:
    """The chain of decisions, oldest first; a refusal stays in it whatever an appeal decides."""
    found = queries.whole_case_for(case_id, caller(request), timezone.now().date())
    looked_at(found, by=caller(request), now=timezone.now())
    return [_shown(each, found) for each in found.decisions.select_related("decided_by")]


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
    return _shown(made, found)


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
    return standing(made.case)


@router.post(
    "/{case_id}/recommend", auth=either("cases:write"), response={200: Recommended, **FAILURES}
)
def recommend(request: HttpRequest, case_id: UUID, wanted: Recommending) -> Recommended:
    """Propose a decision to the second signature; an edit makes an older signature void."""
    made = actions.recommend(
        case_id, _proposal(wanted),
        version=wanted.case_version, by=caller(request), now=timezone.now(), tools=tools(),
    )  # fmt: skip
    return Recommended(
        case=case_id,
        case_version=made.case.version,
        number=made.number,
        outcome=made.outcome,
    )


@router.post(
    "/{case_id}/send-back", auth=either("cases:write"), response={200: Standing, **FAILURES}
)
def send_back(request: HttpRequest, case_id: UUID, said: SendingBack) -> Standing:
    """Give the case back to the officer unsigned, saying why."""
    back = actions.send_back(
        case_id, said.reason, version=said.case_version, by=caller(request), now=timezone.now()
    )
    return standing(back)


def _proposal(wanted: Recommending) -> Approval | Refusal:
    approval, refusal = wanted.approval, wanted.refusal
    if approval is not None and refusal is None:
        return approval.approval()
    if refusal is not None and approval is None:
        return refusal.refusal()
    raise Invalid({"approval": [_("Send either an approval or a refusal")]})


def _shown(made: Decision, case: Case) -> DecisionShown:
    return DecisionShown(
        case=case.pk,
        case_version=case.version,
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
