"""Anybody's question about a permit: is it good, has it been replaced, or can nobody say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowhold.clearance import permit_keys
from knowhold.clearance.models import Permit, PermitStatus
from knowhold.clearance.tokens import Claim, read_token, write_token
from knowhold.errors import ProofError


class State(StrEnum):
    """What the page says; the last is the signature's, the others are the permit's."""

    GOOD = "good"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    PAUSED = "paused"
    ENDED = "ended"
    UNKNOWN = "unknown"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Checked:
    state: State
    claim: Claim | None = None
    replaced_by: int | None = None


_OF_STATUS = {
    PermitStatus.PAUSED: State.PAUSED,
    PermitStatus.SUPERSEDED: State.SUPERSEDED,
    PermitStatus.REVOKED: State.REVOKED,
}


def token_of(permit: Permit) -> str:
    """The code for the permit's QR, by the newest key."""
    claim = Claim(permit.case.reference, permit.version, permit.valid_from, permit.valid_until)
    return write_token(claim, permit_keys.signer())


def check(token: str, on: date) -> Checked:
    """What is known about a code; only a signed one gets an answer, so nobody can try numbers."""
    try:
        claim = read_token(token, permit_keys.believed())
    except ProofError:
        return Checked(State.INVALID)
    permits = list(Permit.objects.filter(case__reference=claim.reference).order_by("version"))
    found = next((each for each in permits if each.version == claim.version), None)
    if found is None:
        return Checked(State.UNKNOWN, claim)
    state = _OF_STATUS.get(PermitStatus(found.status), State.GOOD)
    if state is State.GOOD and on > found.valid_until:
        state = State.ENDED
    newer = permits[-1].version
    return Checked(state, claim, newer if state is State.SUPERSEDED else None)
