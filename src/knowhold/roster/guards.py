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

FILINGS = Guard(
    table="roster_filing",
    fixed=(
        "id", "organisation_id", "reference", "year", "number", "as_of", "filed_at", "filed_by_id",
        "file_name", "file_sha256", "rows_sha256", "encoding", "not_read", "rows", "people", "added",
        "changed", "ended", "unchanged", "previous_id",
    ),
)  # fmt: skip
