"""Runs where `aics-tlog` lives: an independent C2SP implementation judges our files, and signs some.

python aics_program.py judge FOLDER    prints a JSON object of verdicts
python aics_program.py make FOLDER     writes a log of its own for us to judge
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path

from aics_tlog import (
    Checkpoint,
    FileSystemTileReader,
    MerkleTree,
    Note,
    TileWriter,
    audit_tiles,
    cosignature_vkey,
    format_vkey,
    parse_note,
    parse_vkey,
    sign_checkpoint,
    sign_cosignature,
    verify_checkpoint,
    verify_consistency,
    verify_leaf_inclusion,
    vkey_from_ed25519,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

COUNT, OLD, INDEX = 300, 250, 257


def judge(folder: Path) -> dict[str, object]:
    """What it says of the checkpoint, cosignature, proof, growth and tiles in `folder`."""
    log, witness = (
        parse_vkey((folder / name).read_text().strip()) for name in ("log.vkey", "w.vkey")
    )
    origin = (folder / "checkpoint").read_text().split("\n")[0]

    def head(text: str, quorum: int = 1):
        return verify_checkpoint(parse_note(text), log, [witness], quorum, expected_origin=origin)

    newest = head((folder / "checkpoint").read_text())
    lines, note = split((folder / "proof").read_text())
    proved = head(note)
    growth, newer = split((folder / "growth").read_text())
    older = head((folder / "older").read_text(), 0)
    return {
        "checkpoint": newest.ok,
        "cosigned_at": newest.timestamps,
        "proof": proved.ok
        and verify_leaf_inclusion(
            (folder / "entry").read_bytes(),
            int(lines[1].removeprefix("index ")),
            proved.size,
            hashes(lines[2:]),
            proved.root,
        ),
        "growth": growth[0] == f"old {older.size}"
        and verify_consistency(
            older.size, head(newer).size, older.root, newest.root, hashes(growth[1:])
        ),
        "tiles": audited(folder / "www", newest.size, newest.root),
    }


def audited(folder: Path, size: int, root: bytes) -> list[int]:
    report = audit_tiles(FileSystemTileReader(folder), size, root)
    return [report.size, report.tiles, report.bundles]


def split(text: str) -> tuple[list[str], str]:
    head, _, note = text.partition("\n\n")
    return head.split("\n"), note


def hashes(lines: list[str]) -> list[bytes]:
    return [base64.b64decode(line) for line in lines]


def make(folder: Path) -> dict[str, object]:
    """Its own log: key, cosigned checkpoint, paths and tiles, for us to judge."""
    entries = [bytes([number % 256]) * 32 for number in range(COUNT)]
    tree = MerkleTree(entries)
    key, cosigner = (Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32) for seed in (1, 2))
    name, witness = "aics.example/log", "aics.example/w"
    head = Checkpoint(name, COUNT, tree.root())
    note = sign_checkpoint(head, key, name)
    _, line = sign_cosignature(cosigner, witness, 1_700_000_000, name, COUNT, head.root)
    (folder / "checkpoint").write_text(Note(note.text, (*note.signatures, line)).serialise())
    TileWriter(entries).write_to(folder)
    return {
        "log": format_vkey(vkey_from_ed25519(name, key.public_key())),
        "witness": format_vkey(cosignature_vkey(witness, cosigner.public_key())),
        "entry": entries[INDEX].hex(),
        "path": [one.hex() for one in tree.inclusion_proof(INDEX, COUNT)],
        "growth": [one.hex() for one in tree.consistency_proof(OLD, COUNT)],
        "old_root": tree.root(OLD).hex(),
    }


if __name__ == "__main__":
    print(json.dumps({"judge": judge, "make": make}[sys.argv[1]](Path(sys.argv[2]))))
