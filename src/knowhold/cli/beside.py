"""The worker beside the server: started with it, started again when it dies, ended with it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

log = logging.getLogger("knowhold.worker")

COMMAND: Final = (sys.executable, "-m", "knowhold.cli.main", "manage", "work", "--parent")
PAUSE: Final = 2.0  # seconds before a worker that died is started again
PATIENCE: Final = 10.0


@contextmanager
def worker() -> Iterator[None]:
    """One worker while the block runs; it ends by itself should this process be killed."""
    stop = threading.Event()
    keeper = threading.Thread(target=_keep, args=(stop,), name="worker keeper", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join(PATIENCE)


def _keep(stop: threading.Event) -> None:
    while not stop.is_set():
        process = subprocess.Popen([*COMMAND, str(os.getpid())])  # noqa: S603 - our own command
        while process.poll() is None and not stop.wait(0.2):
            pass
        if stop.is_set():
            _end(process)
            return
        log.warning("the worker ended with code %s; started again", process.returncode)
        stop.wait(PAUSE)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
