from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from knowhold import sqlite
from knowhold.config.database import database

HOME = Path("/somewhere")


def test_without_an_address_the_database_is_a_file_in_the_home():
    assert database("", HOME)["NAME"] == "/somewhere/knowhold.sqlite3"


def test_a_postgresql_address_is_read_whole():
    found = database("postgresql://me:p%40ss@db.example:5433/kh?sslmode=require", HOME)

    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "me",
        "p@ss",
        "db.example",
        "5433",
        "kh",
    )
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_a_socket_folder_is_a_host():
    assert database("postgresql://postgres:@/postgres?host=/run/pg", HOME)["HOST"] == "/run/pg"


def test_another_database_is_refused_with_what_to_write():
    with pytest.raises(ImproperlyConfigured, match="`mysql`; write postgresql://"):
        database("mysql://x/y", HOME)


@pytest.mark.django_db
def test_django_runs_on_the_safe_library():
    if connection.vendor != "sqlite":
        assert connection.vendor == "postgresql"
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()")
        version = tuple(int(part) for part in cursor.fetchone()[0].split("."))
        cursor.execute("PRAGMA synchronous")
        synchronous = cursor.fetchone()[0]
    assert version >= sqlite.SAFE_SINCE
    assert synchronous == 2
