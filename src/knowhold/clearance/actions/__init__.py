"""The verbs on cases: each locks the case once, checks right, version and stage, tells one event."""

from __future__ import annotations

from knowhold.clearance.actions.adopting import adopt_conditions
from knowhold.clearance.actions.asking import answer, ask, take, withdraw
from knowhold.clearance.actions.deciding import (
    Approval,
    Refusal,
    approve,
    find_not_needed,
    refuse,
    reopen,
)
from knowhold.clearance.actions.keeping import keep_note, submit
from knowhold.clearance.actions.reevaluating import Reevaluated, reevaluate
from knowhold.clearance.actions.settling import settle
from knowhold.clearance.actions.superseding import NewDays, revoke, supersede

__all__ = [
    "Approval",
    "NewDays",
    "Reevaluated",
    "Refusal",
    "adopt_conditions",
    "answer",
    "approve",
    "ask",
    "find_not_needed",
    "keep_note",
    "reevaluate",
    "refuse",
    "reopen",
    "revoke",
    "settle",
    "submit",
    "supersede",
    "take",
    "withdraw",
]
