"""Check an auditor's ZIP (docs/spec/journal.md, Bundle): every entry, proof and record in it.

Like `verify`, of which it is the second half, it needs Python and `cryptography` only: the command
`knowhold journal verifier` prints both as one file. Nothing inside the ZIP is trusted.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from knowhold.errors import ProofError
from knowhold.journal.verify import (
    Checkpoint,
    Policy,
    Verified,
    commitment,
    main,
    read_trust,
    verify_checkpoint,
    verify_growth,
    verify_proof,
)

LARGEST_MEMBER: Final = 16_000_000  # bytes unpacked
MOST_MEMBERS: Final = 400_000
PROOF: Final = re.compile(r"(0|[1-9][0-9]{0,18})\.tlog-proof")
FOLDER: Final = r"(?P<folder>(?:[0-9]{4}/)?)"
KNOWN: Final = re.compile(
    FOLDER
    + r"(?P<name>checkpoint|growth|(0|[1-9][0-9]{0,18})\.(entry|record|salt|tlog-proof))|attached/.+"
)
# all that `zipfile` raises over a ZIP that somebody bent
BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError,
    ValueError, OverflowError, LookupError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Audited:
    """What a bundle proves of one log: its head, the older size, the entries with and without."""

    head: Verified
    since: int | None
    opened: tuple[int, ...]
    erased: tuple[int, ...]
    attached: tuple[str, ...]
    folder: str = ""

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


def verify_bundle(path: Path, policy: Policy, older: bytes | None = None) -> list[Audited]:
    """Raise ProofError, naming the entry, unless all of the ZIP holds under the reader's policy.

    One result for each log in it, by folder. With `older`, a checkpoint the reader kept, the head
    of the same log must be shown to have grown from it.
    """
    members = _members(path)
    attached = tuple(sorted(name for name in members if name.startswith("attached/")))
    own: dict[str, dict[str, bytes]] = {}
    for name, content in members.items():
        if name not in attached:
            folder = name[: name.rfind("/") + 1]
            own.setdefault(folder, {})[name.removeprefix(folder)] = content
    held = None if older is None else verify_checkpoint(older, policy).checkpoint
    if not own:
        raise ProofError("the bundle has no `checkpoint`")
    found = [
        _verify_part(own[folder], policy, older, held, attached, folder) for folder in sorted(own)
    ]
    origins = [one.head.checkpoint.origin for one in found]
    if len(set(origins)) != len(origins):
        raise ProofError("the bundle has the same log twice")
    if held is not None and all(one.since is None for one in found):
        raise ProofError(f"the bundle has no log `{held.origin}`, of which you hold a checkpoint")
    return found


def _verify_part(
    members: dict[str, bytes],
    policy: Policy,
    older: bytes | None,
    held: Checkpoint | None,
    attached: tuple[str, ...],
    folder: str,
) -> Audited:
    note = _member(members, "checkpoint")
    head = verify_checkpoint(note, policy)
    since = None
    if older is not None and held is not None and held.origin == head.checkpoint.origin:
        grown = verify_growth(older, _member(members, "growth"), policy)
        if grown.checkpoint != head.checkpoint:
            raise ProofError("the growth in the bundle leads to another head than its checkpoint")
        since = held.size
    opened: list[int] = []
    erased: list[int] = []
    for index in sorted(int(found[1]) for name in members if (found := PROOF.fullmatch(name))):
        (opened if _verify_entry(members, index, head, policy) else erased).append(index)
    for name in members:
        if "." in name and f"{name.partition('.')[0]}.tlog-proof" not in members:
            raise ProofError(f"`{name}` in the bundle has no proof")
    return Audited(head, since, tuple(opened), tuple(erased), attached, folder)


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
    require_commitment(index, entry, record, salt)
    return True


def require_commitment(index: int, entry: bytes, record: bytes, salt: bytes) -> None:
    if commitment(record, salt) != entry:
        raise ProofError(f"entry {index} of the bundle: its record is not what was committed to")


def _member(members: dict[str, bytes], name: str) -> bytes:
    if name not in members:
        raise ProofError(f"the bundle has no `{name}`")
    return members[name]


def _members(path: Path) -> dict[str, bytes]:
    """Every member by name; refuses strange names, doubles, and what unpacks beyond all bounds."""
    members: dict[str, bytes] = {}
    # read first: what is wrong further on is wrong with the content and not with the disk
    whole = io.BytesIO(path.read_bytes())
    try:
        with zipfile.ZipFile(whole) as archive:
            if len(archive.infolist()) > MOST_MEMBERS:
                raise ProofError(f"the bundle has more than {MOST_MEMBERS} members")
            for info in archive.infolist():
                name = info.filename
                if not KNOWN.fullmatch(name) or name in members or ".." in name:
                    raise ProofError(
                        f"the bundle has a member `{name[:80]!a}` that it must not have"
                    )
                if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                    raise ProofError(f"`{name}` in the bundle is packed in a way we do not use")
                if info.file_size > LARGEST_MEMBER:
                    raise ProofError(
                        f"`{name}` in the bundle is larger than {LARGEST_MEMBER} bytes"
                    )
                members[name] = b"" if name.startswith("attached/") else archive.read(info)
    except BROKEN as error:
        raise ProofError(f"the bundle cannot be read: {error}") from error
    return members


def main_with_bundle(arguments: Sequence[str] | None = None) -> int:
    """Verify an auditor's ZIP offline; without --bundle, single files (see --help of those)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if "--bundle" not in given:
        return main(given)
    parser = argparse.ArgumentParser(description=main_with_bundle.__doc__)
    trust = parser.add_mutually_exclusive_group(required=True)
    trust.add_argument("--key", help="file with the log's verifier key")
    trust.add_argument("--policy", help="C2SP policy file: logs, witnesses, quorum")
    parser.add_argument("--origin", help="the log's name, where it differs from its key's name")
    parser.add_argument("--bundle", required=True, help="the ZIP")
    parser.add_argument("--checkpoint", help="an older checkpoint that you kept")
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args(given)
    try:
        older = Path(asked.checkpoint).read_bytes() if asked.checkpoint else None
        found = verify_bundle(Path(asked.bundle), read_trust(asked), older)
    except OSError as error:
        sys.stderr.write(f"cannot read `{error.filename}`: {error.strerror}\n")
        return 3
    except ProofError as error:
        sys.stderr.write(f"not verified: {error}\n")
        return 1
    for one in found:
        sys.stdout.write((json.dumps(one.as_json()) if asked.json else one.as_text()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main_with_bundle())
