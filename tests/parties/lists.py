"""Editions of an invented list, written as our own format and loaded into a store."""

from __future__ import annotations

import json
from datetime import date, datetime

from knowhold.screening import Edition, ListStore

WORKS = {"text": "Nordland Smelter AS"}


def entry(number: str, *names: str, on: str = "sample.denied", **more: object) -> dict[str, object]:
    return {
        "list": on,
        "number": number,
        "kind": "organisation",
        "names": [{"text": name} for name in names],
        **more,
    }


OTHER = [
    entry(f"D-0{n}", name)
    for n, name in enumerate(
        ("Blackmoor Trading", "Quill Foundry", "Tarn Ceramics", "Osprey Castings")
    )
]


def loaded(
    path, folder, now: datetime, *entries: dict[str, object], dated: date | None = None
) -> Edition:
    """The edition of these entries and some that nobody deals with, made the current one."""
    day = (dated or now.date()).isoformat()
    everything = [*OTHER, *entries]
    file = folder / f"list-{day}-{len(everything)}.json"
    body = {"dated": day, "source_url": "", "count": len(everything), "entries": everything}
    file.write_text(json.dumps(body), encoding="utf-8")
    store = ListStore.open(path)
    try:
        return store.load(file, "knowhold-json", now=now)
    finally:
        store.close()
