"""The verbs on cases: each locks the case once, checks right, version and stage, tells one event."""

from __future__ import annotations

from knowhold.clearance.actions.adopting import adopt_conditions
from knowhold.clearance.actions.appealing import (
    Grievance,
    Variation,
    answer_in_appeal,
    appeal,
    ask_in_appeal,
    overturn,
    seat_panel,
    uphold,
    vary,
)
from knowhold.clearance.actions.arranging import name_deputy, note_training, publish_routing
from knowhold.clearance.actions.asking import answer, ask, take, withdraw
from knowhold.clearance.actions.comparing import (
    add_counterpart,
    change_counterpart,
    judge_counterpart,
)
from knowhold.clearance.actions.deciding import approve, find_not_needed, refuse, reopen
from knowhold.clearance.actions.keeping import keep_note, submit
from knowhold.clearance.actions.lending import Device, hand_over, prepare_loan, take_back
from knowhold.clearance.actions.noting import note
from knowhold.clearance.actions.overdue import deactivate, escalate
from knowhold.clearance.actions.recommending import countersign, recommend, send_back
from knowhold.clearance.actions.reevaluating import Reevaluated, reevaluate
from knowhold.clearance.actions.rescreening import Rescreened, rescreen
from knowhold.clearance.actions.returning import Debriefing, close, debrief
from knowhold.clearance.actions.reviewing import review, review_several
from knowhold.clearance.actions.settling import settle
from knowhold.clearance.actions.superseding import NewDays, revoke, supersede
from knowhold.clearance.checks import Approval, Refusal

__all__ = [
    "Approval",
    "Debriefing",
    "Device",
    "Grievance",
    "NewDays",
    "Reevaluated",
    "Refusal",
    "Rescreened",
    "Variation",
    "add_counterpart",
    "adopt_conditions",
    "answer",
    "answer_in_appeal",
    "appeal",
    "approve",
    "ask",
    "ask_in_appeal",
    "change_counterpart",
    "close",
    "countersign",
    "deactivate",
    "debrief",
    "escalate",
    "find_not_needed",
    "hand_over",
    "judge_counterpart",
    "keep_note",
    "name_deputy",
    "note",
    "note_training",
    "overturn",
    "prepare_loan",
    "publish_routing",
    "recommend",
    "reevaluate",
    "refuse",
    "reopen",
    "rescreen",
    "review",
    "review_several",
    "revoke",
    "seat_panel",
    "send_back",
    "settle",
    "submit",
    "supersede",
    "take",
    "take_back",
    "uphold",
    "vary",
    "withdraw",
]
