"""Killing the writer at any moment loses no acknowledged entry and leaves no gap."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

from journal.material import ORIGIN, SIGNER, entries
from knowhold.journal import Log, Standing

ROUNDS = 12
WRITER = """
import sys
from pathlib import Path
from journal.material import ORIGIN, SIGNER, entries
from knowhold.journal import Log

with Log.open(Path(sys.argv[1]), ORIGIN, SIGNER) as log:
    while True:
        start = log.size()
        for index in log.append(entries(1 + start % 9, start=start)):
            print(index)
        sys.stdout.flush()  # from here on these entries are acknowledged
        log.checkpoint()
"""


def test_a_killed_writer_loses_no_acknowledged_entry(tmp_path: Path) -> None:
    tests = Path(__file__).resolve().parents[1]
    acknowledged = -1
    for turn in range(ROUNDS):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)],
            stdout=subprocess.PIPE,
            env={"PYTHONPATH": f"{tests}:{tests.parent / 'src'}"},
            text=True,
        )
        assert writer.stdout is not None
        acknowledged = max(acknowledged, int(writer.stdout.readline()))
        time.sleep(0.004 * turn)
        writer.send_signal(signal.SIGKILL)
        # A line cut short by the kill was not acknowledged.
        printed = writer.communicate()[0].splitlines(keepends=True)
        acknowledged = max([acknowledged, *(int(line) for line in printed if line.endswith("\n"))])

        with Log.open(tmp_path, ORIGIN, SIGNER) as log:
            size = log.size()
            assert size > acknowledged
            assert log.standing() is Standing.GOOD
            assert list(log.damages()) == []
            assert [log.entry(index) for index in range(size)] == entries(size)
    assert acknowledged > ROUNDS
