"""A roster of 10,000 and of 100,000 rows: checked and filed, CPU seconds and peak memory, each in its own process.

Five rows a person, XLSX, into a fresh demo in SQLite; then the same file with every fifth row
changed, which is the filing of an ordinary month. `python -m bench.roster 100000` is one of them.
"""

# ruff: noqa: PLC0415 - Django is set up for a home of its own before anything of it is imported
from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

from bench import installation

SIZES = (10_000, 100_000)
EACH = 5


def main() -> None:
    print("\n## Roster files: CPU seconds and peak memory, a process each")
    print(f"{'rows':>8}{'check':>9}{'file':>9}{'next month':>12}{'peak MB':>9}")
    for rows in SIZES:
        done = subprocess.run(
            [sys.executable, "-m", "bench.roster", str(rows)], capture_output=True, check=True
        )
        found = json.loads(done.stdout)
        print(
            f"{rows:>8,}{found['check']:>9}{found['file']:>9}{found['next']:>12}{found['peak']:>9}"
        )


def measured(rows: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="knowhold-bench-") as folder:
        home = Path(folder)
        # written elsewhere, so that what is measured is the reading
        for name, change in (("first.xlsx", 0), ("next.xlsx", EACH)):
            subprocess.run(
                [sys.executable, "-m", "bench.roster", str(rows), str(home / name), str(change)],
                check=True,
            )
        installation.settle(home)
        check, file = _filed(home / "first.xlsx")
        check_next, file_next = _filed(home / "next.xlsx")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"check": check, "file": file, "next": round(check_next + file_next, 1), "peak": peak}


def _filed(path: Path) -> tuple[float, float]:
    from knowhold.accounts.models import Person
    from knowhold.roster.actions import check_intake, file_roster, receive

    by, now = Person.objects.get(email=installation.HR), datetime.now(UTC)
    began = time.process_time()
    intake = receive(path, path.name, uuid.uuid4(), by=by, now=now)
    check_intake(intake, path, now=now)
    checked = time.process_time()
    file_roster(intake.pk, now.date(), by=by, now=now)
    return round(checked - began, 1), round(time.process_time() - checked, 1)


def write(rows: int, path: Path, change: int) -> None:
    """`rows` rows, five a person; with `change` every so-many-th level is another."""
    sys.path.insert(0, str(installation.TESTS))
    from roster.files import FAMILY, GIVEN, ITEMS, row, write_xlsx

    write_xlsx(path, (
        row(
            str(10_000 + at // EACH), f"{GIVEN[at // EACH % 20]} {FAMILY[at // 100 % 6]}{at // EACH}",
            ITEMS[at % EACH], site="", level="4" if change and at % change == 0 else "3",
        )
        for at in range(rows)
    ))  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) > 2:
        write(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
    else:
        print(json.dumps(measured(int(sys.argv[1]))))
