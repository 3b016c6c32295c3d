"""`verify.py` alone, and `knowhold journal verify`, answer the outsider without the rest of Knowhold."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from journal.material import SIGNER, WITNESS, entries, filled_log, seed
from knowhold.journal import Log, commitment, verify
from knowhold.journal.alone import single_file
from knowhold.journal.bundle import Committed, Part, write_bundle
from knowhold.journal.proof import write_growth

Run = Callable[..., subprocess.CompletedProcess[str]]
SOURCE = Path(verify.__file__)
ALONE = "import runpy, sys; sys.modules['knowhold'] = None; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
CLI = "from knowhold.cli.main import main; import sys\ntry:\n main()\nfinally:\n assert 'django' not in sys.modules"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder as an auditor receives it: keys, two checkpoints, their growth, a proof, an entry."""
    record, salt = b'{"kind":"decided"}', seed("salt")
    with filled_log(tmp_path / "log", 20) as log:
        older = log.checkpoint()
        log.append([commitment(record, salt), *entries(300, start=20)])
        newer = log.checkpoint()
        made = {
            "log.vkey": SIGNER.key.vkey + "\n",
            "policy": f"log {SIGNER.key.vkey}\nwitness w {WITNESS.key.vkey}\nquorum w\n",
            "older": older,
            "newer": newer,
            "growth": write_growth(20, log.consistency_proof(20), newer),
            "proof": log.proof(20),
        }
    for name, text in made.items():
        (tmp_path / name).write_text(text, "utf-8")
    with Log.open(tmp_path / "log", SIGNER.name, SIGNER) as log:
        told = [Committed(20, record, salt), Committed(21, None, None)]
        write_bundle(tmp_path / "audit.zip", [Part(log, told, 20)], {"policy": b"not believed"})
    (tmp_path / "entry").write_bytes(commitment(record, salt))
    (tmp_path / "entry.hex").write_text(commitment(record, salt).hex() + "\n", "utf-8")
    (tmp_path / "record").write_bytes(record)
    return tmp_path


