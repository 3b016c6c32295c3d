"""Recomputing every hash of a journal from its entries, and naming what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from knowhold.journal.store import TileStore
from knowhold.journal.tree import HASH, HEIGHT, WIDTH, leaf_hashes, level_counts, rows


def find_damage(store: TileStore, size: int, seen: Callable[[int], object] = bool) -> Iterator[str]:
    """One sentence for each entry or tile of the first `size` entries that does not fit.

    `seen` is told, tile by tile, how many more entries were recomputed.
    """
    for level, count in enumerate(level_counts(size)):
        for n in range(-(-count // WIDTH)):
            width = min(WIDTH, count - n * WIDTH)
            seen(0 if level else width)
            tile, kept = store.tile(level, n), width * HASH
            grown = [tile[at : at + HASH] for at in range(0, kept, HASH)]
            if len(tile[:kept]) != kept:
                yield f"tile {level}/{n} has lost hashes: {len(tile)} bytes, at least {kept} needed"
                continue
            yield from _wrong_children(store, level, n, grown)
            if width == WIDTH and b"".join(map(b"".join, rows(grown)[:HEIGHT])) != tile:
                yield f"tile {level}/{n} is damaged: its nodes do not fit its hashes"


def _wrong_children(store: TileStore, level: int, n: int, hashes: list[bytes]) -> Iterator[str]:
    """What lies below `hashes` and does not have the hash they give: entries, or tiles."""
    if level == 0:
        bundle = store.bundle(n)
        entries = [bundle[at * HASH : (at + 1) * HASH] for at in range(len(hashes))]
        for place, (found, expected) in enumerate(zip(leaf_hashes(entries), hashes, strict=True)):
            if found != expected:
                yield f"entry {n * WIDTH + place} is damaged: it does not have its hash in tile 0/{n}"
        return
    for place, expected in enumerate(hashes):
        child = n * WIDTH + place
        tile = store.tile(level - 1, child)
        below = [tile[at : at + HASH] for at in range(0, WIDTH * HASH, HASH)]
        if rows(below)[HEIGHT] != [expected]:
            yield f"tile {level - 1}/{child} is damaged: it does not have its hash in tile {level}/{n}"
