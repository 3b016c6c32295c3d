"""Long work runs beside the worker's loop: one process of a kind at a time, ended with the worker."""

from __future__ import annotations

import os
import subprocess
import time

import pytest

from jobs.test_worker import environment, home, is_held, run  # noqa: F401 - home is a fixture
from knowhold.jobs.long_work import LongWork, Processes, long_work


@pytest.fixture
def installed(home, monkeypatch):  # noqa: F811 - the fixture of the worker's tests
    for name, value in environment(home).items():
        monkeypatch.setenv(name, value)
    return home


def pids_of_children() -> set[str]:
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return {line.split()[0] for line in listed.stdout.splitlines() if "cli.main manage" in line}


def test_the_analyses_of_know_how_are_long_work():
    assert [(one.name, one.command) for one in long_work()] == [("exposure.analyses", "analyse")]


def test_one_process_of_a_kind_runs_at_a_time_and_the_next_follows(installed):
    asked = []

    def is_waiting(worker: str) -> bool:
        asked.append(worker)
        return len(asked) < 3

    processes = Processes((LongWork("analyses", "analyse", is_waiting),), "here:worker")
    processes.look()
    processes.look()
    assert asked == ["here:worker"]
    assert len(pids_of_children()) == 1

    until = time.monotonic() + 60
    while len(asked) < 3 and time.monotonic() < until:
        processes.look()
        time.sleep(0.1)

    assert len(asked) == 3
    processes.end()
    assert pids_of_children() == set()


def test_the_processes_end_with_their_worker(installed):
    # the worker itself is a command that ends only when it is told to
    processes = Processes((LongWork("loop", "work", lambda _worker: True),), "here:worker")
    processes.look()
    until = time.monotonic() + 60
    while not is_held(installed / "worker.lock") and time.monotonic() < until:
        time.sleep(0.1)

    processes.end()

    assert pids_of_children() == set()
    assert not is_held(installed / "worker.lock")
