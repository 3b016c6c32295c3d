"""Fixed keys, entries and a small log for the journal's tests."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from knowhold.journal import Log, Signer, new_signer, tree
from knowhold.journal.verify import Kind, Policy

ORIGIN = "knowhold.example/zz/2026"


def seed(word: str) -> bytes:
    return sha256(word.encode()).digest()


SIGNER: Signer = new_signer(ORIGIN, seed("log"))
WITNESS: Signer = new_signer("witness.example/w1", seed("w1"), Kind.COSIGNATURE_ED25519)
FUTURE_WITNESS: Signer = new_signer("witness.example/w2", seed("w2"), Kind.COSIGNATURE_MLDSA44)
POLICY = Policy((SIGNER.key,))


def entries(count: int, start: int = 0) -> list[bytes]:
    return [sha256(b"entry %d" % number).digest() for number in range(start, start + count)]


def filled_log(folder: Path, count: int) -> Log:
    log = Log.open(folder, ORIGIN, SIGNER)
    log.append(entries(count))
    return log


class Grown:
    """A tree in memory: every complete node over the leaves, by height."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.rows = tree.rows(tree.leaf_hashes(leaves))

    def node(self, height: int, index: int) -> bytes:
        return self.rows[height][index]

    def siblings(self, height: int, index: int, top: int) -> list[bytes]:
        return [self.node(one, (index >> (one - height)) ^ 1) for one in range(height, top)]
