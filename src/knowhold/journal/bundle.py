"""The auditor's ZIP: entries with their proofs and records, one checkpoint, and what they rest on.

    checkpoint            the signed head that every proof leads to
    growth                from an older checkpoint the auditor holds, if one was named
    20.entry              the 32 bytes of entry 20          20.tlog-proof   its proof
    20.record, 20.salt    what was committed to; both absent once it was erased
    attached/…            rulebooks, list editions, the policy: carried, not verified here

Whoever reads it brings their own key or policy; nothing inside the ZIP is trusted.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from knowhold.errors import ProofError
from knowhold.journal.durable import keep_name
from knowhold.journal.log import Log
from knowhold.journal.note import head_of
from knowhold.journal.proof import write_growth, write_proof
from knowhold.journal.verify import (
    Policy,
    Verified,
    commitment,
    verify_checkpoint,
    verify_growth,
    verify_proof,
)

LARGEST_MEMBER: Final = 16_000_000  # bytes unpacked
MOST_MEMBERS: Final = 400_000
PROOF: Final = re.compile(r"(0|[1-9][0-9]{0,18})\.tlog-proof")
KNOWN: Final = re.compile(
    r"checkpoint|growth|(0|[1-9][0-9]{0,18})\.(entry|record|salt|tlog-proof)|attached/.+"
)
EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the same content gives the same ZIP


@dataclass(frozen=True, slots=True)
class Committed:
    """An entry for the bundle; `record` and `salt` are None once they were erased."""

    index: int
    record: bytes | None
    salt: bytes | None


@dataclass(frozen=True, slots=True)
class Audited:
    """What a bundle proves: its head, the older size it grew from, the entries with and without."""

    head: Verified
    since: int | None
    opened: tuple[int, ...]
    erased: tuple[int, ...]
    attached: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {
            **self.head.as_json(),
            "since": self.since,
            "opened": list(self.opened),
            "erased": list(self.erased),
            "attached": list(self.attached),
        }

    def as_text(self) -> str:
        grown = "" if self.since is None else f"; grown from the `{self.since}` entries you hold"
        return (
            f"{self.head.as_text()}\nverified: {len(self.opened)} entries with their records,"
            f" {len(self.erased)} whose records were erased{grown}"
        )


def write_bundle(
    path: Path,
    log: Log,
    entries: Iterable[Committed],
    attached: Mapping[str, bytes],
    since: int | None = None,
) -> None:
    """Write the ZIP whole or not at all; ProofError when a record is not what was committed to."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        with zipfile.ZipFile(fresh, "w") as archive:
            _fill(archive, log, entries, since)
            for name, content in sorted(attached.items()):
                _add(archive, f"attached/{name}", content)
        keep_name(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def verify_bundle(path: Path, policy: Policy, older: bytes | None = None) -> Audited:
    """Raise ProofError, naming the entry, unless all of the ZIP holds under the reader's policy.

    With `older`, a checkpoint the reader kept, the bundle must show that its head grew from it.
    """
    members = _members(path)
    note = _member(members, "checkpoint")
    head = verify_checkpoint(note, policy)
    since = None
    if older is not None:
        grown = verify_growth(older, _member(members, "growth"), policy)
        if grown.checkpoint != head.checkpoint:
            raise ProofError("the growth in the bundle leads to another head than its checkpoint")
        since = verify_checkpoint(older, policy).checkpoint.size
    opened: list[int] = []
    erased: list[int] = []
    for index in sorted(int(found[1]) for name in members if (found := PROOF.fullmatch(name))):
        (opened if _verify_entry(members, index, head, policy) else erased).append(index)
    loose = [name for name in members if name.endswith((".entry", ".record", ".salt"))]
    for name in loose:
        if name.partition(".")[0] + ".tlog-proof" not in members and "/" not in name:
            raise ProofError(f"`{name}` in the bundle has no proof")
    attached = tuple(sorted(name for name in members if name.startswith("attached/")))
    return Audited(head, since, tuple(opened), tuple(erased), attached)


def _fill(
    archive: zipfile.ZipFile, log: Log, entries: Iterable[Committed], since: int | None
) -> None:
    note = log.checkpoint()
    size = head_of(note).size
    _add(archive, "checkpoint", note.encode())
    if since is not None:
        body = write_growth(since, log.consistency_proof(since, size), note)
        _add(archive, "growth", body.encode())
    for one in entries:
        entry, path = log.entry(one.index), log.inclusion_proof(one.index, size)
        _add(archive, f"{one.index}.entry", entry)
        _add(archive, f"{one.index}.tlog-proof", write_proof(one.index, path, note).encode())
        if one.record is not None and one.salt is not None:
            _require_commitment(one.index, entry, one.record, one.salt)
            _add(archive, f"{one.index}.record", one.record)
            _add(archive, f"{one.index}.salt", one.salt)


def _verify_entry(members: dict[str, bytes], index: int, head: Verified, policy: Policy) -> bool:
    """Whether the entry is there with its record; False when that was erased."""
    entry = _member(members, f"{index}.entry")
    try:
        found = verify_proof(entry, members[f"{index}.tlog-proof"], policy)
    except ProofError as error:
        raise ProofError(f"entry {index} of the bundle: {error}") from error
    if found.index != index or found.checkpoint != head.checkpoint:
        raise ProofError(f"entry {index} of the bundle: its proof is of another entry or head")
    record, salt = members.get(f"{index}.record"), members.get(f"{index}.salt")
    if record is None and salt is None:
        return False
    if record is None or salt is None:
        raise ProofError(
            f"entry {index} of the bundle: record and salt come together or not at all"
        )
    _require_commitment(index, entry, record, salt)
    return True


def _require_commitment(index: int, entry: bytes, record: bytes, salt: bytes) -> None:
    if commitment(record, salt) != entry:
        raise ProofError(f"entry {index} of the bundle: its record is not what was committed to")


def _member(members: dict[str, bytes], name: str) -> bytes:
    if name not in members:
        raise ProofError(f"the bundle has no `{name}`")
    return members[name]


def _members(path: Path) -> dict[str, bytes]:
    """Every member by name; refuses strange names, doubles, and what unpacks beyond all bounds."""
    members: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > MOST_MEMBERS:
                raise ProofError(f"the bundle has more than {MOST_MEMBERS} members")
            for info in archive.infolist():
                name = info.filename
                if not KNOWN.fullmatch(name) or name in members or ".." in name:
                    raise ProofError(
                        f"the bundle has a member `{name[:80]!a}` that it must not have"
                    )
                if info.file_size > LARGEST_MEMBER:
                    raise ProofError(
                        f"`{name}` in the bundle is larger than {LARGEST_MEMBER} bytes"
                    )
                members[name] = b"" if name.startswith("attached/") else archive.read(info)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError) as error:
        raise ProofError(f"the bundle cannot be read: {error}") from error
    except EOFError as error:
        raise ProofError("the bundle is cut short") from error
    return members


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content)
