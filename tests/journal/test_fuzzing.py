"""The fuzzing of `make fuzz` runs, briefly, in every test run: no decoder lets another error out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]


def test_two_thousand_mutations_of_every_kind_end_in_an_answer_or_a_proof_error(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "journal.fuzzing", "-runs=20000", "-seed=20261124"],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{TESTS}:{TESTS.parent / 'src'}", "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-3000:]
    assert "DONE" in done.stderr


@pytest.mark.parametrize("target", ["bundle", "tiles"])
def test_a_target_of_its_own_starts(tmp_path: Path, target: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "journal.fuzzing", target, "-runs=200", "-seed=1"],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{TESTS}:{TESTS.parent / 'src'}", "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-3000:]
