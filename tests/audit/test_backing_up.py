"""A backup is of one moment, whole or not at all, and comes back as a journal behind its guard."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import closing

import pytest
from django.core.management import call_command

from audit.killing import MAIN, new_installation
from cast import make_cast
from knowhold import sqlite
from knowhold.audit.actions import record
from knowhold.audit.backing_up import back_up
from knowhold.audit.shards import origin_of, verifier_key
from knowhold.errors import Invalid, NotFound
from knowhold.journal import Log
from knowhold.journal.tiles import find_damage, published_head
from knowhold.journal.verify import Policy

YEAR = 2026


@pytest.fixture
def lin(now):
    made = make_cast().lin_yue
    for number in range(5):
        record("a", made, ("case", str(number)), {}, now)
    return made


@pytest.mark.django_db(transaction=True)
def test_a_backup_has_the_journal_and_its_tiles_and_neither_guard_nor_key(lin, settings, tmp_path):
    settings.KNOWHOLD_RULEBOOKS.mkdir()
    (settings.KNOWHOLD_RULEBOOKS / "one.zip").write_bytes(b"rules")
    sqlite.connect(settings.KNOWHOLD_LISTS).close()

    call_command("backup", tmp_path / "backup")

    made = tmp_path / "backup"
    files = [path for path in made.rglob("*") if path.is_file()]
    assert not [path for path in files if "guard" in path.name or "key" in path.name]
    assert not [path for path in files if b"PRIVATE+KEY" in path.read_bytes()]
    with Log.open(made / "journal" / str(YEAR), origin_of(YEAR)) as log:
        assert log.size() == 5
        assert list(log.damages()) == []
    policy = Policy((verifier_key(YEAR),))
    assert published_head(made / "tlog" / str(YEAR), policy).size == 5
    assert list(find_damage(made / "tlog" / str(YEAR), policy)) == []
    assert (made / "rulebooks" / "one.zip").read_bytes() == b"rules"
    assert (made / "lists.sqlite3").exists()


@pytest.mark.django_db(transaction=True)
def test_an_existing_folder_and_one_that_cannot_be_written_are_refused(lin, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "file").write_text("")

    with pytest.raises(Invalid, match="exists already"):
        back_up(tmp_path / "there")
    with pytest.raises(NotFound, match="cannot write"):
        back_up(tmp_path / "file" / "backup")
    assert list((tmp_path / "there").iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_before_the_first_event_there_is_nothing_to_number(db, tmp_path):
    assert back_up(tmp_path / "backup").entries == {}


def test_backups_of_a_busy_installation_are_each_of_one_moment(tmp_path):
    """Every numbered event of the copied database is the entry of the copied journal, no gap."""
    home = tmp_path / "home"
    home.mkdir()
    installation = new_installation(home)
    writer = subprocess.Popen(
        [sys.executable, "-c", BUSY], env=installation.environment, stdout=subprocess.DEVNULL
    )
    try:
        for turn in range(2):
            installation.run(MAIN, "manage", "backup", str(tmp_path / f"backup-{turn}"))
    finally:
        writer.kill()
        writer.wait(10)

    for turn in range(2):
        copy = tmp_path / f"backup-{turn}"
        for place in ("guard", "journal/2026/signing-key"):
            assert not (copy / place).exists()
        shutil.copytree(home / "guard", copy / "guard")
        with closing(sqlite.connect(copy / "knowhold.sqlite3")) as database:
            rows = database.execute(
                "SELECT shard, journal_index, commitment FROM audit_event"
                " WHERE journal_index IS NOT NULL ORDER BY shard, journal_index"
            ).fetchall()
        [folder] = (copy / "journal").iterdir()
        with Log.open(folder, f"knowhold.example/journal/{folder.name}") as log:
            assert [log.entry(index) for _, index, _ in rows] == [bytes(one) for *_, one in rows]
            assert log.size() == len(rows)
            assert list(log.damages()) == []


BUSY = """
import django; django.setup()
from django.utils import timezone
from knowhold.audit.actions import SYSTEM, record
while True:
    record("a", SYSTEM, ("case", "1"), {}, timezone.now())
"""
