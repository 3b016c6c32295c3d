"""Which clearance tables are append-only."""

from __future__ import annotations

from knowhold.audit.guard import Guard

DECISIONS = Guard(
    table="clearance_decision",
    fixed=(
        "id", "case_id", "number", "outcome", "decided_by_id", "decided_at", "reason", "grounds",
        "conditions", "approvable", "appeal_until", "second_hand_confirmed", "rulebook",
    ),
    once=("over_since",),
    # what the case's own clock has marked as over may go, together with its case
    deletable="over_since",
)  # fmt: skip
ROUTINGS = Guard(
    table="clearance_routingedition",
    fixed=(
        "id", "organisation_id", "number", "text", "digest", "policy", "published_by_id",
        "published_at",
    ),
)  # fmt: skip
RECOMMENDATIONS = Guard(
    table="clearance_recommendation",
    fixed=(
        "id", "case_id", "number", "outcome", "by_id", "at", "rules", "condition_codes", "reason",
        "approvable", "valid_from", "valid_until", "second_hand_confirmed", "confirmed",
    ),
    once=("over_since",),
    deletable="over_since",
)  # fmt: skip
