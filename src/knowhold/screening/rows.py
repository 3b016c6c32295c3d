"""The store's tables, and values in and out of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

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


def entry(connection: Connection, key: int) -> tuple[Entry, int]:
    """The entry stored under `key` and its edition's id; NotFound if there is none."""
    row = connection.execute(
        "SELECT edition, list, number, kind, programmes, citation, requirement, policy, listed_on,"
        " url, remarks, birth_dates FROM entry WHERE id = ?",
        (key,),
    ).fetchone()
    if row is None:
        raise NotFound(f"no list entry `{key}`", advice="the lists changed; screen again")
    names = connection.execute(
        "SELECT text, kind, quality, language FROM name WHERE entry = ? ORDER BY position", (key,)
    )
    numbers = connection.execute(
        "SELECT scheme, value, country FROM identifier WHERE entry = ? ORDER BY position", (key,)
    )
    places = connection.execute(
        "SELECT text, country FROM address WHERE entry = ? ORDER BY position", (key,)
    )
    found = Entry(
        list_id=row[1],
        number=row[2],
        kind=Kind(row[3]),
        names=tuple(Name(t, NameKind(k), Quality(q), lang) for t, k, q, lang in names),
        identifiers=tuple(Identifier(*one) for one in numbers),
        addresses=tuple(Address(*one) for one in places),
        programmes=tuple(json.loads(row[4])),
        citation=row[5],
        requirement=row[6],
        policy=row[7],
        listed_on=row[8],
        url=row[9],
        remarks=row[10],
        birth_dates=tuple(json.loads(row[11])),
    )
    return found, row[0]
