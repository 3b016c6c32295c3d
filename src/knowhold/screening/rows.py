"""The store's tables, and values in and out of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from knowhold.errors import NotFound
from knowhold.screening.model import (
    Address,
    Batch,
    Edition,
    Entry,
    Identifier,
    Kind,
    Name,
    NameKind,
    Quality,
)
from knowhold.sqlite import Connection

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS edition (
  id INTEGER PRIMARY KEY, feed TEXT NOT NULL, format TEXT NOT NULL, dated TEXT NOT NULL,
  digest TEXT NOT NULL, source_url TEXT NOT NULL, rights TEXT NOT NULL, count INTEGER NOT NULL,
  lists TEXT NOT NULL, loaded_at TEXT NOT NULL, is_current INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT edition_once UNIQUE (feed, digest)
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS edition_one_current ON edition (feed) WHERE is_current;
CREATE TABLE IF NOT EXISTS entry (
  id INTEGER PRIMARY KEY, edition INTEGER NOT NULL REFERENCES edition (id) ON DELETE CASCADE,
  list TEXT NOT NULL, number TEXT NOT NULL, kind TEXT NOT NULL, programmes TEXT NOT NULL,
  citation TEXT NOT NULL, requirement TEXT NOT NULL, policy TEXT NOT NULL,
  listed_on TEXT NOT NULL, url TEXT NOT NULL, remarks TEXT NOT NULL, birth_dates TEXT NOT NULL,
  digest TEXT NOT NULL, CONSTRAINT entry_once UNIQUE (edition, list, number)
) STRICT;
CREATE TABLE IF NOT EXISTS name (
  entry INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE, position INTEGER NOT NULL,
  text TEXT NOT NULL, kind TEXT NOT NULL, quality TEXT NOT NULL, script TEXT NOT NULL,
  language TEXT NOT NULL, PRIMARY KEY (entry, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS identifier (
  entry INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE, position INTEGER NOT NULL,
  scheme TEXT NOT NULL, value TEXT NOT NULL, country TEXT NOT NULL,
  PRIMARY KEY (entry, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS address (
  entry INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE, position INTEGER NOT NULL,
  text TEXT NOT NULL, country TEXT NOT NULL, PRIMARY KEY (entry, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS judgement (
  id INTEGER PRIMARY KEY, party TEXT NOT NULL, query TEXT NOT NULL, list TEXT NOT NULL,
  number TEXT NOT NULL, entry TEXT NOT NULL, edition TEXT NOT NULL, dated TEXT NOT NULL,
  verdict TEXT NOT NULL, reason TEXT NOT NULL, decided_by TEXT NOT NULL, decided_on TEXT NOT NULL,
  expires TEXT NOT NULL, matcher TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS judgement_party ON judgement (party);
CREATE TABLE IF NOT EXISTS fetched (
  feed TEXT NOT NULL, url TEXT NOT NULL, etag TEXT NOT NULL, last_modified TEXT NOT NULL,
  PRIMARY KEY (feed, url)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS confirmed (feed TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS failure (
  feed TEXT PRIMARY KEY, at TEXT NOT NULL, message TEXT NOT NULL
) STRICT;
"""

EDITION: Final = (
    "id, feed, format, dated, digest, source_url, rights, count, lists, loaded_at, is_current"
)


@dataclass(frozen=True, slots=True)
class NewEdition:
    """An edition about to be stored."""

    feed: str
    format: str
    dated: date
    digest: str
    source_url: str
    rights: str
    loaded_at: datetime


