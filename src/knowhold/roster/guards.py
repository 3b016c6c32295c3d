"""Which roster tables are append-only."""

from __future__ import annotations

from knowhold.audit.guard import Guard

CLASSIFICATIONS = Guard(
    table="roster_classification",
    fixed=(
        "id", "organisation_id", "item_id", "free_item", "kind", "regime",
        "scheme_edition", "code", "by_id", "on", "entered_at", "reason",
    ),
)  # fmt: skip
