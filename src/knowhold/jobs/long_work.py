"""Work that takes minutes: the worker starts a process for it, so that nothing else waits.

An app lists it in its module `jobs.py`, under the name `LONG`. One process of each kind at a time;
whoever waits can stop it, because it looks at its own row.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from knowhold.jobs.schedule import lists

log = logging.getLogger(__name__)

COMMAND: Final = (sys.executable, "-m", "knowhold.cli.main", "manage")
PATIENCE: Final = 10.0  # seconds until a process that was told to end is killed


@dataclass(frozen=True, slots=True)
class LongWork:
    """`is_waiting` is asked every second with the worker's name; `command` does one piece of it."""

    name: str
    command: str
    is_waiting: Callable[[str], bool]


def long_work() -> tuple[LongWork, ...]:
    """What the apps list, in the order of the apps; most list none."""
    return tuple(kind for module in lists() for kind in getattr(module, "LONG", ()))


class Processes:
    """The processes of one worker: `look` starts what waits, `end` ends them all."""

    def __init__(self, kinds: tuple[LongWork, ...], worker: str) -> None:
        self._kinds = kinds
        self._worker = worker
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def look(self) -> None:
        for kind in self._kinds:
            process = self._running.get(kind.name)
            if process is not None:
                if process.poll() is None:
                    continue
                del self._running[kind.name]
                if process.returncode:
                    log.warning("%s ended with code %s", kind.name, process.returncode)
            if kind.is_waiting(self._worker):
                self._running[kind.name] = subprocess.Popen(  # noqa: S603 - our own command
                    [*COMMAND, kind.command, "--parent", str(os.getpid())],
                    stdout=subprocess.DEVNULL,
                )

    def end(self) -> None:
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