def alone(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    copy = folder / "copy.py"
    copy.write_text(single_file(), "utf-8")
    return subprocess.run(
        [sys.executable, "-I", "-c", ALONE, str(copy), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CLI, "journal", "verify", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(SOURCE.parents[2])},
    )


def test_the_outsiders_file_imports_the_standard_library_and_cryptography_only() -> None:
    imported = {
        alias.name.partition(".")[0] if isinstance(node, ast.Import) else str(node.module)
        for node in ast.walk(ast.parse(single_file()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }

    beyond = {name for name in imported if name.partition(".")[0] not in sys.stdlib_module_names}
    assert {name.partition(".")[0] for name in beyond} == {"cryptography", "knowhold"}
    assert {name for name in beyond if name.startswith("knowhold")} == {"knowhold.errors"}


@pytest.mark.parametrize("run", [alone, command], ids=["alone", "command"])
def test_a_checkpoint_its_growth_and_a_proof_verify(run: Run, files: Path) -> None:
    asked = ["--key", "log.vkey", "--checkpoint", "older", "--growth", "growth"]

    found = run(files, *asked, "--proof", "proof", "--entry", "entry")

    assert (found.returncode, found.stderr) == (0, "")
    checkpoint, growth, entry = found.stdout.splitlines()
    assert "20 entries" in checkpoint
    assert "321 entries" in growth
    assert entry.startswith("verified: entry 20 of knowhold.example/zz/2026, 321 entries")


@pytest.mark.parametrize("run", [alone, command], ids=["alone", "command"])
def test_an_auditors_zip_verifies_and_a_changed_record_is_named(run: Run, files: Path) -> None:
    asked = ["--key", "log.vkey", "--bundle", "audit.zip", "--checkpoint", "older"]

    found = run(files, *asked)

    assert (found.returncode, found.stderr) == (0, "")
    told = "verified: 1 entries with their records, 1 whose records were erased"
    assert f"{told}; grown from the `20` entries you hold" in found.stdout
    with zipfile.ZipFile(files / "audit.zip") as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(files / "audit.zip", "w") as packed:
        for name, content in members.items():
            packed.writestr(name, content + b" " if name == "20.record" else content)
    found = run(files, *asked)
    assert (found.returncode, found.stdout) == (1, "")
    assert "entry 20 of the bundle" in found.stderr


def test_the_command_prints_the_file_that_runs_alone() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "knowhold.cli.main", "journal", "verifier"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert printed.stdout == single_file()
    assert len(printed.stdout.splitlines()) < 720


@pytest.mark.parametrize("run", [alone, command], ids=["alone", "command"])
def test_one_flipped_bit_gives_one_line_and_exit_code_1(run: Run, files: Path) -> None:
    entry = bytearray((files / "entry").read_bytes())
    entry[7] ^= 4
    (files / "entry").write_bytes(entry)

    found = run(files, "--key", "log.vkey", "--proof", "proof", "--entry", "entry")

    assert (found.returncode, found.stdout) == (1, "")
    assert len(found.stderr.splitlines()) == 1
    assert "entry `20` is not in this tree" in found.stderr


@pytest.mark.parametrize("run", [alone, command], ids=["alone", "command"])
def test_a_policy_asks_for_the_witness_it_names(run: Run, files: Path) -> None:
    found = run(files, "--policy", "policy", "--checkpoint", "newer")
    assert found.returncode == 1
    assert "asks for more" in found.stderr

    text = (files / "newer").read_text("utf-8")
    body = text[: text.rfind("\n\n") + 1]
    (files / "newer").write_text(text + WITNESS.signature_line(body, time=1_800_000_000), "utf-8")
    found = run(files, "--policy", "policy", "--checkpoint", "newer", "--json")
    assert found.returncode == 0
    assert '"witnesses"' in found.stdout


@pytest.mark.parametrize("run", [alone, command], ids=["alone", "command"])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("--key log.vkey", 2),
        ("--checkpoint newer", 2),
        ("--key log.vkey --policy policy --checkpoint newer", 2),
        ("--key log.vkey --proof proof", 2),
        ("--key log.vkey --growth growth", 2),
        ("--key log.vkey --checkpoint absent", 3),
        ("--key absent --checkpoint newer", 3),
        ("--key log.vkey --checkpoint record", 1),
        ("--key log.vkey --checkpoint newer --origin another.example", 1),
    ],
)
def test_every_failure_has_its_exit_code(run: Run, files: Path, arguments: str, code: int) -> None:
    found = run(files, *arguments.split())

    assert found.returncode == code
    assert "Traceback" not in found.stderr
    assert found.stdout == ""


def test_the_command_takes_the_record_and_its_salt_or_the_entry_in_hex(files: Path) -> None:
    asked = ["--key", "log.vkey", "--proof", "proof", "--json"]

    by_record = command(files, *asked, "--record", "record", "--salt", seed("salt").hex())
    by_hex = command(files, *asked, "--entry", "entry.hex")

    assert by_record.returncode == by_hex.returncode == 0
    assert json.loads(by_record.stdout) == json.loads(by_hex.stdout)
    assert json.loads(by_record.stdout)[0]["index"] == 20


@pytest.mark.parametrize("salt", ["", "zz", "00" * 31])
def test_a_wrong_salt_is_refused(files: Path, salt: str) -> None:
    asked = ["--key", "log.vkey", "--proof", "proof", "--record", "record", "--salt", salt]

    found = command(files, *asked)

    assert found.returncode in {1, 3}
    assert "salt" in found.stderr
    assert len(found.stderr.splitlines()) == 1


def test_a_broken_key_is_bad_data_and_not_a_failed_proof(files: Path) -> None:
    (files / "log.vkey").write_text(SIGNER.key.vkey[:-3], "utf-8")

    found = command(files, "--key", "log.vkey", "--checkpoint", "newer")

    assert found.returncode == 3
    assert "log.vkey" in found.stderr


def test_the_log_is_only_read_by_its_readers(files: Path) -> None:
    with Log.open(files / "log", "knowhold.example/zz/2026") as reader:
        assert reader.size() == 321
