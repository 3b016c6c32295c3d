"""Killed while rosters are filed, parts delegated, cases decided, and while the worker moves cases.

Every process dies by SIGKILL. What was acknowledged is there, nothing is there twice, and the
journal replays.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, date, datetime, timedelta

import pytest

from audit.acts import ACTS, PREPARE, Callers, act_violations
from audit.killing import MAIN, Installation, journal_damages, new_home, pending
from knowhold import sqlite

SEED = 20261124
OVERDUE = 25
OPEN_CASES = """
import sys, uuid
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from cast import make_cast
from clearance.small_law import FORM, TOOLS
from knowhold.clearance import actions
from knowhold.clearance.inquiry import inquire
from knowhold.clearance.models import Case
cast, now = make_cast(), timezone.now()
seen = inquire(FORM, cast.lin_yue, now.date(), TOOLS).digest
for number in range(int(sys.argv[1])):
    actions.submit(
        FORM, key=uuid.UUID(int=number + 1), seen=seen, by=cast.lin_yue, now=now, tools=TOOLS
    )
Case.objects.update(due_on=now.date() - timedelta(days=4))
"""


def damages(found: Installation) -> list[str]:
    database = sqlite.connect(found.home / "knowhold.sqlite3")
    numbered = database.execute(
        "SELECT shard, journal_index, commitment FROM audit_event"
        " WHERE journal_index IS NOT NULL ORDER BY shard, journal_index"
    ).fetchall()
    damaged = database.execute("PRAGMA integrity_check").fetchone() != ("ok",)
    database.close()
    return ["the database is damaged"] * damaged + list(journal_damages(found.home, numbered))


def one_life(calls: Callers, after: float) -> None:
    """Start the server, let the callers act, kill every process of it."""
    server, first, threads = calls.found.start(), threading.Event(), []
    try:
        calls.found.wait_until_up(server)
        threads = calls.run(first)
        assert first.wait(60), (calls.wrong, calls.found.log())
        until = time.monotonic() + 60
        # on a slow machine, too, the kill falls among acts of every kind
        while {type(each) for each in calls.done} != set(ACTS) and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(after)
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(30)
        for thread in threads:
            thread.join(60)


def killed_while_acting(home, lives: int) -> None:
    found = new_home(home)
    who = json.loads(found.run(PREPARE).strip().splitlines()[-1])
    calls, draw = Callers(found, who), random.Random(SEED)
    for _ in range(lives):
        one_life(calls, draw.uniform(0, 1.5))
        assert list(act_violations(calls)) == []
        assert damages(found) == []
    found.run(MAIN, "manage", "sequence")
    assert damages(found) == []
    assert pending(found) == 0
    assert {type(each) for each in calls.done} == set(ACTS)
    assert calls.interrupted >= lives


def test_filing_delegating_and_deciding_lose_and_double_nothing_in_three_kills(tmp_path):
    killed_while_acting(tmp_path, 3)


@pytest.mark.long
def test_filing_delegating_and_deciding_lose_and_double_nothing_in_forty_kills(tmp_path):
    killed_while_acting(tmp_path, 40)


def escalated(found: Installation) -> list[int]:
    """How often each case was moved to a deputy by the record."""
    database = sqlite.connect(found.home / "knowhold.sqlite3")
    try:
        return [
            count
            for (count,) in database.execute(
                "SELECT count(*) FROM audit_event WHERE kind = 'case.escalated' GROUP BY subject_id"
            )
        ]
    finally:
        database.close()


def round_of(found: Installation, moment: datetime) -> subprocess.Popen[bytes]:
    """The worker's round of deadlines as of a moment; each moment is a period of its own."""
    arguments = ["manage", "run_due", "--only", "cases.deadlines", "--now", moment.isoformat()]
    return subprocess.Popen(
        [sys.executable, "-c", MAIN, *arguments], env=found.environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def killed_while_moving(home, kills: int, cases: int) -> None:
    """The worker is killed once it has begun to move overdue cases; others finish its work."""
    found = new_home(home)
    found.run(OPEN_CASES, str(cases))
    start, draw = datetime.now(UTC), random.Random(SEED)
    cut = 0
    for turn in range(kills):
        before = len(escalated(found))
        worker = round_of(found, start + timedelta(minutes=15 * turn))
        until = time.monotonic() + 60
        while worker.poll() is None and len(escalated(found)) == before < cases:
            assert time.monotonic() < until
            time.sleep(0.01)
        time.sleep(draw.uniform(0, 0.05))
        worker.kill()
        worker.wait(30)
        cut += before < len(escalated(found)) < cases
        assert set(escalated(found)) <= {1}
    assert cut, "no kill fell between two cases"

    assert round_of(found, start + timedelta(minutes=15 * kills)).wait(120) == 0
    found.run(MAIN, "manage", "sequence")

    assert escalated(found) == [1] * cases
    assert damages(found) == []
    database = sqlite.connect(found.home / "knowhold.sqlite3")
    [moved] = database.execute(
        "SELECT count(*) FROM clearance_case WHERE escalated_to_id IS NOT NULL"
    ).fetchone()
    doubled = database.execute(
        "SELECT person_id, key FROM notices_notice GROUP BY person_id, key HAVING count(*) > 1"
    ).fetchall()
    database.close()
    assert (moved, doubled) == (cases, [])
    assert date.today() <= start.date() + timedelta(days=1)


def test_a_killed_worker_moves_every_overdue_case_once(tmp_path):
    killed_while_moving(tmp_path, kills=3, cases=OVERDUE)


@pytest.mark.long
def test_a_worker_killed_thirty_times_moves_every_overdue_case_once(tmp_path):
    killed_while_moving(tmp_path, kills=30, cases=400)