def insert(connection: Connection, fresh: NewEdition, batch: Batch) -> int:
    """Store the edition with every entry and return its id; the caller owns the transaction."""
    lists: dict[str, int] = {}
    for one in batch.entries:
        lists[one.list_id] = lists.get(one.list_id, 0) + 1
    key = connection.execute(
        "INSERT INTO edition (feed, format, dated, digest, source_url, rights, count, lists,"
        " loaded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            fresh.feed, fresh.format, fresh.dated.isoformat(), fresh.digest, fresh.source_url,
            fresh.rights, len(batch.entries), json.dumps(lists), fresh.loaded_at.isoformat(),
        ),
    ).lastrowid  # fmt: skip
    assert key is not None
    last = connection.execute("SELECT coalesce(max(id), 0) FROM entry").fetchone()[0]
    numbered = list(enumerate(batch.entries, start=last + 1))
    connection.executemany(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                entry_key, key, one.list_id, one.number, one.kind.value, json.dumps(one.programmes),
                one.citation, one.requirement, one.policy, one.listed_on, one.url, one.remarks,
                json.dumps(one.birth_dates), one.digest(),
            )
            for entry_key, one in numbered
        ),
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO name VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (entry_key, at, it.text, it.kind.value, it.quality.value, it.script, it.language)
            for entry_key, one in numbered
            for at, it in enumerate(one.names)
        ),
    )
    connection.executemany(
        "INSERT INTO identifier VALUES (?, ?, ?, ?, ?)",
        (
            (entry_key, at, it.scheme, it.value, it.country)
            for entry_key, one in numbered
            for at, it in enumerate(one.identifiers)
        ),
    )
    connection.executemany(
        "INSERT INTO address VALUES (?, ?, ?, ?)",
        (
            (entry_key, at, it.text, it.country)
            for entry_key, one in numbered
            for at, it in enumerate(one.addresses)
        ),
    )
    return key


def edition(row: tuple[object, ...]) -> Edition:
    key, feed, form, dated, digest, url, rights, count, lists, loaded_at, is_current = row
    return Edition(
        id=int(str(key)),
        feed=str(feed),
        format=str(form),
        dated=date.fromisoformat(str(dated)),
        digest=str(digest),
        source_url=str(url),
        rights=str(rights),
        count=int(str(count)),
        lists=tuple(json.loads(str(lists)).items()),
        loaded_at=datetime.fromisoformat(str(loaded_at)),
        is_current=bool(is_current),
    )


def again(known: Edition) -> Edition:
    """The edition as `load` returns it for bytes it already holds."""
    return replace(known, is_current=True, was_loaded_before=True)


class Stored(NamedTuple):
    """An entry as stored, with its edition's id and its digest."""

    entry: Entry
    edition: int
    digest: str


def entries(connection: Connection, keys: Sequence[int]) -> dict[int, Stored]:
    """The entries stored under `keys`; NotFound names the first that is not there."""
    wanted = (json.dumps(list(keys)),)
    within = "(SELECT value FROM json_each(?)) ORDER BY"
    names: dict[int, list[Name]] = {key: [] for key in keys}
    numbers: dict[int, list[Identifier]] = {key: [] for key in keys}
    places: dict[int, list[Address]] = {key: [] for key in keys}
    for key, text, kind, quality, language in connection.execute(
        f"SELECT entry, text, kind, quality, language FROM name WHERE entry IN {within} entry, position",  # noqa: S608 - constants
        wanted,
    ):
        names[key].append(Name(text, NameKind(kind), Quality(quality), language))
    for key, *fields in connection.execute(
        f"SELECT entry, scheme, value, country FROM identifier WHERE entry IN {within} entry, position",  # noqa: S608 - constants
        wanted,
    ):
        numbers[key].append(Identifier(*fields))
    for key, *fields in connection.execute(
        f"SELECT entry, text, country FROM address WHERE entry IN {within} entry, position",  # noqa: S608 - constants
        wanted,
    ):
        places[key].append(Address(*fields))
    found = {
        row[0]: Stored(_entry(row, names[row[0]], numbers[row[0]], places[row[0]]), row[1], row[13])
        for row in connection.execute(
            "SELECT id, edition, list, number, kind, programmes, citation, requirement, policy,"  # noqa: S608 - constants
            " listed_on, url, remarks, birth_dates, digest FROM entry WHERE id IN"
            f" {within} id",
            wanted,
        )
    }
    for key in keys:
        if key not in found:
            raise NotFound(f"no list entry `{key}`", advice="the lists changed; screen again")
    return found


def _entry(
    row: tuple[Any, ...],
    names: Sequence[Name],
    numbers: Sequence[Identifier],
    places: Sequence[Address],
) -> Entry:
    return Entry(
        list_id=row[2],
        number=row[3],
        kind=Kind(row[4]),
        names=tuple(names),
        identifiers=tuple(numbers),
        addresses=tuple(places),
        programmes=tuple(json.loads(row[5])),
        citation=row[6],
        requirement=row[7],
        policy=row[8],
        listed_on=row[9],
        url=row[10],
        remarks=row[11],
        birth_dates=tuple(json.loads(row[12])),
    )
