"""Several processes that write and number at once, one of them killed: nothing lost or doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from knowhold import sqlite
from knowhold.journal import Log

WRITERS, EVENTS = 4, 15
PROGRAM = f"""
import django; django.setup()
from django.db import transaction
from django.utils import timezone
from knowhold.audit.actions import SYSTEM, record
for number in range({EVENTS}):
    with transaction.atomic():
        record("a", SYSTEM, ("case", str(number)), {{}}, timezone.now())
    print(number, flush=True)
"""
MIGRATE = (
    "from django.core.management import execute_from_command_line as run; run(['', 'migrate'])"
)
SEQUENCE = (
    "from django.core.management import execute_from_command_line as run; run(['', 'sequence'])"
)


def start(home, program):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KNOWHOLD")}
    environment = {
        **clean,
        "DJANGO_SETTINGS_MODULE": "knowhold.config.settings",
        "KNOWHOLD_HOME": str(home),
        "KNOWHOLD_SECRET_KEY": "for this test only",
    }
    return subprocess.Popen(
        [sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, text=True
    )


def run(home, program):
    with start(home, program) as process:
        process.communicate(timeout=120)
    assert process.returncode == 0


def test_four_writers_and_a_kill_number_every_acknowledged_event_once(tmp_path):
    run(tmp_path, MIGRATE)
    writers = [start(tmp_path, PROGRAM) for _ in range(WRITERS)]
    victim = writers[0]
    assert victim.stdout is not None
    victim.stdout.readline()
    time.sleep(0.05)
    victim.send_signal(signal.SIGKILL)

    acknowledged = 1
    for writer in writers:
        out, _ = writer.communicate(timeout=120)
        acknowledged += len(out.splitlines())
    assert [writer.returncode for writer in writers[1:]] == [0] * (WRITERS - 1)
    run(tmp_path, SEQUENCE)

    database = sqlite.connect(tmp_path / "knowhold.sqlite3")
    rows = database.execute(
        "SELECT journal_index, commitment FROM audit_event ORDER BY journal_index"
    ).fetchall()
    database.close()
    assert len(rows) >= acknowledged
    assert [row[0] for row in rows] == list(range(len(rows)))
    [folder] = (tmp_path / "journal").glob("20[0-9][0-9]")
    guard = tmp_path / "guard" / "guard.sqlite3"
    with Log.open(folder, f"knowhold.example/journal/{folder.name}", guard=guard) as log:
        assert [log.entry(index) for index, _ in rows] == [bytes(row[1]) for row in rows]
        assert log.size() == len(rows)
