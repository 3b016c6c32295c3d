"""Writing the taxonomy's lines into their table; nothing is ever taken out."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from knowhold.roster.models import KnowHowItem
from knowhold.roster.taxonomy import TABLE, Line, read_taxonomy


def load_taxonomy(path: Path = TABLE) -> tuple[int, int]:
    """How many lines were added and how many changed; call it in a transaction."""
    before = {item.code: item for item in KnowHowItem.objects.all()}
    added = changed = 0
    for line in read_taxonomy(path):
        row = _columns(line)
        present = before.get(line.code)
        if present is None:
            KnowHowItem.objects.create(code=line.code, **row)
            added += 1
        elif any(getattr(present, name) != value for name, value in row.items()):
            KnowHowItem.objects.filter(pk=line.code).update(**row)
            changed += 1
    return added, changed


def _columns(line: Line) -> dict[str, str | None]:
    row: dict[str, str | None] = asdict(line)
    del row["code"]
    row["parent_id"] = row.pop("parent")
    return row
