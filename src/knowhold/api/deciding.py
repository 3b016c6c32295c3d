"""To decide: approve, refuse, sign, decide an appeal. By the session of the person, never by a token.

A program may prepare everything (a recommendation has an endpoint for tokens); whoever decides about
somebody is there in person (docs/adr/0010). What takes a fresh confirmation on the page takes it here.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router

from knowhold.accounts.confirmed import require_recent
from knowhold.api.decisions import Approving, Refusing
from knowhold.api.security import Session, caller
from knowhold.api.shapes import FAILURES, Reason, Standing, Versioned, standing
from knowhold.clearance import actions
from knowhold.clearance.actions import Variation
from knowhold.clearance.installed import tools

router = Router(tags=["deciding"], auth=Session())

ANSWERS = {200: Standing, **FAILURES}


class Approved(Versioned):
    approval: Approving


class Refused(Versioned):
    refusal: Refusing


class Signed(Versioned):
    """`number` is the recommendation that was read: one edited since answers 409."""

    number: Annotated[int, Field(ge=1, le=32767)]


class Upheld(Versioned):
    reason: Reason


class Varied(Versioned):
    """`without`: what is left out, in both languages; it becomes a condition of the permit."""

    approval: Approving
    without_en: Reason
    without_zh: Reason


@router.post("/{case_id}/approve", response=ANSWERS)
def approve(request: HttpRequest, case_id: UUID, said: Approved) -> Standing:
    """Issue the permit, where the routing asks for no second signature."""
    permit = actions.approve(
        case_id, said.approval.approval(),
        version=said.case_version, by=caller(request), now=timezone.now(), tools=tools(),
    )  # fmt: skip
    return standing(permit.case)


@router.post("/{case_id}/refuse", response=ANSWERS)
def refuse(request: HttpRequest, case_id: UUID, said: Refused) -> Standing:
    """Refuse on a cited ground, in plain words, saying what would be approvable."""
    decision = actions.refuse(
        case_id, said.refusal.refusal(),
        version=said.case_version, by=caller(request), now=timezone.now(),
    )  # fmt: skip
    return standing(decision.case)


@router.post("/{case_id}/find-not-needed", response=ANSWERS)
def find_not_needed(request: HttpRequest, case_id: UUID, read: Versioned) -> Standing:
    """Settle that nothing has to be cleared; only where the answer says so."""
    decision = actions.find_not_needed(
        case_id, version=read.case_version, by=caller(request), now=timezone.now(), tools=tools()
    )
    return standing(decision.case)


@router.post("/{case_id}/sign", response=ANSWERS)
def sign(request: HttpRequest, case_id: UUID, said: Signed) -> Standing:
    """The second signature, under exactly the recommendation that was read."""
    require_recent(request)
    decision = actions.countersign(
        case_id, said.number,
        version=said.case_version, by=caller(request), now=timezone.now(), tools=tools(),
    )  # fmt: skip
    return standing(decision.case)


@router.post("/{case_id}/appeal/uphold", response=ANSWERS)
def uphold(request: HttpRequest, case_id: UUID, said: Upheld) -> Standing:
    """The refusal stands, in the panel's own words."""
    require_recent(request)
    filed = actions.uphold(
        case_id, said.reason, version=said.case_version, by=caller(request), now=timezone.now()
    )
    return standing(filed.case)


@router.post("/{case_id}/appeal/overturn", response=ANSWERS)
def overturn(request: HttpRequest, case_id: UUID, said: Approved) -> Standing:
    """Approve what was refused, under the same checks as any approval."""
    require_recent(request)
    permit = actions.overturn(
        case_id, said.approval.approval(),
        version=said.case_version, by=caller(request), now=timezone.now(), tools=tools(),
    )  # fmt: skip
    return standing(permit.case)


@router.post("/{case_id}/appeal/vary", response=ANSWERS)
def vary(request: HttpRequest, case_id: UUID, said: Varied) -> Standing:
    """Approve without a part."""
    require_recent(request)
    permit = actions.vary(
        case_id, Variation(said.approval.approval(), said.without_en, said.without_zh),
        version=said.case_version, by=caller(request), now=timezone.now(), tools=tools(),
    )  # fmt: skip
    return standing(permit.case)
