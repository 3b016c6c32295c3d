"""A copy of everything this installation cannot do without, at one moment, while it serves.

The guard stays out, so that a restored copy is recognised as old. So do the keys: a backup is
handed around more than a key may be (docs/howto/keep-the-journal.md).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection

from knowhold import sqlite
from knowhold.audit.actions.sequencing import only_sequencer
from knowhold.audit.shards import published_in, read_log, years
from knowhold.errors import Invalid, NotFound
from knowhold.journal.log import DATABASE

APPLICATION: Final = "knowhold.sqlite3"
LISTS: Final = "lists.sqlite3"


@dataclass(frozen=True, slots=True)
class BackedUp:
    """Year → entries in the copy of its journal; whether the application's database is with it."""

    entries: dict[int, int]
    has_database: bool


def back_up(folder: Path) -> BackedUp:
    """Write the copy to the new `folder`, whole or not at all.

    No event is numbered while it is made: the database and the journals are of one moment, and
    what is not numbered yet is numbered after a restore as after a crash. A database on PostgreSQL
    is dumped by its own tools.
    """
    if folder.exists():
        raise Invalid({"folder": [f"`{folder}` exists already"]})
    fresh = folder.with_name(f".{folder.name}.new")
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        found = _fill(fresh)
        for path in _all(fresh):
            _sync(path)
        fresh.rename(folder)
        _sync(folder.parent)
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise NotFound(f"cannot write `{folder}`: {error.strerror}") from error
    return found


def _fill(folder: Path) -> BackedUp:
    entries = {}
    has_database = connection.vendor == "sqlite"
    with only_sequencer():
        if has_database:
            connection.ensure_connection()
            _copy(connection.connection, folder / APPLICATION)
        for year in years():
            copy = folder / "journal" / str(year)
            copy.mkdir(parents=True)
            with read_log(year) as log:
                entries[year] = log.backup(copy / DATABASE)
            if published_in(year).exists():
                shutil.copytree(published_in(year), folder / "tlog" / str(year))
    if settings.KNOWHOLD_LISTS.exists():
        with closing(sqlite.connect(settings.KNOWHOLD_LISTS)) as lists:
            _copy(lists, folder / LISTS)
    if settings.KNOWHOLD_RULEBOOKS.exists():
        shutil.copytree(settings.KNOWHOLD_RULEBOOKS, folder / "rulebooks")
    return BackedUp(entries, has_database)


def _copy(held: sqlite.Connection, path: Path) -> None:
    """SQLite's own online backup: consistent whatever is written meanwhile."""
    with closing(sqlite.connect(path)) as copy:
        held.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it


def _all(folder: Path) -> Iterator[Path]:
    yield folder
    yield from folder.rglob("*")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
