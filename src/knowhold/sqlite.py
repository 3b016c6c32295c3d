"""The one door to SQLite: a library that cannot lose commits, opened in the one mode we trust.

SQLite 3.7.0 to 3.51.2 can lose or corrupt commits in WAL mode when two connections write and
checkpoint at once (the WAL-reset bug, sqlite.org/wal.html, fixed in 3.51.3). The interpreter's
own library is usually older, so this module binds to the one that `pysqlite3` bundles.
"""

from __future__ import annotations

import os
import sqlite3 as stock
import sys
from pathlib import Path
from types import ModuleType

import pysqlite3
import pysqlite3.dbapi2 as bundled

from knowhold.errors import UnsafeStorage

SAFE_SINCE = (3, 51, 3)

Connection = stock.Connection
Row = bundled.Row
Error = bundled.Error
OperationalError = bundled.OperationalError
IntegrityError = bundled.IntegrityError

ESCAPE = "KNOWHOLD_ALLOW_OLD_SQLITE"


def require_safe(version: tuple[int, ...] = bundled.sqlite_version_info) -> None:
    """Refuse a SQLite older than 3.51.3, saying why and what to do."""
    if version < SAFE_SINCE and os.environ.get(ESCAPE) != "1":
        raise UnsafeStorage(
            f"SQLite {'.'.join(map(str, version))} can lose committed data in WAL mode",
            advice="run `make setup` to install pysqlite3 0.6.1 or newer, or set "
            f"{ESCAPE}=1 to run slower on a rollback journal",
        )


def journal_mode(version: tuple[int, ...] = bundled.sqlite_version_info) -> str:
    """`WAL` on a safe library; a rollback journal, which the bug does not touch, on an old one."""
    return "WAL" if version >= SAFE_SINCE else "TRUNCATE"


def connect(path: Path | str) -> Connection:
    """Open `path` for reading and writing: WAL, synchronous FULL, foreign keys, 20 s patience.

    The caller begins and ends transactions itself (`isolation_level=None`).
    """
    require_safe()
    connection: Connection = bundled.connect(str(path), timeout=20, isolation_level=None)
    connection.execute(f"PRAGMA journal_mode={journal_mode()}")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA journal_size_limit=67108864")
    return connection


def swap_for_django() -> ModuleType:
    """Make Django's `import sqlite3` find the safe library; call before Django is imported."""
    require_safe()
    # the package, not its dbapi2 module: Django writes `from sqlite3 import dbapi2`
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = bundled
    module: ModuleType = bundled
    return module
