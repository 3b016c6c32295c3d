"""The newest checkpoint of each log, kept apart from the journal so that a restore cannot undo it.

INVARIANT: this file is never restored from a backup and never goes back. A log that signed a head
of 100 entries must not, after an old backup came back, sign another history of 100 entries.
"""

from __future__ import annotations

import base64
import enum
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from knowhold import sqlite
from knowhold.errors import Stale

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS newest (
    origin TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    root BLOB NOT NULL CHECK (length(root) = 32)
) WITHOUT ROWID;
"""


class Standing(enum.Enum):
    """How a journal compares with its guard; only `GOOD` takes entries."""

    GOOD = "good"
    BEHIND = "behind"
    FORKED = "forked"


@dataclass(frozen=True, slots=True)
class Head:
    """A tree head that was signed: `root` is 32 bytes."""

    size: int
    root: bytes


class Guard:
    """Compare-and-swap on the newest head of a log; durable before `advance` returns."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite.connect(path)
        self._connection.executescript(SCHEMA)

    def close(self) -> None:
        self._connection.close()

    def newest(self, origin: str) -> Head | None:
        row = self._connection.execute(
            "SELECT size, root FROM newest WHERE origin = ?", (origin,)
        ).fetchone()
        return None if row is None else Head(row[0], bytes(row[1]))

    def advance(self, origin: str, seen: Head | None, head: Head) -> None:
        """Replace `seen` by `head`; Stale when somebody else moved first, and nothing changes."""
        assert seen is None or seen.size <= head.size
        if seen is None:
            moved = self._connection.execute(
                "INSERT INTO newest VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (origin, head.size, head.root),
            )
        else:
            moved = self._connection.execute(
                "UPDATE newest SET size = ?, root = ? WHERE origin = ? AND size = ? AND root = ?",
                (head.size, head.root, origin, seen.size, seen.root),
            )
        if moved.rowcount != 1:
            raise Stale(
                f"another process signed a checkpoint of `{origin}` first",
                advice="open the journal again",
            )


def compare(seen: Head | None, size: int, root: Callable[[int], bytes]) -> tuple[Standing, str]:
    """How a journal of `size` entries stands to what its guard has `seen`, and that in words."""
    if seen is None or (seen.size <= size and root(seen.size) == seen.root):
        return Standing.GOOD, f"{size} entries; the guard agrees"
    if seen.size > size:
        behind = seen.size - size
        return Standing.BEHIND, f"the journal is behind its guard by `{behind}` entries"
    one, two = (base64.b64encode(each).decode() for each in (seen.root, root(seen.size)))
    return Standing.FORKED, (
        f"two roots of one size: `{seen.size} {one}` in the guard,"
        f" `{seen.size} {two}` in the journal"
    )
