"""The database library is safe, and an unsafe one is refused with the reason and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowhold import sqlite
from knowhold.errors import UnsafeStorage


def test_a_library_that_can_lose_commits_is_refused_with_reason_and_remedy() -> None:
    with pytest.raises(UnsafeStorage) as refused:
        sqlite.require_safe((3, 51, 2))

    assert "3.51.2 can lose committed data" in refused.value.message
    assert "make setup" in refused.value.advice


def test_the_bundled_library_is_safe() -> None:
    sqlite.require_safe()


def test_an_old_library_may_be_allowed_but_then_runs_on_a_rollback_journal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(sqlite.ESCAPE, "1")

    sqlite.require_safe((3, 40, 1))

    assert sqlite.journal_mode((3, 40, 1)) == "TRUNCATE"
    assert sqlite.journal_mode((3, 51, 3)) == "WAL"


def test_a_connection_commits_to_disk_before_it_answers(tmp_path: Path) -> None:
    connection = sqlite.connect(tmp_path / "x.sqlite")

    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    connection.close()
