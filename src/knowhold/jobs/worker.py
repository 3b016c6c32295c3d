"""The worker beside the server: one loop in a process of its own, one of them on a machine."""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import Final

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from knowhold.jobs.actions import forget_old, free_claims, run_due
from knowhold.jobs.long_work import Processes, long_work
from knowhold.jobs.schedule import jobs

log = logging.getLogger(__name__)

EVERY: Final = 5.0  # seconds between two looks at what is due
LOOK_EVERY: Final = 1.0  # and at long work, for which somebody waits
LOCK_FILE: Final = "worker.lock"


def name() -> str:
    return f"{socket.gethostname()}:worker"


def work(*, parent: int | None = None) -> None:
    """Look for what is due until told to stop, or until the server that started it is gone."""
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - signal's signature
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    with _only_one():
        free_claims(name())
        processes = Processes(long_work(), name())
        try:
            _loop(stop, processes, parent)
        finally:
            processes.end()


def _loop(stop: threading.Event, processes: Processes, parent: int | None) -> None:
    due = monotonic()
    while not stop.is_set():
        if parent is not None and os.getppid() != parent:
            return
        _round(processes, look_at_jobs=monotonic() >= due)
        if monotonic() >= due:
            due = monotonic() + EVERY
        stop.wait(LOOK_EVERY)


def _round(processes: Processes, *, look_at_jobs: bool) -> None:
    try:
        close_old_connections()
        processes.look()
        if look_at_jobs:
            now = timezone.now()
            run_due(jobs(), now=now, worker=name())
            forget_old(now)
    except DatabaseError as error:
        log.warning("the worker cannot reach the database: %s", type(error).__name__)
    finally:
        close_old_connections()


@contextmanager
def _only_one() -> Iterator[None]:
    home: Path = settings.KNOWHOLD_HOME
    home.mkdir(parents=True, exist_ok=True)
    with (home / LOCK_FILE).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # released when the process ends, also by a kill
        yield
