"""A peer in an environment of its own: made from its lock file, run as a process, asked over a pipe.

The worker parses its input once, then answers `run` with its result and its CPU seconds, so that
starting the interpreter and reading the problem never count.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time
from types import TracebackType
from typing import Self

HERE = Path(__file__).resolve().parent
HOMES = HERE.parent / ".make" / "peers"


class Peer:
    """`name` has a lock file `peers/<name>.txt` and a worker `peers/<name>_worker.py`."""

    def __init__(self, name: str, problem: object) -> None:
        self.name = name
        self.versions = (HERE / "peers" / f"{name}.in").read_text().strip()
        python = environment(name)
        self.process = subprocess.Popen(
            [str(python), str(HERE / "peers" / f"{name}_worker.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._send(problem)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=60)

    def run(self) -> tuple[float, object]:
        """CPU seconds and the peer's answer."""
        answer = self._send("run")
        assert isinstance(answer, dict)
        return float(answer["cpu"]), answer["result"]

    def _send(self, message: object) -> object:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"the peer {self.name} stopped")
        return json.loads(line)


def environment(name: str, base: str = sys.executable) -> Path:
    """The Python of the peer's own environment, made from its hash-locked file when absent.

    `base` is the interpreter that it is made with, where the peer needs a newer one than ours.
    """
    home = HOMES / name
    python = home / "bin" / "python"
    lock = HERE / "peers" / f"{name}.txt"
    stamp = home / ".installed"
    if not stamp.exists() or stamp.stat().st_mtime < lock.stat().st_mtime:
        print(f"  making the environment of {name} …", file=sys.stderr)
        subprocess.run([base, "-m", "venv", str(home)], check=True)
        subprocess.run(
            [str(python), "-m", "pip", "-q", "--disable-pip-version-check", "install",
             "--require-hashes", "-r", str(lock)],
            check=True,
        )  # fmt: skip
        stamp.touch()
    return python


def cpu(work: Callable[[], object]) -> tuple[float, object]:
    """CPU seconds of all threads of this process, and the result."""
    start = process_time()
    result = work()
    return process_time() - start, result


def ratio(
    ours: Callable[[], object],
    theirs: Callable[[], tuple[float, object]],
    same: Callable[[object, object], bool],
    rounds: int = 3,
) -> tuple[float, float, float]:
    """Interleaved rounds: median of theirs / ours, and both medians; answers must be the same first."""
    pairs = []
    for _ in range(rounds):
        their_time, their_answer = theirs()
        our_time, our_answer = cpu(ours)
        if not same(our_answer, their_answer):
            raise SystemExit("the answers differ; there is nothing to time")
        pairs.append((our_time, their_time))
    return (
        median(their / our for our, their in pairs),
        median(our for our, _ in pairs),
        median(their for _, their in pairs),
    )


def line(what: str, value: str, bar: str) -> None:
    print(f"| {what} | {value} | {bar} |", flush=True)
