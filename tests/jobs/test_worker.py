"""The worker in a process of its own, killed and started again."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time

import pytest

from knowhold import sqlite

START = [sys.executable, "-m", "knowhold.cli.main"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    found = tmp_path_factory.mktemp("home")
    run(found, "manage", "migrate", "--verbosity", "0")
    return found


def environment(home):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KNOWHOLD")}
    clean.pop("DJANGO_SETTINGS_MODULE", None)
    return {**clean, "KNOWHOLD_HOME": str(home), "KNOWHOLD_SECRET_KEY": "k" * 60 + "abcdefgh"}


def run(home, *arguments):
    return subprocess.run([*START, *arguments], env=environment(home), check=True, timeout=120)


def start(home, *more):
    return subprocess.Popen([*START, "manage", "work", *more], env=environment(home))


def is_held(lock):
    if not lock.exists():
        return False
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def rows(home):
    connection = sqlite.connect(home / "knowhold.sqlite3")
    try:
        return connection.execute(
            "SELECT job, finished_at, claimed_by FROM jobs_jobrun ORDER BY id"
        ).fetchall()
    finally:
        connection.close()


def wait_for(condition, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.1)
    return False


def test_the_worker_runs_what_is_due_and_ends_when_told(home):
    worker = start(home)
    try:
        assert wait_for(lambda: any(finished for _, finished, _ in rows(home)))
    finally:
        worker.terminate()
    assert worker.wait(timeout=20) == 0


def test_a_killed_worker_leaves_a_claim_that_the_next_one_takes_up(home):
    worker = start(home)
    assert wait_for(lambda: rows(home))
    worker.send_signal(signal.SIGKILL)
    worker.wait(timeout=20)
    connection = sqlite.connect(home / "knowhold.sqlite3")
    # as if it had been killed in the middle of every job
    connection.execute(
        "UPDATE jobs_jobrun SET finished_at = NULL, claimed_by = ?, claimed_at = '2099-01-01'",
        (f"{os.uname().nodename}:worker",),
    )
    connection.commit()
    connection.close()

    worker = start(home)
    try:
        assert wait_for(lambda: all(finished for _, finished, _ in rows(home)))
    finally:
        worker.terminate()
        worker.wait(timeout=20)


def test_the_worker_ends_when_its_server_was_killed(home):
    # its parent is this test and not process 1
    worker = start(home, "--parent", "1")

    assert worker.wait(timeout=60) == 0


def test_a_second_worker_waits_for_the_first(home):
    first = start(home)
    assert wait_for(lambda: is_held(home / "worker.lock"))
    second = start(home, "--parent", "1")
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(timeout=4)
    finally:
        first.terminate()
    assert second.wait(timeout=30) == 0
    assert first.wait(timeout=20) == 0
