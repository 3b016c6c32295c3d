"""The journal against a raw SQLite insert and against pymerkle: `python -m bench.journal [entries]`.

Append is measured in durable batches on the disk of the current folder, by CPU time and by the
clock (which depends on the disk and on who else uses it); the two take turns. Proofs are CPU time
on a warm tree, ours including the check of each proof. The log of ten million entries is really
built: about 1 GB in the current folder, gone afterwards.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.peer import Peer, cpu, line, ratio
from knowhold import sqlite
from knowhold.journal import Log, new_signer

SEED = 20260101
SIZE = 200_000  # of the comparison with the peer
BASE, GROWN = 100_000, 10_000_000  # of the comparison with ourselves
BATCH = 256
SINGLES = 300
PROOFS = 2_000
ROUNDS = 5
SIGNER = new_signer("knowhold.example/bench", bytes(32))


def main(size: int = GROWN) -> None:
    print(f"\n### journal: {size:,} entries, seed {SEED}, SQLite {sqlite.bundled.sqlite_version}")
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder = Path(name)
        line("the disk", f"{syncs(folder):,.0f} fsync/s", "—")
        for batch in (BATCH, 100, 16):
            appends(folder, batch)
        against_pymerkle(folder)
        growth(folder, size)


def entries(count: int, start: int = 0) -> list[bytes]:
    return [sha256(b"entry %d" % number).digest() for number in range(start, start + count)]


def syncs(folder: Path) -> float:
    handle = os.open(folder / "sync", os.O_WRONLY | os.O_CREAT)
    start = time.perf_counter()
    for _ in range(200):
        os.pwrite(handle, b"x" * 4096, 0)
        os.fsync(handle)
    os.close(handle)
    return 200 / (time.perf_counter() - start)


def appends(folder: Path, batch: int) -> None:
    """Rate of ours / rate of one row per entry, same batches, WAL and FULL, rounds in turn."""
    rows = entries(batch * 200)
    rounds = [
        (
            raw_inserts(folder / f"raw-{batch}-{turn}", rows, batch),
            our_appends(folder / f"log-{batch}-{turn}", rows, batch),
        )
        for turn in range(ROUNDS)
    ]
    used = median(raw.cpu / ours.cpu for raw, ours in rounds)
    waited = median(raw.wall / ours.wall for raw, ours in rounds)
    rate = median(len(rows) / ours.wall for _, ours in rounds)
    bar = "≥ 0.5 ×, stretch 0.6 ×" if batch == BATCH else "reported"
    line(f"append in durable batches of {batch}, to a raw insert",
         f"{used:.2f} × by CPU, {waited:.2f} × by the clock ({rate:,.0f}/s)", bar)  # fmt: skip


class Spent(NamedTuple):
    wall: float
    cpu: float


@contextmanager
def timed() -> Iterator[Callable[[], Spent]]:
    wall, used = time.perf_counter(), time.process_time()
    yield lambda: Spent(time.perf_counter() - wall, time.process_time() - used)


def raw_inserts(path: Path, rows: list[bytes], batch: int) -> Spent:
    connection = sqlite.connect(path)
    connection.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, entry BLOB NOT NULL)")
    with timed() as spent:
        for at in range(0, len(rows), batch):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "INSERT INTO entry (entry) VALUES (?)", [(row,) for row in rows[at : at + batch]]
            )
            connection.execute("COMMIT")
        found = spent()
    connection.close()
    return found


def our_appends(folder: Path, rows: list[bytes], batch: int) -> Spent:
    with Log.open(folder, SIGNER.name, SIGNER) as log, timed() as spent:
        for at in range(0, len(rows), batch):
            log.append(rows[at : at + batch])
        return spent()


def against_pymerkle(folder: Path) -> None:
    size = SIZE
    indexes = random.Random(SEED).choices(range(size), k=PROOFS)
    problem = {"folder": str(folder), "size": size, "indexes": indexes, "singles": SINGLES}
    with Peer("pymerkle", problem) as peer, filled(folder / "proofs", size) as log:
        _, answer = peer.run()
        assert isinstance(answer, dict)
        if answer["root"] != log.root().hex():
            raise SystemExit("the roots differ; there is nothing to time")
        batch = our_appends(folder / "singles", entries(BATCH * 40), BATCH).wall
        single = our_appends(folder / "single", entries(SINGLES), 1).wall
        line(f"append in durable batches of {BATCH}, to {peer.versions} in single commits",
             f"{BATCH * 40 / batch / answer['singles']:,.0f} ×", "reported")  # fmt: skip
        line(f"append in durable single commits, to {peer.versions}",
             f"{SINGLES / single / answer['singles']:.1f} ×", "reported")  # fmt: skip
        found, ours, theirs = ratio(
            lambda: [len(log.inclusion_proof(index, size)) for index in indexes],
            peer.run,
            # The peer's path begins with the leaf itself.
            lambda mine, other: mine == [length - 1 for length in other["lengths"]],
        )
        line(f"inclusion proof at {size:,}, warm, to {peer.versions} on SQLite",
             f"{found:.1f} × ({PROOFS / ours:,.0f}/s to {PROOFS / theirs:,.0f}/s)",
             "≥ 3 ×, stretch 5 ×")  # fmt: skip


def filled(folder: Path, size: int) -> Log:
    log = Log.open(folder, SIGNER.name, SIGNER)
    for start in range(0, size, 4096):
        log.append(entries(min(4096, size - start), start))
    return log


def growth(folder: Path, size: int) -> None:
    """Append and proof at `size` entries to those at 100,000, and the peak of memory at both."""
    rates, proofs, memory = [], [], []
    with filled(folder / "growth", BASE) as log:
        for target in (BASE, size):
            for start in range(log.size(), target, 4096):
                log.append(entries(min(4096, target - start), start))
            more = [entries(BATCH, log.size() + BATCH * turn) for turn in range(200)]
            with timed() as used:
                for batch in more:
                    log.append(batch)
                rates.append(BATCH * 200 / used().cpu)
            indexes = random.Random(SEED).choices(range(target), k=PROOFS)
            spent, _ = cpu(lambda asked=indexes: [log.inclusion_proof(index) for index in asked])
            proofs.append(spent)
            memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    line(
        f"append at {size:,} entries, to {BASE:,}, by CPU", f"{rates[1] / rates[0]:.2f} ×", "± 20 %"
    )
    line(f"proof at {size:,} entries, to {BASE:,}", f"{proofs[1] / proofs[0]:.2f} ×", "≤ 1.6 ×")
    line("peak memory", f"{memory[0] // 1024} MiB, then {memory[1] // 1024} MiB", "flat")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
