"""Cosigning other people's logs: the witness of C2SP tlog-witness, one row of state for each log.

A witness signs a head only when it was shown to contain the last head it signed. That is what
stops a log from telling two readers two stories.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from knowhold import sqlite
from knowhold.errors import ProofError
from knowhold.journal.note import Signer
from knowhold.journal.verify import (
    Checkpoint,
    Key,
    open_note,
    read_checkpoint,
    read_growth,
    verify_consistency,
)

SIZE_TYPE: Final = "text/x.tlog.size"
TEXT_TYPE: Final = "text/plain; charset=utf-8"
SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS cosigned (
    origin_hash TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    root BLOB NOT NULL CHECK (length(root) = 32),
    note TEXT NOT NULL
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer: `status`, `body` and its content type."""

    status: int
    body: str
    content_type: str = TEXT_TYPE


class Refused(Exception):
    """A request the protocol answers with a status other than 200."""

    def __init__(self, status: int, body: str, content_type: str = TEXT_TYPE) -> None:
        super().__init__(body)
        self.answer = Answer(status, body, content_type)


class Witness:
    """Cosigns heads of `logs` (keys by origin) with every key in `signers`. One thread."""

    def __init__(
        self, path: Path, signers: tuple[Signer, ...], logs: Mapping[str, tuple[Key, ...]]
    ) -> None:
        self._signers = signers
        self._logs = logs
        self._connection = sqlite.connect(path)
        self._connection.executescript(SCHEMA)

    def close(self) -> None:
        self._connection.close()

    def add_checkpoint(self, body: bytes, now: int) -> Answer:
        """Answer `POST add-checkpoint`; `now` is POSIX seconds. Durable before it answers 200."""
        try:
            old, path, note = self._request(body)
            text, signatures = self._signed_text(note)
            head = _head(text, old)
            lines = "".join(one.signature_line(text, time=now) for one in self._signers)
            self._move(old, path, head, text + "\n" + signatures + lines)
        except Refused as refused:
            return refused.answer
        return Answer(200, lines)

    def checkpoint(self, origin_hash: str) -> Answer:
        """Answer `GET <origin hash>/checkpoint`: the newest head cosigned, with both signatures."""
        row = self._connection.execute(
            "SELECT note FROM cosigned WHERE origin_hash = ?", (origin_hash,)
        ).fetchone()
        return Answer(404, "unknown log\n") if row is None else Answer(200, row[0])

    def _request(self, body: bytes) -> tuple[int, tuple[bytes, ...], bytes]:
        try:
            return read_growth(body)
        except ProofError as error:
            raise Refused(400, f"{error}\n") from error

    def _signed_text(self, note: bytes) -> tuple[str, str]:
        """The text and the log's own signature lines; whatever else was sent along is dropped."""
        whole = note.decode()
        keys = self._logs.get(whole.partition("\n")[0])
        if keys is None:
            raise Refused(404, "unknown log\n")
        try:
            text, _ = open_note(whole, keys)
        except ProofError as error:
            raise Refused(403, f"{error}\n") from error
        lines = whole.removeprefix(text + "\n").splitlines(keepends=True)
        return text, "".join(line for line in lines if _is_signed(text, line, keys))

    def _move(self, old: int, path: tuple[bytes, ...], head: Checkpoint, note: str) -> None:
        """Check against the last head and replace it, in one transaction: no step back, no race."""
        key = origin_hash(head.origin)
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            row = self._connection.execute(
                "SELECT size, root FROM cosigned WHERE origin_hash = ?", (key,)
            ).fetchone()
            size = 0 if row is None else row[0]
            if old != size:
                raise Refused(409, f"{size}\n", SIZE_TYPE)
            if old:
                _require_consistent(old, bytes(row[1]), path, head)
            elif path:
                raise Refused(422, "a proof from the empty log has no hashes\n")
            self._connection.execute(
                "INSERT INTO cosigned VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
                " SET size = excluded.size, root = excluded.root, note = excluded.note",
                (key, head.size, head.root, note),
            )
            self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")


def origin_hash(origin: str) -> str:
    """How the protocol names a log in a path: hex SHA-256 of its origin."""
    return sha256(origin.encode()).hexdigest()


def _is_signed(text: str, line: str, keys: tuple[Key, ...]) -> bool:
    try:
        open_note(f"{text}\n{line}", keys)
    except ProofError:
        return False
    return True


def _head(text: str, old: int) -> Checkpoint:
    try:
        head = read_checkpoint(text)
    except ProofError as error:
        # The one thing the protocol tells apart: an empty log with somebody else's root.
        raise Refused(422 if text.split("\n")[1] == "0" else 400, f"{error}\n") from error
    if old > head.size:
        raise Refused(400, "the old size is larger than the checkpoint\n")
    return head


def _require_consistent(old: int, root: bytes, path: tuple[bytes, ...], head: Checkpoint) -> None:
    try:
        verify_consistency(old, head.size, root, head.root, path)
    except ProofError as error:
        raise Refused(422, f"{error}\n") from error
