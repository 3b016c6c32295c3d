"""Know-how entries as pages show them: in words, with their age, and disputed where they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from knowhold.exposure.building import is_fresh
from knowhold.exposure.structure import STALE_MONTHS
from knowhold.roster.models import FilingChange, Holding
from knowhold.roster.queries import open_disputes
from knowhold.web.language import named
from knowhold.web.words import evidence_of_holding_text, level_text

SELF_STATED: Final = "self_stated"


def shown_entries(holdings: Iterable[Holding], on: date) -> list[dict[str, Any]]:
    """One dictionary for each entry; two queries for all of them."""
    rows = list(holdings)
    disputes = open_disputes(rows)
    return [
        {
            "id": row.pk,
            "item": named(row.item),
            "code": row.item_id,
            "level": level_text(row.level),
            "evidence": evidence_of_holding_text(row.evidence),
            "is_confirmed": row.evidence != SELF_STATED and is_fresh(row.as_of, on, STALE_MONTHS),
            "is_stale": not is_fresh(row.as_of, on, STALE_MONTHS),
            "as_of": row.as_of,
            "source": row.source,
            "filing": row.filing,
            "firm": named(row.organisation),
            "is_used": row.used_since is not None,
            "dispute": disputes.get(row.pk),
        }
        for row in rows
    ]


def shown_changes(changes: Iterable[FilingChange]) -> list[dict[str, Any]]:
    """What filings changed about one person, in words."""
    return [
        {
            "filing": one.filing,
            "item": named(one.item),
            "before": level_text(one.before["level"]) if one.before else "",
            "after": level_text(one.after["level"]) if one.after else "",
        }
        for one in changes
    ]
