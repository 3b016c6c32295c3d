"""A rulebook that was read and checked once, kept under the hash of its files.

1. every file of the folder is read and hashed, with the code that reads them: an edited file, or
   another reader, is another hash, so that nothing stale can ever be found;
2. what is found under the hash must be ours alone to write and must carry its own hash intact;
3. anything else is read afresh and stored, whole or not at all. A folder that cannot be written
   costs time, never an answer.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from knowhold.law.model import (
    Derive,
    Fact,
    Gap,
    NamedSet,
    Overlay,
    Regime,
    Rule,
    Rulebook,
    Scheme,
    Source,
    Text,
)

LEAST = 100_000  # bytes of rule files: a smaller folder is read as fast as its copy
MOST_KEPT = 4  # rulebooks, the last used
_READERS = (
    "read",
    "model",
    "members",
    "consistency",
    "fitting",
    "conditions",
    "lines",
    "patterns",
    "stored",
)
_DIGEST = hashlib.sha256().digest_size


class _Kept(msgspec.Struct, array_like=True, frozen=True):
    version: str
    facts: tuple[Fact, ...]
    schemes: tuple[Scheme, ...]
    sources: tuple[Source, ...]
    sets: tuple[NamedSet, ...]
    regimes: tuple[Regime, ...]
    rules: tuple[Rule, ...]
    derives: tuple[Derive, ...]
    overlays: tuple[Overlay, ...]
    gaps: tuple[Gap, ...]
    countries: dict[str, Text]
    places: dict[str, str]


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """`cache` in KNOWHOLD_HOME where it is set, else `knowhold` in the user's own cache folder."""
    home = environment.get("KNOWHOLD_HOME")
    if home:
        return Path(home) / "cache"
    return Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "knowhold"


def kept(folder: Path, extra: Path, read: Callable[[Path], Rulebook], cache: Path) -> Rulebook:
    """The rulebook of `folder`, from the cache where it stands there, else by `read` and stored.

    `extra` is a file outside the folder that the reading takes too.
    """
    digest, size = _hashed(folder, extra)
    if size < LEAST:
        return read(folder)
    path = cache / f"rulebook-{digest}.bin"
    found = _read(path)
    if found is not None:
        return found
    book = read(folder)
    # a file edited meanwhile: the book may be the new one, and must not stand under the old hash
    if _hashed(folder, extra)[0] == digest:
        with suppress(OSError):
            _write(path, book)
    return book


def _hashed(folder: Path, extra: Path) -> tuple[str, int]:
    """The hash over all that the reading depends on, and the bytes of the rule files."""
    files = sorted(
        os.path.join(place, name)  # noqa: PTH118 - two thousand paths a second time cost too much
        for place, _, names in os.walk(folder)
        for name in names
        if name.endswith((".toml", ".csv")) and not name.endswith(".cases.toml")
    )
    readers = [str(Path(__file__).with_name(f"{name}.py")) for name in _READERS]
    found = hashlib.sha256()
    size = 0
    for name in (*readers, str(extra), *files):
        with open(name, "rb") as file:  # noqa: PTH123
            data = file.read()
        size += len(data)
        found.update(f"{os.path.relpath(name, folder)}\0{len(data)}\0".encode())
        found.update(data)
    return found.hexdigest(), size


def _read(path: Path) -> Rulebook | None:
    """What stands there, or nothing where it is absent, not ours, cut short or altered."""
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if status.st_uid != os.geteuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                return None
            data = file.read()
    except OSError:
        return None
    if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
        return None
    try:
        held = msgspec.msgpack.decode(data[_DIGEST:], type=_Kept)
    except msgspec.MsgspecError:
        return None
    with suppress(OSError):
        os.utime(path)
    return _book(held)


def _book(held: _Kept) -> Rulebook:
    return Rulebook(
        version=held.version,
        facts={item.name: item for item in held.facts},
        schemes={item.id: item for item in held.schemes},
        sources={item.id: item for item in held.sources},
        sets={item.id: item for item in held.sets},
        regimes={item.id: item for item in held.regimes},
        rules={item.id: item for item in held.rules},
        derives={item.id: item for item in held.derives},
        overlays={item.id: item for item in held.overlays},
        gaps={item.id: item for item in held.gaps},
        countries=held.countries,
        places=held.places,
    )


def _write(path: Path, book: Rulebook) -> None:
    kinds = (
        book.facts, book.schemes, book.sources, book.sets, book.regimes, book.rules, book.derives,
        book.overlays, book.gaps,
    )  # fmt: skip
    held = [book.version, *(list(kind.values()) for kind in kinds), book.countries, book.places]
    data = msgspec.msgpack.encode(held)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".rulebook-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(data).digest() + data)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    for old in sorted(path.parent.glob("rulebook-*.bin"), key=_used)[:-MOST_KEPT]:
        old.unlink(missing_ok=True)


def _used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another process removed it
        return 0.0
