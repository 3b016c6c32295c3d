"""Permits of a case: read them, replace the valid one by its next version, or revoke it.

Both changes decide about somebody: they take the session of a person, as everything in `deciding`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Router

from knowhold.api.errors import Failure
from knowhold.api.security import Session, caller, either
from knowhold.api.shapes import FAILURES, Day, OfCase, Reason, Versioned
from knowhold.clearance import queries
from knowhold.clearance.actions import NewDays, revoke, supersede
from knowhold.clearance.checking import token_of
from knowhold.clearance.installed import tools
from knowhold.clearance.looking import looked_at
from knowhold.clearance.models import Permit, PermitStatus
from knowhold.errors import WrongStage

router = Router(tags=["permits"])

Version = Annotated[int, Path(ge=1, le=32767)]


class PermitShown(OfCase):
    """`code` is the signed text behind the square code; `decision` is the number of its decision."""

    version: int
    decision: int
    status: str
    valid_from: date
    valid_until: date
    issued_at: datetime
    conditions: list[str]
    code: str


class Replacement(Versioned):
    valid_from: Day
    valid_until: Day
    reason: Reason


class Revocation(Versioned):
    reason: Reason


@router.get(
    "/{case_id}/permits",
    auth=either("cases:read"),
    response={200: list[PermitShown], 404: Failure, 422: Failure},
)
def permits(request: HttpRequest, case_id: UUID) -> list[PermitShown]:
    """Every version, oldest first."""
    found = queries.whole_case_for(case_id, caller(request), timezone.now().date())
    looked_at(found, by=caller(request), now=timezone.now())
    return [_shown(each) for each in found.permits.select_related("case", "decision")]


@router.post(
    "/{case_id}/permits/{version}/replace",
    auth=Session(),
    response={200: PermitShown, **FAILURES},
)
def replace(
    request: HttpRequest, case_id: UUID, version: Version, wanted: Replacement
) -> PermitShown:
    """The next version with other days, within those asked for; the old code says so from now on."""
    _require_valid(request, case_id, version)
    made = supersede(
        case_id,
        NewDays(wanted.valid_from, wanted.valid_until, wanted.reason),
        version=wanted.case_version,
        by=caller(request),
        now=timezone.now(),
        tools=tools(),
    )
    return _shown(made)


@router.post(
    "/{case_id}/permits/{version}/revoke",
    auth=Session(),
    response={200: PermitShown, **FAILURES},
)
def end(request: HttpRequest, case_id: UUID, version: Version, asked: Revocation) -> PermitShown:
    """End the permit for good; its holder is told the reason."""
    _require_valid(request, case_id, version)
    ended = revoke(
        case_id,
        asked.reason,
        version=asked.case_version,
        by=caller(request),
        now=timezone.now(),
    )
    return _shown(ended)


def _require_valid(request: HttpRequest, case_id: UUID, version: int) -> None:
    """The version in the address is the one that counts, not merely some version of the case."""
    found = queries.permit_for(case_id, version, caller(request), timezone.now().date())
    if found.status != PermitStatus.VALID:
        raise WrongStage(_("This permit is not valid any more"), advice=_("Reload the case"))


def _shown(found: Permit) -> PermitShown:
    return PermitShown(
        case=found.case_id,
        case_version=found.case.version,
        version=found.version,
        decision=found.decision.number,
        status=found.status,
        valid_from=found.valid_from,
        valid_until=found.valid_until,
        issued_at=found.issued_at,
        conditions=[each["code"] for each in found.conditions],
        code=token_of(found),
    )
