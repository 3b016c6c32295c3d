"""Which clearance tables are append-only."""

from __future__ import annotations

from knowhold.audit.guard import Guard

DECISIONS = Guard(
    table="clearance_decision",
    fixed=(
        "id", "case_id", "number", "outcome", "decided_by_id", "decided_at", "reason", "grounds",
        "conditions", "approvable", "appeal_until", "second_hand_confirmed", "rulebook",
    ),
)  # fmt: skip
