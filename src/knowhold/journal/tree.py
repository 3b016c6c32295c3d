"""The Merkle tree as RFC 6962 section 2.1 draws it, cut into tiles of 256 hashes (C2SP tlog-tiles).

The writer's side: it builds roots and proofs. `verify` checks them and shares none of this code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate
from typing import Final, Protocol

HASH: Final = 32
WIDTH: Final = 256
HEIGHT: Final = 8  # binary levels inside one tile
EMPTY_ROOT: Final = sha256(b"").digest()


class Nodes(Protocol):
    """Where hashes are found: `node(3, 5)` covers the entries 40 to 47, all of which exist."""

    def node(self, height: int, index: int) -> bytes: ...


class Paths(Nodes, Protocol):
    """Where proofs are found: `siblings(0, 5, 3)` are the hashes over entry 4, 6 to 7 and 0 to 3."""

    def siblings(self, height: int, index: int, top: int) -> list[bytes]: ...


@dataclass(frozen=True, slots=True)
class Crown:
    """The complete subtrees that make up `size` entries: their hashes, the smallest first.

    `folded[n]` is the hash of the first n + 1 of them together, so that the last one is the root.
    """

    size: int
    hashes: tuple[bytes, ...]
    folded: tuple[bytes, ...]

    @property
    def root(self) -> bytes:
        return self.folded[-1] if self.folded else EMPTY_ROOT


def leaf_hashes(entries: Sequence[bytes]) -> list[bytes]:
    return [sha256(b"\0" + entry).digest() for entry in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def rows(hashes: Sequence[bytes]) -> list[list[bytes]]:
    """The complete nodes above `hashes`, row by row; `rows(tile)[8] == [its hash]` when full.

    A partial tile leaves the odd hash of a row without a parent: its place is not filled yet.
    """
    found = [list(hashes)]
    while len(found[-1]) > 1:
        below = found[-1]
        found.append(
            [
                sha256(b"\1" + left + right).digest()
                for left, right in zip(below[::2], below[1::2], strict=False)
            ]
        )
    return found


class Edge:
    """The partial tile of each level, lowest first: all that is needed to grow the tree further."""

    def __init__(self, size: int = 0, tiles: list[list[bytes]] | None = None) -> None:
        self.size = size
        self.tiles: list[list[bytes]] = tiles or []

    def grow(self, leaves: Sequence[bytes]) -> Iterator[tuple[int, int, list[list[bytes]]]]:
        """Add leaf hashes; each tile touched as (level, place, its rows), full ones for good."""
        level, start, hashes = 0, self.size, list(leaves)
        self.size += len(hashes)
        while hashes:
            if level == len(self.tiles):
                self.tiles.append([])
            joined = self.tiles[level] + hashes
            hashes = []
            for n, at in enumerate(range(0, len(joined), WIDTH), start // WIDTH):
                tile = joined[at : at + WIDTH]
                full = len(tile) == WIDTH
                grown = rows(tile) if full else [tile]
                yield level, n, grown
                hashes += grown[HEIGHT] if full else []
                self.tiles[level] = [] if full else tile
            level, start = level + 1, start // WIDTH

    def root(self) -> bytes:
        return root(self, self.size)

    def node(self, height: int, index: int) -> bytes:
        """A complete subtree of the edge itself: enough for the root, not for proofs."""
        level, row = divmod(height, HEIGHT)
        return rows(self.tiles[level])[row][index % (WIDTH >> row)]


def crown(nodes: Nodes, size: int) -> Crown:
    """What every proof in a tree of `size` entries ends with."""
    hashes = tuple(nodes.node(*peak) for peak in peaks(size))
    return Crown(
        size, hashes, tuple(accumulate(hashes, lambda right, left: node_hash(left, right)))
    )


def root(nodes: Nodes, size: int) -> bytes:
    """The root over the first `size` entries."""
    return crown(nodes, size).root


def inclusion_proof(nodes: Paths, index: int, top: Crown) -> list[bytes]:
    """The hashes from the sibling of entry `index` up to the child of the root of `top`."""
    assert 0 <= index < top.size
    return _path(nodes, 0, index, top)


def consistency_proof(nodes: Paths, old: int, top: Crown) -> list[bytes]:
    """The hashes that show the tree of `top` to begin with the tree of `old` entries."""
    assert 0 <= old <= top.size
    if old in {0, top.size}:
        return []
    height, index = peaks(old)[0]
    path = _path(nodes, height, index, top)
    # The verifier knows the old root; when it is itself a node of the new tree it is not sent.
    return path if index == 0 else [nodes.node(height, index), *path]


def peaks(size: int) -> list[tuple[int, int]]:
    """The complete subtrees (height, index) that make up `size` entries, smallest first."""
    found = []
    while size:
        height = (size & -size).bit_length() - 1
        found.append((height, (size >> height) - 1))
        size &= size - 1
    return found


def level_counts(size: int) -> list[int]:
    """How many hashes the tiles of each level hold in a log of `size` entries."""
    counts = []
    while size:
        counts.append(size)
        size //= WIDTH
    return counts


def _path(nodes: Paths, height: int, index: int, top: Crown) -> list[bytes]:
    # the complete subtree around it is as high as the first bit in which its place and the size differ
    home = ((index << height) ^ top.size).bit_length() - 1
    smaller = (top.size & ((1 << home) - 1)).bit_count()
    found = nodes.siblings(height, index, home)
    if smaller:
        found.append(top.folded[smaller - 1])
    return [*found, *top.hashes[smaller + 1 :]]
