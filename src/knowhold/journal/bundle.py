"""The auditor's ZIP: entries with their proofs and records, one checkpoint, and what they rest on.

    checkpoint            the signed head that every proof leads to
    growth                from an older checkpoint the auditor holds, if one was named
    20.entry              the 32 bytes of entry 20          20.tlog-proof   its proof
    20.record, 20.salt    what was committed to; both absent once it was erased
    attached/…            rulebooks, list editions, the policy: carried, not verified here

Where the sample spans several logs, each has its members in a folder of its own: `2026/checkpoint`.
`opening` reads it; whoever does brings their own key or policy.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from knowhold.journal.durable import keep_name
from knowhold.journal.log import Log
from knowhold.journal.note import head_of
from knowhold.journal.opening import require_commitment
from knowhold.journal.proof import write_growth, write_proof

EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the same content gives the same ZIP


@dataclass(frozen=True, slots=True)
class Committed:
    """An entry for the bundle; `record` and `salt` are None once they were erased."""

    index: int
    record: bytes | None
    salt: bytes | None


@dataclass(frozen=True, slots=True)
class Part:
    """What a bundle takes from one log: under which head (the newest by default), in which folder.

    `since` is the size of an older checkpoint that the reader holds.
    """

    log: Log
    entries: Sequence[Committed]
    since: int | None = None
    note: str | None = None
    folder: str = ""


def write_bundle(path: Path, parts: Sequence[Part], attached: Mapping[str, bytes]) -> None:
    """Write the ZIP whole or not at all; ProofError when a record is not what was committed to."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        with zipfile.ZipFile(fresh, "w") as archive:
            for part in parts:
                _fill(archive, part)
            for name, content in sorted(attached.items()):
                _add(archive, f"attached/{name}", content)
        keep_name(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def _fill(archive: zipfile.ZipFile, part: Part) -> None:
    log, folder = part.log, part.folder
    note = part.note or log.checkpoint()
    size = head_of(note).size
    _add(archive, f"{folder}checkpoint", note.encode())
    if part.since is not None:
        body = write_growth(part.since, log.consistency_proof(part.since, size), note)
        _add(archive, f"{folder}growth", body.encode())
    for one in part.entries:
        entry, path = log.entry(one.index), log.inclusion_proof(one.index, size)
        name = f"{folder}{one.index}"
        _add(archive, f"{name}.entry", entry)
        _add(archive, f"{name}.tlog-proof", write_proof(one.index, path, note).encode())
        if one.record is not None and one.salt is not None:
            require_commitment(one.index, entry, one.record, one.salt)
            _add(archive, f"{name}.record", one.record)
            _add(archive, f"{name}.salt", one.salt)


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content)
