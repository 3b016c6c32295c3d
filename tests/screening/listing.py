"""Small list files made on the spot, and a store that holds them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

from knowhold.screening import Edition, ListPolicy, ListStore, Settings

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ON = date(2026, 11, 24)
ANY_LISTS = Settings(policy=ListPolicy(required=()))


def own_list(folder: Path, *parties: object, dated: str = "2026-11-01", **more: object) -> Path:
    """A file in our own format; a party is its names, or a dict of fields."""
    entries = []
    for number, party in enumerate(parties, start=1):
        fields = dict(party) if isinstance(party, dict) else {"names": party}
        names = fields.pop("names")
        names = [names] if isinstance(names, str) else names
        entries.append(
            {
                "list": "sample.entity-list",
                "number": f"N{number}",
                "names": [{"text": name} for name in names],
                **fields,
            }
        )
    path = folder / f"list-{len(list(folder.iterdir()))}.json"
    whole = {"dated": dated, "count": len(entries), "entries": entries, **more}
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return path


def stored(folder: Path, *parties: object, dated: str = "2026-11-01") -> ListStore:
    store = ListStore.open(":memory:")
    load(store, own_list(folder, *parties, dated=dated))
    return store


def load(store: ListStore, path: Path, form: str = "knowhold-json") -> Edition:
    return store.load(path, form, now=NOW)
