"""Which tables of the parties are append-only."""

from __future__ import annotations

from knowhold.audit.guard import Guard

JUDGEMENTS = Guard(
    table="parties_judgement",
    fixed=(
        "id", "match_id", "number", "verdict", "reason", "by_id", "at", "expires", "entry_matter",
        "party_matter", "edition", "dated", "matcher",
    ),
)  # fmt: skip
