"""Editions of official lists in one SQLite file: loaded whole or not at all, the old one kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from knowhold import sqlite
from knowhold.errors import ListRejected, NotFound
from knowhold.screening import rows
from knowhold.screening.effects import feed as feed_of
from knowhold.screening.model import Batch, Edition, Entry, Identifier
from knowhold.screening.reading.formats import FORMATS, Format
from knowhold.screening.reading.source import Source

FILE_NAME: Final = "lists.sqlite3"
"""Name of the store's file in the data folder."""


READ_TOGETHER: Final = 1000


@dataclass(frozen=True, slots=True)
class Failure:
    """A load that failed after the current edition of its feed was loaded."""

    feed: str
    at: datetime
    message: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What the person loading a file knows that the file does not say.

    `count` and `shrink` guard against half files: an edition with fewer than `shrink` times the
    entries of the one before is refused.
    """

    dated: date | None = None
    source_url: str = ""
    rights: str = ""
    count: int | None = None
    shrink: float = 0.7


class ListStore:
    """Every edition ever loaded; the newest loaded of each feed is current."""

    def __init__(self, connection: sqlite.Connection) -> None:
        self._connection = connection
        connection.executescript(rows.SCHEMA)

    @classmethod
    def open(cls, path: Path | str) -> ListStore:
        """Open or create the file at `path` (`:memory:` for tests); UnsafeStorage on an old SQLite."""
        return cls(sqlite.connect(path))

    def close(self) -> None:
        self._connection.close()

    @property
    def folder(self) -> Path | None:
        """The folder the store's file is in; None in memory."""
        path = self._connection.execute("PRAGMA database_list").fetchone()[2]
        return Path(path).parent if path else None

    def load(
        self,
        file: Path | Sequence[Path],
        format: str,  # noqa: A002 - the command's word
        *,
        now: datetime,
        claim: Claim | None = None,
    ) -> Edition:
        """Read `file` and make it the feed's current edition, in one transaction.

        The same bytes again return their edition with `was_loaded_before` and change nothing but
        which edition is current. Anything unreadable, a wrong count, a missing date, a full disk:
        ListRejected, the old edition stays current and the failure is kept for `failures()`.
        """
        form = FORMATS.get(format)
        if form is None:
            raise ListRejected("format", format, ", ".join(FORMATS))
        paths = (file,) if isinstance(file, Path) else tuple(file)
        try:
            return self._load(paths, form, now, claim or Claim())
        except ListRejected as rejected:
            self.remember_failure(form.feed, now, rejected)
            raise
        except sqlite.Error as error:
            refusal = ListRejected(
                ", ".join(path.name for path in paths), str(error), "room to store the edition",
                advice="the old edition is still in use; free disk space and load again",
            )  # fmt: skip
            self.remember_failure(form.feed, now, refusal)
            raise refusal from error

    def edition(self, key: int) -> Edition:
        """The edition as it stands now, current or not; NotFound if there is none."""
        row = self._connection.execute(
            f"SELECT {rows.EDITION} FROM edition WHERE id = ?",  # noqa: S608 - constants
            (key,),
        ).fetchone()
        if row is None:
            raise NotFound(f"no edition `{key}`", advice="see `knowhold lists`")
        return rows.edition(row)

    def editions(self, *, all_of: str = "") -> list[Edition]:
        """The current edition of every feed; with `all_of` every edition of that feed, newest first."""
        where, values = ("feed = ?", (all_of,)) if all_of else ("is_current", ())
        found = self._connection.execute(
            f"SELECT {rows.EDITION} FROM edition WHERE {where} ORDER BY feed, loaded_at DESC, id DESC",  # noqa: S608 - constants
            values,
        )
        return [rows.edition(row) for row in found]

    def failures(self) -> list[Failure]:
        """Feeds whose newest attempt to load failed."""
        found = self._connection.execute("SELECT feed, at, message FROM failure ORDER BY feed")
        return [Failure(feed, datetime.fromisoformat(at), text) for feed, at, text in found]

    def remember_failure(self, feed: str, now: datetime, rejected: ListRejected) -> None:
        """Keep that the newest attempt to bring the feed up to date failed, until one succeeds."""
        # The reason the load failed (a full disk) may also forbid this row; the caller still raises.
        try:
            self._connection.execute(
                "INSERT OR REPLACE INTO failure (feed, at, message) VALUES (?, ?, ?)",
                (feed, now.isoformat(), str(rejected)),
            )
        except sqlite.Error as error:
            rejected.add_note(f"the failure itself could not be recorded: {error}")

    def confirm(self, feed: str, now: datetime) -> None:
        """Note that the authority gave the current edition, or said it is unchanged, at `now`."""
        self._connection.execute("DELETE FROM failure WHERE feed = ?", (feed,))
        self._connection.execute(
            "INSERT OR REPLACE INTO confirmed VALUES (?, ?)", (feed, now.isoformat())
        )

    def confirmed(self) -> dict[str, date]:
        """The day each feed's authority was last asked with success."""
        found = self._connection.execute("SELECT feed, at FROM confirmed")
        return {feed: datetime.fromisoformat(at).date() for feed, at in found}

    def seen(self, feed: str) -> dict[str, tuple[str, str]]:
        """(ETag, Last-Modified) of the files the feed was loaded from, by address."""
        found = self._connection.execute(
            "SELECT url, etag, last_modified FROM fetched WHERE feed = ?", (feed,)
        )
        return {url: (etag, modified) for url, etag, modified in found}

    def remember_seen(self, feed: str, url: str, etag: str, last_modified: str) -> None:
        """Keep what the server said of the file just loaded."""
        self._connection.execute(
            "INSERT OR REPLACE INTO fetched VALUES (?, ?, ?, ?)", (feed, url, etag, last_modified)
        )

    def entry(self, key: int) -> tuple[Entry, int]:
        """The entry stored under `key` and its edition's id."""
        found = self.stored([key])[key]
        return found.entry, found.edition

    def stored(self, keys: Sequence[int]) -> dict[int, rows.Stored]:
        """The entries under `keys` with their editions and digests, read together."""
        return rows.entries(self._connection, keys)

    def entries(self, edition: int) -> Iterator[tuple[int, Entry]]:
        """Every entry of an edition with its key, in the order of the file."""
        found = self._connection.execute(
            "SELECT id FROM entry WHERE edition = ? ORDER BY id", (edition,)
        ).fetchall()
        for start in range(0, len(found), READ_TOGETHER):
            keys = [key for (key,) in found[start : start + READ_TOGETHER]]
            for key, stored in self.stored(keys).items():
                yield key, stored.entry

    def digests(self, edition: int) -> dict[tuple[str, str], str]:
        """Digest of every entry of an edition by (list, number): two of these make a delta."""
        found = self._connection.execute(
            "SELECT list, number, digest FROM entry WHERE edition = ?", (edition,)
        )
        return {(list_id, number): digest for list_id, number, digest in found}

    def ranges(self) -> tuple[tuple[int, str, int, int], ...]:
        """(id, digest, first entry key, number of entries) of every current edition: what an index is of."""
        found = self._connection.execute(
            "SELECT edition.id, edition.digest, min(entry.id), count(*) FROM edition"
            " JOIN entry ON entry.edition = edition.id WHERE edition.is_current"
            " GROUP BY edition.id ORDER BY edition.id"
        )
        return tuple(tuple(row) for row in found)

    def execute(self, statement: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """Run one statement of a module that keeps its own table here."""
        return self._connection.execute(statement, values)

    def searchable(self) -> Iterator[tuple[int, str, int, str]]:
        """(entry key, kind, name position, text) of every name of the current editions."""
        return iter(
            self._connection.execute(
                "SELECT entry.id, entry.kind, name.position, name.text FROM edition"
                " JOIN entry ON entry.edition = edition.id JOIN name ON name.entry = entry.id"
                " WHERE edition.is_current ORDER BY entry.id, name.position"
            )
        )

    def identifiers(self) -> Iterator[tuple[int, Identifier]]:
        """(entry key, number) of every published number of the current editions."""
        found = self._connection.execute(
            "SELECT entry.id, identifier.scheme, identifier.value, identifier.country FROM edition"
            " JOIN entry ON entry.edition = edition.id"
            " JOIN identifier ON identifier.entry = entry.id"
            " WHERE edition.is_current ORDER BY entry.id, identifier.position"
        )
        return ((key, Identifier(*fields)) for key, *fields in found)

    def _load(self, paths: Sequence[Path], form: Format, now: datetime, claim: Claim) -> Edition:
        sources = [Source.open(path) for path in paths]
        digest = _digest(sources)
        known = self._edition_with(form.feed, digest)
        if known is not None:
            with self._transaction():
                self._make_current(known.feed, known.id)
            return rows.again(known)
        batch = form.read(sources)
        place = ", ".join(source.name for source in sources)
        dated = claim.dated or batch.dated
        if dated is None:
            raise ListRejected(
                place, "no date in the file", "the day the authority issued it",
                advice="give it with `--date 2026-07-31`",
            )  # fmt: skip
        if dated > now.date():
            raise ListRejected(place, dated.isoformat(), f"a day up to {now.date()}")
        _check_counts(batch, claim, place)
        self._check_shrinkage(form.feed, len(batch.entries), claim, place)
        publication = feed_of(form.feed)
        fresh = rows.NewEdition(
            feed=form.feed,
            format=form.id,
            dated=dated,
            digest=digest,
            source_url=claim.source_url or batch.source_url or publication.url,
            rights=claim.rights or publication.rights,
            loaded_at=now,
        )
        # Written first: a process killed or a disk full from here on leaves more than silence.
        self.remember_failure(form.feed, now, ListRejected(place, "a load that did not end", "its end",
                                                           advice="load the list again"))  # fmt: skip
        with self._transaction():
            key = rows.insert(self._connection, fresh, batch)
            self._make_current(form.feed, key)
        return self.editions(all_of=form.feed)[0]

    def _make_current(self, feed: str, key: int) -> None:
        # In two steps: one statement sets rows in any order, and two may not be current at once.
        self._connection.execute(
            "UPDATE edition SET is_current = 0 WHERE feed = ? AND id <> ?", (feed, key)
        )
        self._connection.execute("UPDATE edition SET is_current = 1 WHERE id = ?", (key,))
        self._connection.execute("DELETE FROM failure WHERE feed = ?", (feed,))

    def _edition_with(self, feed: str, digest: str) -> Edition | None:
        found = [one for one in self.editions(all_of=feed) if one.digest == digest]
        return found[0] if found else None

    def _check_shrinkage(self, feed: str, count: int, claim: Claim, place: str) -> None:
        old = [one for one in self.editions() if one.feed == feed]
        if old and count < old[0].count * claim.shrink:
            raise ListRejected(
                place, f"{count} entries",
                f"at least {claim.shrink:.0%} of the {old[0].count} of {old[0].dated}",
                advice="a half file? if the authority really removed so many, add `--shrink 0`",
            )  # fmt: skip

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


def _digest(sources: Sequence[Source]) -> str:
    """sha256 of the one file's bytes; of several, sha256 over their digests in sorted order."""
    if len(sources) == 1:
        return f"sha256:{sources[0].digest}"
    joined = "\n".join(sorted(source.digest for source in sources))
    return f"sha256:{hashlib.sha256(joined.encode()).hexdigest()}"


def _check_counts(batch: Batch, claim: Claim, place: str) -> None:
    found: dict[str, int] = {"": len(batch.entries)}
    for entry in batch.entries:
        found[entry.list_id] = found.get(entry.list_id, 0) + 1
    claims = [*batch.counts, *([("", claim.count)] if claim.count is not None else [])]
    for list_id, count in claims:
        if found.get(list_id, 0) != count:
            raise ListRejected(
                f"{place}, {list_id or 'all entries'}", str(found.get(list_id, 0)),
                f"the {count} entries stated", advice="download the file again",
            )  # fmt: skip
    if not batch.entries:
        raise ListRejected(place, "no entry", "at least one", advice="download the file again")
    _check_numbers(batch, place)


def _check_numbers(batch: Batch, place: str) -> None:
    seen: set[tuple[str, str]] = set()
    for entry in batch.entries:
        key = (entry.list_id, entry.number)
        if key in seen:
            raise ListRejected(place, json.dumps(key), "each entry once")
        seen.add(key)
