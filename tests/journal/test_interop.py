"""An independent implementation, `aics-tlog`, believes what we write, and we what it writes.

It needs Python 3.12 or newer and has an environment of its own, made from a lock file when absent.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.peer import environment

from journal.material import SIGNER, WITNESS, entries, filled_log
from knowhold.errors import ProofError
from knowhold.journal.proof import write_growth, write_proof
from knowhold.journal.tiles import find_damage, publish
from knowhold.journal.verify import (
    Policy,
    read_key,
    verify_checkpoint,
    verify_consistency,
    verify_proof,
)

PROGRAM = Path(__file__).with_name("aics_program.py")
NEWER = ("python3.14", "python3.13", "python3.12")
ABSENT = "no Python 3.12 or newer, which aics-tlog needs"


def newer_pythons() -> Iterator[str]:
    yield sys.executable
    yield from filter(None, map(shutil.which, NEWER))
    # a version manager's own names may point to a version that is not switched on
    yield from map(str, sorted(Path.home().glob(".pyenv/versions/3.1[2-9].*/bin/python3")))


@pytest.fixture(scope="module")
def python() -> Path:
    """The interpreter of the environment of `aics-tlog`."""
    ask = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))"
    for one in newer_pythons():
        if subprocess.run([one, "-c", ask], capture_output=True, check=False).returncode == 0:
            try:
                return environment("aics", one)
            except subprocess.CalledProcessError:
                pytest.skip("aics-tlog could not be installed from its lock file")
    pytest.skip(ABSENT)


def run(python: Path, what: str, folder: Path) -> dict[str, object]:
    done = subprocess.run(
        [str(python), "-I", str(PROGRAM), what, str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    with filled_log(tmp_path / "log", 100) as log:
        (tmp_path / "older").write_text(log.checkpoint(), "utf-8")
        log.append(entries(400, start=100))
        note = log.checkpoint()
        text = note[: note.rfind("\n\n") + 1]
        log.add_cosignature(note, WITNESS.key, WITNESS.signature_line(text, time=1_700_000_000))
        publish(log, tmp_path / "www")
        newest = log.checkpoint()
        (tmp_path / "checkpoint").write_text(newest, "utf-8")
        (tmp_path / "proof").write_text(log.proof(257), "utf-8")
        growth = write_growth(100, log.consistency_proof(100), newest)
        (tmp_path / "growth").write_text(growth, "utf-8")
    (tmp_path / "entry").write_bytes(entries(500)[257])
    (tmp_path / "log.vkey").write_text(SIGNER.key.vkey, "utf-8")
    (tmp_path / "w.vkey").write_text(WITNESS.key.vkey, "utf-8")
    return tmp_path


def test_it_believes_our_checkpoint_cosignature_proof_growth_and_tiles(
    python: Path, ours: Path
) -> None:
    assert run(python, "judge", ours) == {
        "checkpoint": True,
        "cosigned_at": {WITNESS.name: 1_700_000_000},
        "proof": True,
        "growth": True,
        "tiles": [500, 3, 2],
    }


@pytest.mark.parametrize(
    ("file", "at", "verdict"),
    [("entry", 5, "proof"), ("w.vkey", -3, "checkpoint"), ("checkpoint", 30, "checkpoint")],
)
def test_it_refuses_what_was_changed(
    python: Path, ours: Path, file: str, at: int, verdict: str
) -> None:
    raw = bytearray((ours / file).read_bytes())
    raw[at] ^= 1
    (ours / file).write_bytes(raw)

    done = subprocess.run(
        [str(python), "-I", str(PROGRAM), "judge", str(ours)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0 or json.loads(done.stdout)[verdict] is False


def test_we_believe_its_checkpoint_cosignature_proofs_and_tiles(
    python: Path, tmp_path: Path
) -> None:
    made = run(python, "make", tmp_path)
    note = (tmp_path / "checkpoint").read_text("utf-8")
    policy = Policy(
        (read_key(str(made["log"])),), {"w": read_key(str(made["witness"]))}, quorum="w"
    )

    found = verify_checkpoint(note, policy)
    assert found.witnesses == (("w", 1_700_000_000),)
    path = _hashes(made["path"])
    entry = bytes.fromhex(str(made["entry"]))
    assert verify_proof(entry, write_proof(257, path, note), policy).index == 257
    with pytest.raises(ProofError):
        verify_proof(entry, write_proof(256, path, note), policy)
    old_root = bytes.fromhex(str(made["old_root"]))
    verify_consistency(250, 300, old_root, found.checkpoint.root, _hashes(made["growth"]))
    assert list(find_damage(tmp_path, policy)) == []


def _hashes(texts: object) -> list[bytes]:
    assert isinstance(texts, list)
    return [bytes.fromhex(text) for text in texts]
