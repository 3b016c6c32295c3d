"""Publishing the log as static files (C2SP tlog-tiles), and recomputing everything from them.

Any web server can serve the folder. Each file is complete before its name appears, and the
checkpoint comes last, so that a reader never sees a head without its tiles.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from knowhold.errors import NotFound, ProofError, ReadOnly
from knowhold.journal.durable import write_whole
from knowhold.journal.log import Log
from knowhold.journal.note import head_of
from knowhold.journal.tree import HASH, WIDTH, Edge, leaf_hashes, level_counts
from knowhold.journal.verify import Checkpoint, Policy, verify_checkpoint

CHECKPOINT: Final = "checkpoint"
LENGTH: Final = HASH.to_bytes(2)  # every entry is 32 bytes, behind its uint16 length
PUBLISHED: Final = len(LENGTH) + HASH


def tile_path(level: int | str, n: int, width: int) -> str:
    """Where a tile is served; `level` is 0 to 63 or `entries`.

    >>> tile_path(0, 1234067, 256)
    'tile/0/x001/x234/067'
    """
    digits = f"{n:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    place = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
    return f"tile/{level}/{place}" + ("" if width == WIDTH else f".p/{width}")


def tiles_of(count: int, since: int = 0) -> Iterator[tuple[int, int]]:
    """Each tile (place, width) of a level with `count` hashes that `since` hashes did not fill."""
    for n in range(since // WIDTH, -(-count // WIDTH)):
        yield n, min(WIDTH, count - n * WIDTH)


def publish(log: Log, folder: Path) -> Checkpoint:
    """Bring `folder` up to the log's newest checkpoint; interrupted, it is simply run again.

    Refuses (ReadOnly) to replace a published head by a smaller one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (log.folder / "publish.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        note = log.checkpoint()
        head = head_of(note)
        before = _published_size(folder)
        if before > head.size:
            raise ReadOnly(
                f"`{before}` entries are published, the journal has `{head.size}`",
                advice="see `knowhold journal recover --help`",
            )
        for level, count in enumerate(level_counts(head.size)):
            for n, width in tiles_of(count, before // WIDTH**level):
                write_whole(folder / tile_path(level, n, width), log.tile(level, n, width))
                if level == 0:
                    write_whole(folder / tile_path("entries", n, width), _bundle(log, n, width))
        write_whole(folder / CHECKPOINT, note.encode())
        _drop_partials(folder, before, head.size)
    return head


def find_damage(
    folder: Path, policy: Policy, seen: Callable[[int], object] = bool
) -> Iterator[str]:
    """Recompute a published log from its entries: one sentence for each file that does not fit.

    Needs nothing but the folder and the policy; memory stays flat however long the log is.
    `seen` is told, tile by tile, how many more entries were recomputed.
    """
    head, edge = published_head(folder, policy), Edge()
    for n, width in tiles_of(head.size):
        seen(width)
        path = tile_path("entries", n, width)
        entries = _entries(_get(folder, path), width)
        if entries is None:
            yield f"`{path}` is missing or not `{width}` entries of 32 bytes"
            return
        for level, place, grown in edge.grow(leaf_hashes(entries)):
            if len(grown[0]) == WIDTH:
                yield from _misfit(folder, level, place, grown[0])
    for level, count in enumerate(level_counts(head.size)):
        if edge.tiles[level]:
            yield from _misfit(folder, level, count // WIDTH, edge.tiles[level])
    if edge.root() != head.root:
        yield f"the entries do not have the root of the checkpoint of `{head.size}`"


def _misfit(folder: Path, level: int, n: int, hashes: list[bytes]) -> Iterator[str]:
    path = tile_path(level, n, len(hashes))
    if _get(folder, path) != b"".join(hashes):
        yield f"`{path}` is missing or does not fit the entries below it"


def published_head(folder: Path, policy: Policy) -> Checkpoint:
    """The published checkpoint, verified."""
    note = _get(folder, CHECKPOINT)
    if note is None:
        raise NotFound(f"nothing is published in `{folder}`")
    return verify_checkpoint(note, policy).checkpoint


def published_entries(folder: Path, size: int, start: int = 0) -> Iterator[bytes]:
    """The entries from `start` on of a folder published at `size`; not verified here."""
    for n, width in tiles_of(size, start):
        path = tile_path("entries", n, width)
        found = _entries(_get(folder, path), width)
        if found is None:
            raise ProofError(f"`{path}` is missing or damaged")
        yield from found[max(start - n * WIDTH, 0) :]


def _bundle(log: Log, n: int, width: int) -> bytes:
    return b"".join(LENGTH + entry for entry in log.bundle(n, width))


def _entries(bundle: bytes | None, width: int) -> list[bytes] | None:
    if bundle is None or len(bundle) != width * PUBLISHED:
        return None
    cut = [bundle[at : at + PUBLISHED] for at in range(0, len(bundle), PUBLISHED)]
    if any(entry[: len(LENGTH)] != LENGTH for entry in cut):
        return None
    return [entry[len(LENGTH) :] for entry in cut]


def _get(folder: Path, path: str) -> bytes | None:
    try:
        return (folder / path).read_bytes()
    except FileNotFoundError:
        return None


def _published_size(folder: Path) -> int:
    note = _get(folder, CHECKPOINT)
    return 0 if note is None else head_of(note.decode()).size


def _drop_partials(folder: Path, before: int, size: int) -> None:
    """Partial tiles of what is full by now; the specification lets a log delete them."""
    for level, (was, now) in enumerate(zip(level_counts(before), level_counts(size), strict=False)):
        n = was // WIDTH
        if n < now // WIDTH:
            for name in (level, "entries") if level == 0 else (level,):
                shutil.rmtree(folder / f"{tile_path(name, n, WIDTH)}.p", ignore_errors=True)
