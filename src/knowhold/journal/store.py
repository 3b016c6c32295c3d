"""Entries and node hashes in one SQLite file, 256 entries to a row.

A full tile keeps its 256 hashes and the 254 nodes above them, so that a proof reads one row for
every eight levels and hashes nothing; a partial tile keeps only its hashes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from knowhold import sqlite
from knowhold.errors import NotFound, ProofError
from knowhold.journal.durable import keep_name
from knowhold.journal.tree import HASH, HEIGHT, WIDTH, Edge, leaf_hashes, level_counts, rows

FULL: Final = (2 * WIDTH - 2) * HASH  # 256 + 128 + … + 2 hashes
KEPT: Final = 64  # tiles kept in memory: 1 MiB
NOTHING: Final = (0, b"")
# What SQLite says when the disk or another process is in the way; all else is a damaged file.
IN_THE_WAY: Final = re.compile(
    "SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|INTERRUPT|PERM|AUTH|MISUSE)"
)
SCHEMA: Final = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS journal (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    origin TEXT NOT NULL,
    size INTEGER NOT NULL CHECK (size >= 0),
    checkpoint TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS bundle (n INTEGER PRIMARY KEY, entries BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS tile (id INTEGER PRIMARY KEY, hashes BLOB NOT NULL);
COMMIT;
"""


