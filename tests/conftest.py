"""What every test may use: the cast, a moment in time, a journal of its own, either database."""

from __future__ import annotations

import importlib
import importlib.util
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import TransactionTestCase
from pytest_django.fixtures import Settings
from pytest_socket import socket_allow_hosts

from cast import Cast, make_cast
from knowhold.audit import guard
from knowhold.roster.actions.taxonomy import load_taxonomy

pytest_plugins = ["skips", "spark"]

# A shell's background job hands "ignore Ctrl-C" down to every process started from here, in which
# Ctrl-C is a promise that tests hold.
signal.signal(signal.SIGINT, signal.default_int_handler)

NOW = datetime(2026, 11, 24, 6, 10, tzinfo=UTC)


def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture(autouse=True)
def own_journal(settings: Settings, tmp_path: Path) -> None:
    """A journal and lists of this test alone."""
    settings.KNOWHOLD_JOURNAL = tmp_path / "journal"
    settings.KNOWHOLD_TILES = tmp_path / "tlog"
    settings.KNOWHOLD_GUARD = tmp_path / "guard" / "guard.sqlite3"
    settings.KNOWHOLD_WITNESSES = None
    settings.KNOWHOLD_KEYS = tmp_path / "keys"
    settings.KNOWHOLD_RULEBOOKS = tmp_path / "rulebooks"
    settings.KNOWHOLD_BUNDLES = tmp_path / "bundles"
    settings.KNOWHOLD_INTAKE = tmp_path / "intake"
    settings.KNOWHOLD_EXPORTS = tmp_path / "exports"
    settings.KNOWHOLD_LISTS = tmp_path / "lists.sqlite3"
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _emptying_takes_the_guards_off() -> Iterator[None]:
    """Append-only tables refuse to be emptied, as they must; only a test database ever is."""
    original = TransactionTestCase._fixture_teardown
    guards = [guard.EVENTS, *_guards_of_apps()]

    def teardown(self: TransactionTestCase) -> None:
        for table in guards:
            guard.remove(connection, table)
        original(self)
        for table in guards:
            guard.install(connection, table)
        # a migration brought the taxonomy; emptying the database must not take it from the next test
        with transaction.atomic():
            load_taxonomy()

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = original


def _guards_of_apps() -> Iterator[guard.Guard]:
    for app in ("roster", "parties", "clearance"):
        if importlib.util.find_spec(f"knowhold.{app}.guards"):
            module = importlib.import_module(f"knowhold.{app}.guards")
            yield from (value for value in vars(module).values() if isinstance(value, guard.Guard))
