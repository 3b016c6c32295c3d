"""Which database: one SQLite file by default, PostgreSQL when an address is given."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from knowhold import sqlite

INIT_COMMAND = (
    f"PRAGMA journal_mode={sqlite.journal_mode()};"
    # FULL: a permit that was shown must still exist after a power cut
    "PRAGMA synchronous=FULL;"
    "PRAGMA journal_size_limit=67108864;"
)


class Database(TypedDict, total=False):
    ENGINE: str
    NAME: str
    USER: str
    PASSWORD: str
    HOST: str
    PORT: str
    OPTIONS: dict[str, object]
    TEST: dict[str, object]
    CONN_MAX_AGE: int
    CONN_HEALTH_CHECKS: bool
    ATOMIC_REQUESTS: bool


def database(address: str, home: Path) -> Database:
    """Django's settings for `address` (`postgresql://…` or `sqlite:///path`); empty means home."""
    if not address:
        return _sqlite(home / "knowhold.sqlite3")
    parts = urlsplit(address)
    if parts.scheme in {"postgresql", "postgres"}:
        return _postgresql(address)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    raise ImproperlyConfigured(
        f"KNOWHOLD_DATABASE begins with `{parts.scheme}`; "
        "write postgresql://user@host/name or sqlite:///path/to/file"
    )


def _sqlite(path: Path) -> Database:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        # IMMEDIATE: a read transaction that turns into a write fails at once, whatever the timeout
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": INIT_COMMAND},
        "ATOMIC_REQUESTS": False,
    }


def _postgresql(address: str) -> Database:
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    # a socket folder comes as ?host=/path, as libpq writes it
    host = query.pop("host", "") or (parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(query),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
