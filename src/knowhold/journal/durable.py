"""Files that are whole under their name or not there at all, whatever happens to the machine."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` under `path`: no reader and no crash ever meets half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(content)
    keep_name(fresh, path)


def keep_name(fresh: Path, path: Path) -> None:
    """Make the content of `fresh` durable, then give it the name `path`, durably as well."""
    _sync(fresh, os.O_RDWR)
    fresh.replace(path)
    _sync(path.parent, os.O_RDONLY)


def _sync(path: Path, mode: int) -> None:
    handle = os.open(path, mode)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