class TileStore:
    """The rows of one log. One connection, one thread; any number of processes may read."""

    def __init__(self, path: Path, origin: str) -> None:
        self.origin = origin
        self._path = path
        self._kept: dict[int, tuple[int, bytes]] = {}  # by tile id: width, hashes and nodes
        self._edge: Edge | None = None  # the writer's; None when it must be read again
        with self._damage_named():
            self._connection = sqlite.connect(path)
        try:
            held = self._made(origin)
        except BaseException:
            self.close()
            raise
        if held != origin:
            self.close()
            raise ProofError(f"the journal in `{path.name}` is of `{held}`, not `{origin}`")

    def _made(self, origin: str) -> str:
        """The origin of the file, which is made now if there was none."""
        with self._damage_named():
            row = self._row("SELECT count(*) FROM sqlite_master WHERE name = 'tile'")
            if row == (0,):
                self._connection.executescript(SCHEMA)
                self._run("INSERT INTO journal VALUES (1, ?, 0, '') ON CONFLICT DO NOTHING", origin)
        return self._text("SELECT origin FROM journal")

    def close(self) -> None:
        self._connection.close()

    def size(self) -> int:
        match self._row("SELECT size FROM journal"):
            case (int(size),):
                return size
        raise self._damaged("it has lost its size")

    def checkpoint(self) -> str:
        """The newest signed checkpoint, empty before the first one."""
        return self._text("SELECT checkpoint FROM journal")

    def keep_checkpoint(self, note: str) -> None:
        self._run("UPDATE journal SET checkpoint = ?", note)

    def append(self, entries: Sequence[bytes]) -> int:
        """Store 32-byte `entries` and their nodes in one durable transaction; the first index."""
        with self._damage_named(), self._transaction():
            start = self.size()
            edge, self._edge = self._edge, None  # until this batch is durable
            if edge is None or edge.size != start:
                edge = self._read_edge(start)
            self._put_entries(start, entries)
            for level, n, grown in edge.grow(leaf_hashes(entries)):
                self._put_tile(level, n, b"".join(map(b"".join, grown[:HEIGHT])))
            self._run("UPDATE journal SET size = ?", start + len(entries))
        self._edge = edge
        return start

    def backup(self, path: Path) -> None:
        """Copy the database as it is at one moment to `path`, durably and whole or not at all."""
        fresh = path.with_name(f".{path.name}.new")
        fresh.unlink(missing_ok=True)
        with self._damage_named(), closing(sqlite.connect(fresh)) as copy:
            self._connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        keep_name(fresh, path)

    def entry(self, index: int) -> bytes:
        """The 32 bytes at `index`; empty when they are missing."""
        n, at = divmod(index, WIDTH)
        return self._blob("SELECT substr(entries, ?, 32) FROM bundle WHERE n = ?", at * HASH + 1, n)

    def bundle(self, n: int) -> bytes:
        """The entries of bundle `n`, joined; empty when there is none."""
        return self._blob("SELECT entries FROM bundle WHERE n = ?", n)

    def tile(self, level: int, n: int) -> bytes:
        """The hashes as stored: 510 of a full tile, up to 255 of a partial one."""
        return self._blob("SELECT hashes FROM tile WHERE id = ?", _tile_id(level, n))

    def node(self, height: int, index: int) -> bytes:
        """The hash of the complete subtree `index` of 2^`height` entries."""
        level, row = divmod(height, HEIGHT)
        n, at = divmod(index, WIDTH >> row)
        laid = self._laid(level, n, (at + 1) << row)
        place = (2 * WIDTH - (2 * WIDTH >> row) + at) * HASH
        return laid[place : place + HASH]

    def siblings(self, height: int, index: int, top: int) -> list[bytes]:
        """The siblings of that subtree and of those around it, all within one of 2^`top` entries."""
        found = []
        while height < top:
            level, row = divmod(height, HEIGHT)
            n, at = divmod(index, WIDTH >> row)
            rows_here = min(top, (level + 1) * HEIGHT) - height
            laid = self._laid(level, n, ((at >> rows_here) + 1) << (row + rows_here))
            for here in range(row, row + rows_here):
                place = (2 * WIDTH - (2 * WIDTH >> here) + (at ^ 1)) * HASH
                found.append(laid[place : place + HASH])
                at >>= 1
            height, index = height + rows_here, index >> rows_here
        return found

    def _laid(self, level: int, n: int, needed: int) -> bytes:
        """A tile's hashes with all nodes above them; ProofError when it has fewer than `needed`."""
        # A hash once in a tile never changes, so a kept tile is good for all it contains.
        width, laid = self._kept.pop(_tile_id(level, n), NOTHING)
        if width < needed:
            width, laid = self._read_tile(level, n)
        # put back at the end: of the tiles that are kept, the one unused for longest goes first
        self._kept[_tile_id(level, n)] = width, laid
        if len(self._kept) > KEPT:
            self._kept.pop(next(iter(self._kept)))
        if width < needed:
            raise ProofError(f"tile {level}/{n} of the journal has lost hashes")
        return laid

    def _read_tile(self, level: int, n: int) -> tuple[int, bytes]:
        """The width of a tile, and its hashes with all nodes above them."""
        held = self.tile(level, n)
        whole = len(held) == FULL
        return (WIDTH, held) if whole else (len(held) // HASH, _with_nodes(_split(held)))

    def _put_entries(self, start: int, entries: Sequence[bytes]) -> None:
        n, at = divmod(start, WIDTH)
        before = self.bundle(n) if at else b""
        if len(before) != at * HASH:
            raise ProofError(f"bundle {n} of the journal has lost entries before entry {start}")
        joined = before + b"".join(entries)
        self._connection.executemany(
            "INSERT INTO bundle VALUES (?, ?)"
            " ON CONFLICT (n) DO UPDATE SET entries = excluded.entries",
            [
                (n + place, joined[offset : offset + WIDTH * HASH])
                for place, offset in enumerate(range(0, len(joined), WIDTH * HASH))
            ],
        )

    def _put_tile(self, level: int, n: int, hashes: bytes) -> None:
        self._run(
            "INSERT INTO tile VALUES (?, ?)"
            " ON CONFLICT (id) DO UPDATE SET hashes = excluded.hashes",
            _tile_id(level, n),
            hashes,
        )

    def _read_edge(self, size: int) -> Edge:
        tiles = []
        for level, count in enumerate(level_counts(size)):
            n, width = divmod(count, WIDTH)
            hashes = _split(self.tile(level, n)) if width else []
            if len(hashes) != width:
                raise ProofError(f"tile {level}/{n} of the journal has lost hashes")
            tiles.append(hashes)
        return Edge(size, tiles)

    def _row(self, question: str, *values: int) -> tuple[object, ...]:
        try:
            row = self._connection.execute(question, values).fetchone()
        except sqlite.Error as error:
            raise self._named(error) from error
        return () if row is None else tuple(row)

    def _text(self, question: str) -> str:
        match self._row(question):
            case (str(text),):
                return text
        raise self._damaged("it has lost its origin or its checkpoint")

    def _blob(self, question: str, *values: int) -> bytes:
        match self._row(question, *values):
            case ():
                return b""
            case (bytes(blob),):
                return blob
        raise self._damaged("a tile or bundle is no longer bytes")

    def _run(self, statement: str, *values: object) -> None:
        self._connection.execute(statement, values)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._run("BEGIN IMMEDIATE")
        try:
            yield
            self._run("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._run("ROLLBACK")
            raise

    @contextmanager
    def _damage_named(self) -> Iterator[None]:
        try:
            yield
        except sqlite.Error as error:
            raise self._named(error) from error

    def _named(self, error: Exception) -> Exception:
        """Our word for a damaged file; SQLite's own for a full disk or a lock held too long."""
        if IN_THE_WAY.match(getattr(error, "sqlite_errorname", "")):
            return error
        return self._damaged(str(error))

    def _damaged(self, why: str) -> ProofError:
        return ProofError(
            f"the journal file `{self._path.name}` is damaged: {why}",
            advice="keep the file, then see `knowhold journal recover --help`",
        )


def stored_origin(path: Path) -> str:
    """The origin of the journal in `path`; NotFound when there is no journal."""
    if not path.exists():
        raise NotFound(f"no journal at `{path}`")
    try:
        with closing(sqlite.connect(path)) as connection:
            return str(connection.execute("SELECT origin FROM journal").fetchone()[0])
    except (sqlite.Error, TypeError) as error:
        raise ProofError(f"`{path.name}` is no journal, or damaged: {error}") from error


def _tile_id(level: int, n: int) -> int:
    return level << 48 | n  # one integer, so that SQLite keeps no second index


def _split(hashes: bytes) -> list[bytes]:
    return [hashes[at : at + HASH] for at in range(0, len(hashes), HASH)]


def _with_nodes(hashes: list[bytes]) -> bytes:
    """A partial tile laid out like a full one; what is not there yet stays a gap nobody reads."""
    laid = bytearray(FULL)
    for row, found in enumerate(rows(hashes)[:HEIGHT]):
        place = (2 * WIDTH - (2 * WIDTH >> row)) * HASH
        laid[place : place + len(found) * HASH] = b"".join(found)
    return bytes(laid)
