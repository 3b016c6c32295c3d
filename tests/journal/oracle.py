"""A second implementation, written from RFC 6962, RFC 9162 and C2SP alone; it imports nothing of ours.

Recursive and slow on purpose: it follows the definitions, so that it can judge the fast one.
"""

from __future__ import annotations

import base64
from functools import cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Wrong(Exception):
    """The oracle's one verdict against something."""


def split(count: int) -> int:
    """The largest power of two smaller than `count`."""
    power = 1
    while power * 2 < count:
        power *= 2
    return power


class Tree:
    """RFC 6962 section 2.1 word for word, over a fixed list of entries."""

    def __init__(self, entries: list[bytes]) -> None:
        self.entries = entries
        self.mth = cache(self._mth)

    def _mth(self, low: int, high: int) -> bytes:
        if high == low:
            return sha256(b"").digest()
        if high - low == 1:
            return sha256(b"\x00" + self.entries[low]).digest()
        k = split(high - low)
        return sha256(b"\x01" + self.mth(low, low + k) + self.mth(low + k, high)).digest()

    def path(self, m: int, low: int, high: int) -> list[bytes]:
        if high - low == 1:
            return []
        k = split(high - low)
        if m < k:
            return [*self.path(m, low, low + k), self.mth(low + k, high)]
        return [*self.path(m - k, low + k, high), self.mth(low, low + k)]

    def proof(self, m: int, low: int, high: int, *, whole: bool = True) -> list[bytes]:
        if m == high - low:
            return [] if whole else [self.mth(low, high)]
        k = split(high - low)
        if m <= k:
            return [*self.proof(m, low, low + k, whole=whole), self.mth(low + k, high)]
        return [*self.proof(m - k, low + k, high, whole=False), self.mth(low, low + k)]


def root_from_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root that an inclusion proof claims, from the recursive definition of PATH."""
    if size == 1:
        if path or index:
            raise Wrong("too long")
        return leaf
    if not path:
        raise Wrong("too short")
    k = split(size)
    if index < k:
        left, right = root_from_path(leaf, index, k, path[:-1]), path[-1]
    else:
        left, right = path[-1], root_from_path(leaf, index - k, size - k, path[:-1])
    return sha256(b"\x01" + left + right).digest()


def open_checkpoint(vkey: str, note: str) -> tuple[str, int, bytes]:
    """Origin, size and root of a checkpoint that the Ed25519 key `vkey` signed, or cosigned."""
    name, _, rest = vkey.partition("+")
    _, _, encoded = rest.partition("+")
    material = base64.b64decode(encoded)
    key_id = sha256(name.encode() + b"\n" + material).digest()[:4]
    text, _, lines = note.rpartition("\n\n")
    text += "\n"
    for line in lines.splitlines():
        dash, who, signature = line.split(" ")
        raw = base64.b64decode(signature)
        if dash != "—" or who != name or raw[:4] != key_id:
            continue
        message, bare = text.encode(), raw[4:]
        if material[0] == 0x04:
            time, bare = int.from_bytes(bare[:8], "big"), bare[8:]
            message = b"cosignature/v1\ntime %d\n" % time + message
        try:
            Ed25519PublicKey.from_public_bytes(material[1:]).verify(bare, message)
        except InvalidSignature as error:
            raise Wrong("signature") from error
        origin, size, root = text.split("\n")[:3]
        return origin, int(size), base64.b64decode(root)
    raise Wrong("nobody we know signed")


def check_proof(vkey: str, entry: bytes, proof: str) -> tuple[str, int, int]:
    """Origin, size and index that a `.tlog-proof` establishes for `entry`."""
    head, _, note = proof.partition("\n\n")
    lines = [line for line in head.split("\n") if not line.startswith("extra ")]
    if lines[0] != "c2sp.org/tlog-proof@v1":
        raise Wrong("header")
    index = int(lines[1].removeprefix("index "))
    path = [base64.b64decode(line) for line in lines[2:]]
    origin, size, root = open_checkpoint(vkey, note)
    leaf = sha256(b"\x00" + entry).digest()
    if index >= size or root_from_path(leaf, index, size, path) != root:
        raise Wrong("inclusion")
    return origin, size, index
