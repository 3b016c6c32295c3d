"""A failing disk or a kill at any system call loses no acknowledged entry and publishes no half file.

strace injects one fault into one call, for every call that writes, syncs, cuts, removes or renames.
The quick run takes every eleventh call; `make test-long` takes them all.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from journal.material import ORIGIN, POLICY, SIGNER, entries, filled_log
from knowhold.journal import Log, Standing
from knowhold.journal.log import DATABASE
from knowhold.journal.tiles import CHECKPOINT, find_damage, publish

CALLS = "write,pwrite64,fsync,fdatasync,ftruncate,unlink,rename"
FAULTS = ("error=EIO", "error=ENOSPC", "signal=SIGKILL")
BEFORE = 250  # so that the batches below fill a tile
WORK = """
import os, sys
from pathlib import Path
from journal.material import ORIGIN, SIGNER, entries
from knowhold.journal import Log
from knowhold.journal.tiles import publish

folder = Path(sys.argv[1])
with Log.open(folder / "log", ORIGIN, SIGNER) as log:
    for batch in (1, 9):
        indexes = log.append(entries(batch, start=log.size()))
        os.write(1, b"%d\\n" % indexes[-1])
        publish(log, folder / "www")
        log.backup(folder / "backup.sqlite3")
"""


def strace(folder: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
    tests = Path(__file__).resolve().parents[1]
    environment = {
        "PYTHONPATH": f"{tests}:{tests.parent / 'src'}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    program = [sys.executable, "-c", WORK, str(folder)]
    return subprocess.run(
        [*f"strace -f --seccomp-bpf -o {folder}/calls".split(), *options, *program],
        capture_output=True,
        check=False,
        env=environment,
    )


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    folder = tmp_path_factory.mktemp("start")
    with filled_log(folder / "log", BEFORE) as log:
        publish(log, folder / "www")
    return folder


@pytest.fixture(scope="module")
def points(start: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, int]]:
    """Every (call, number) of an undisturbed run."""
    folder = shutil.copytree(start, tmp_path_factory.mktemp("count") / "run")
    assert strace(folder, "-e", f"trace={CALLS}").returncode == 0
    found = re.findall(r"^\d+ +(\w+)\(", (folder / "calls").read_text("utf-8"), re.MULTILINE)
    counts = Counter(found)
    assert set(counts) >= {"pwrite64", "fsync", "rename", "write"}
    return [(call, number) for call in sorted(counts) for number in range(1, counts[call] + 1)]


def injected(
    start: Path, scratch: Path, points: list[tuple[str, int]]
) -> Iterator[tuple[str, Path, int]]:
    """What was injected, the folder it left, and the last index acknowledged before it."""
    for call, number in points:
        for fault in FAULTS:
            folder = shutil.copytree(start, scratch / "run")
            ran = strace(
                folder, "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={number}"
            )
            acknowledged = [int(line) for line in ran.stdout.split(b"\n")[:-1]]
            yield f"{call} {number} {fault}", folder, max([BEFORE - 1, *acknowledged])
            shutil.rmtree(folder)


def violations(folder: Path, acknowledged: int) -> list[str]:
    found = []
    with Log.open(folder / "log", ORIGIN, SIGNER) as log:
        size = log.size()
        if size <= acknowledged:
            found.append(f"entry {acknowledged} was acknowledged, {size} are left")
        if [log.entry(index) for index in range(size)] != entries(size):
            found.append("the entries are not those that were appended")
        if log.standing() is not Standing.GOOD:
            found.append(log.explain_standing())
        found += log.damages()
        # The checkpoint promises its tiles at any moment, not only after a clean end.
        assert (folder / "www" / CHECKPOINT).exists()
        found += find_damage(folder / "www", POLICY)
        if (folder / "backup.sqlite3").exists():
            found += restored(folder)
        log.append(entries(1, start=size))
        publish(log, folder / "www")
        found += [*log.damages(), *find_damage(folder / "www", POLICY)]
    return found


def restored(folder: Path) -> list[str]:
    """What is wrong with the backup; it may be older than the journal, never in pieces."""
    (folder / "restored").mkdir()
    shutil.copy(folder / "backup.sqlite3", folder / "restored" / DATABASE)
    with Log.open(folder / "restored", ORIGIN) as log:
        whole = [log.entry(index) for index in range(log.size())] == entries(log.size())
        return [*log.damages(), *([] if whole else ["the backup has other entries"])]


def check(start: Path, scratch: Path, points: list[tuple[str, int]]) -> None:
    broken = {
        what: found
        for what, folder, acknowledged in injected(start, scratch, points)
        if (found := violations(folder, acknowledged))
    }
    assert broken == {}


def test_a_fault_at_every_eleventh_call_loses_nothing(
    start: Path, points: list[tuple[str, int]], tmp_path: Path
) -> None:
    check(start, tmp_path, points[::11])


@pytest.mark.long
def test_a_fault_at_any_call_loses_nothing(
    start: Path, points: list[tuple[str, int]], tmp_path: Path
) -> None:
    check(start, tmp_path, points)
