"""Delegations: a line manager's part given to a colleague for some days, accepted, ended."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from knowhold.accounts.queries import people_of
from knowhold.api.errors import Failure
from knowhold.api.security import caller, either
from knowhold.api.shapes import FAILURES, Day, Sent
from knowhold.clearance import clock
from knowhold.clearance.actions import delegating
from knowhold.clearance.models import Delegation, Kind
from knowhold.errors import Invalid

router = Router(tags=["delegations"])

NEWEST = 100


class DelegationShown(Schema):
    """`closed` says why it can no longer be accepted; empty while it can."""

    id: UUID
    giver: str
    delegate: str
    kinds: list[str]
    first_day: date
    last_day: date
    offered_at: datetime
    accepted_at: datetime | None
    ended_at: datetime | None
    closed: str


class Offering(Sent):
    """`delegate` is the work e-mail of a colleague of your firm."""

    delegate: Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^\x00]*$")]
    kinds: Annotated[list[Kind], Field(min_length=1, max_length=3)]
    first_day: Day
    last_day: Day


@router.get("", auth=either("cases:read"), response=list[DelegationShown])
def delegations(request: HttpRequest) -> list[DelegationShown]:
    """Those that you gave and those that you were asked to take, newest first."""
    person = caller(request)
    found = Delegation.objects.filter(Q(giver=person) | Q(delegate=person))
    return [
        _shown(each) for each in found.select_related("giver", "delegate", "organisation")[:NEWEST]
    ]


@router.post(
    "",
    auth=either("cases:write"),
    response={201: DelegationShown, 403: Failure, 422: Failure},
)
def offer(request: HttpRequest, wanted: Offering) -> Status[DelegationShown]:
    """Ask a colleague to review for you; it counts once they accept."""
    person = caller(request)
    delegate = people_of(person.organisation).filter(email__iexact=wanted.delegate).first()
    if delegate is None:
        raise Invalid({"delegate": [_("There is nobody with this address in your firm")]})
    made = delegating.offer(
        delegating.Offer(delegate, wanted.kinds, wanted.first_day, wanted.last_day),
        by=person,
        now=timezone.now(),
    )
    return Status(201, _shown(made))


@router.post(
    "/{delegation_id}/accept",
    auth=either("cases:write"),
    response={200: DelegationShown, **FAILURES},
)
def accept(request: HttpRequest, delegation_id: UUID) -> DelegationShown:
    """Accept what you were offered; 409 says why it is too late."""
    return _shown(delegating.accept(delegation_id, by=caller(request), now=timezone.now()))


@router.post(
    "/{delegation_id}/end", auth=either("cases:write"), response={200: DelegationShown, **FAILURES}
)
def end(request: HttpRequest, delegation_id: UUID) -> DelegationShown:
    """End what you gave, or decline what you were offered, at once."""
    return _shown(delegating.end(delegation_id, by=caller(request), now=timezone.now()))


def _shown(found: Delegation) -> DelegationShown:
    today = clock.local_day(timezone.now(), found.organisation.jurisdiction)
    return DelegationShown(
        id=found.pk,
        giver=found.giver.label,
        delegate=found.delegate.label,
        kinds=found.kinds.split(","),
        first_day=found.first_day,
        last_day=found.last_day,
        offered_at=found.offered_at,
        accepted_at=found.accepted_at,
        ended_at=found.ended_at,
        closed=delegating.why_closed(found, today),
    )
