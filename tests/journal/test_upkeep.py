"""The keeper's commands: what they print, what they leave, how they fail; two processes, two keys."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from journal.material import ORIGIN, POLICY, SIGNER, WITNESS, entries, filled_log
from journal.test_log import damage, restore
from knowhold.journal import Log, commitment, verify
from knowhold.journal.bundle import Committed, Part, write_bundle
from knowhold.journal.log import DATABASE
from knowhold.journal.tiles import publish, published_head

SOURCE = Path(verify.__file__).parents[2]
CLI = [sys.executable, "-m", "knowhold.cli.main", "journal"]
ENVIRONMENT = {"PYTHONPATH": str(SOURCE), "PATH": os.environ["PATH"]}


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*CLI, *arguments],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A folder with a journal of 300 entries, its keys, and what it published."""
    with filled_log(tmp_path / "log", 300) as log:
        publish(log, tmp_path / "www")
    (tmp_path / "log.key").write_text(SIGNER.skey + "\n", "utf-8")
    (tmp_path / "log.vkey").write_text(SIGNER.key.vkey + "\n", "utf-8")
    (tmp_path / "w.key").write_text(WITNESS.skey + "\n", "utf-8")
    (tmp_path / "w.vkey").write_text(WITNESS.key.vkey + "\n", "utf-8")
    (tmp_path / "logs").write_text(f"log {SIGNER.key.vkey}\nquorum none\n", "utf-8")
    return tmp_path


def test_publishing_brings_the_folder_up_to_date(office: Path) -> None:
    with Log.open(office / "log", ORIGIN, SIGNER) as log:
        log.append(entries(9, start=300))

    published = run(office, "publish", "log", "www", "--signing-key", "log.key")

    assert published.stdout == f"published: 309 entries of {ORIGIN}\n"
    assert published_head(office / "www", POLICY).size == 309


def test_a_sound_journal_says_so(office: Path) -> None:
    found = run(office, "fsck", "log", "--tiles", "www", "--key", "log.vkey")
    state = json.loads(run(office, "status", "log", "--json").stdout)

    assert (found.returncode, found.stdout) == (0, "sound: 600 entries recomputed\n")
    assert (state["origin"], state["size"], state["standing"]) == (ORIGIN, 300, "good")


def test_fsck_names_a_flipped_bit_and_exits_1(office: Path) -> None:
    damage(office / "log", "bundle", 0, 12 * 32)

    found = run(office, "fsck", "log")

    assert found.returncode == 1
    assert found.stdout.startswith("entry 12 is damaged")


def test_fsck_of_tiles_names_the_file(office: Path) -> None:
    tile = office / "www/tile/0/000"
    tile.write_bytes(tile.read_bytes()[:-1] + b"\x00")

    found = run(office, "fsck", "--tiles", "www", "--key", "log.vkey")

    assert found.returncode == 1
    assert "`tile/0/000`" in found.stdout


def test_a_proof_and_a_growth_printed_here_verify_there(office: Path) -> None:
    with Log.open(office / "log", ORIGIN, SIGNER) as log:
        (office / "older").write_text(log.checkpoint(), "utf-8")
        log.append(entries(10, start=300))
        log.checkpoint()
    (office / "proof").write_text(run(office, "prove", "log", "305").stdout, "utf-8")
    (office / "growth").write_text(run(office, "growth", "log", "300").stdout, "utf-8")
    (office / "entry").write_bytes(entries(310)[305])

    found = run(
        office,
        *("verify", "--key", "log.vkey", "--checkpoint", "older", "--growth", "growth"),
        *("--proof", "proof", "--entry", "entry"),
    )

    assert (found.returncode, found.stderr) == (0, "")
    assert len(found.stdout.splitlines()) == 3


def test_a_restored_journal_is_reported_and_recovered(office: Path) -> None:
    for name in ("old", "old/log"):
        (office / name).mkdir()
    filled_log(office / "old/log", 260).close()
    restore(office / "log", (office / "old/log" / DATABASE).read_bytes())

    before = run(office, "status", "log")
    recovered = run(office, "recover", "log", "www", "--key", "log.vkey")
    after = run(office, "fsck", "log")

    assert before.returncode == 1
    assert "behind its guard by `40` entries" in before.stdout
    assert recovered.returncode == 0
    assert recovered.stdout.startswith("recovered: 40 entries")
    assert after.returncode == 0


def test_a_backup_is_one_whole_file_that_its_guard_recognises_as_old(office: Path) -> None:
    copied = run(office, "backup", "log", "copy.sqlite3")
    with Log.open(office / "log", ORIGIN, SIGNER) as log:
        log.append(entries(7, start=300))
        log.checkpoint()
    restore(office / "log", (office / "copy.sqlite3").read_bytes())

    assert copied.stdout == "copied: 300 entries\n"
    assert "behind its guard by `7` entries" in run(office, "status", "log").stdout
    assert run(office, "fsck", "log").returncode == 1


def test_an_auditors_zip_verifies_and_one_changed_byte_fails_with_the_entry(office: Path) -> None:
    with Log.open(office / "log", ORIGIN, SIGNER) as log:
        (office / "june").write_text(log.checkpoint(), "utf-8")
        log.append([commitment(b"record", bytes(32))])
        log.checkpoint()
        for name, record in (("a.zip", b"record"), ("b.zip", None)):
            write_bundle(office / name, [Part(log, [Committed(300, record, bytes(32))], 300)], {})
    asked = ["verify", "--key", "log.vkey", "--checkpoint", "june", "--bundle"]

    good = run(office, *asked, "a.zip")
    with zipfile.ZipFile(office / "b.zip", "a") as archive:
        archive.writestr("300.record", b"Record")
        archive.writestr("300.salt", bytes(32))
    bad = run(office, *asked, "b.zip")

    assert (good.returncode, good.stderr) == (0, "")
    assert "1 entries with their records, 0 whose" in good.stdout.splitlines()[-1]
    assert bad.returncode == 1
    assert bad.stderr.startswith("knowhold: entry 300 of the bundle")


def test_two_checkpoints_of_one_size_with_two_roots_are_printed_as_evidence(office: Path) -> None:
    """The log's key signed two histories: what two readers hold, laid side by side, shows it."""
    with Log.open(office / "other", ORIGIN, SIGNER) as other:
        other.append(entries(300, start=1000))
        (office / "yours").write_text(other.checkpoint(), "utf-8")
    (office / "mine").write_bytes((office / "www/checkpoint").read_bytes())
    asked = ["verify", "--key", "log.vkey", "--checkpoint", "mine", "--checkpoint"]

    same = run(office, *asked, "mine")
    forked = run(office, *asked, "yours")

    assert (same.returncode, len(same.stdout.splitlines())) == (0, 2)
    assert forked.returncode == 1
    for name in ("mine", "yours"):
        assert (office / name).read_text("utf-8").split("\n")[2] in forked.stderr
    assert "keep both" in forked.stderr


def test_a_cosignature_from_the_future_is_warned_of(office: Path) -> None:
    note = (office / "www/checkpoint").read_text("utf-8")
    text = note[: note.rfind("\n\n") + 1]
    (office / "late").write_text(note + WITNESS.signature_line(text, time=1 << 40), "utf-8")
    (office / "policy").write_text(
        f"log {SIGNER.key.vkey}\nwitness w {WITNESS.key.vkey}\nquorum w\n", "utf-8"
    )

    found = run(office, "verify", "--policy", "policy", "--checkpoint", "late")

    assert found.returncode == 0
    assert found.stderr == "warning: the cosignature of `w` is dated in the future\n"


def test_a_new_key_is_readable_by_its_owner_alone_and_never_overwrites(tmp_path: Path) -> None:
    made = run(tmp_path, "key", "knowhold.example/zz/2027", "--to", "new.key")
    again = run(tmp_path, "key", "knowhold.example/zz/2027", "--to", "new.key")

    assert made.returncode == 0
    assert verify.read_key(made.stdout).name == "knowhold.example/zz/2027"
    assert stat.S_IMODE((tmp_path / "new.key").stat().st_mode) == 0o600
    assert "PRIVATE" not in made.stdout
    assert (again.returncode, again.stdout) == (3, "")


@pytest.mark.parametrize("kind", ["log", "witness", "witness-pq"])
def test_every_kind_of_key_can_be_made(tmp_path: Path, kind: str) -> None:
    made = run(tmp_path, "key", "some.example/k", "--to", "k", "--type", kind)

    assert verify.read_key(made.stdout).name == "some.example/k"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("status absent", 3),
        ("fsck", 2),
        ("fsck --tiles www", 2),
        ("fsck --tiles absent --key log.vkey", 3),
        ("prove log 300", 3),
        ("prove log -1", 2),
        ("growth log 301", 3),
        ("publish log www --signing-key log.vkey", 3),
        ("publish log www --signing-key w.key", 1),
        ("recover log absent --key log.vkey", 3),
        ("recover log www --key w.vkey", 1),
        ("key two+plus --to x", 3),
        ("witness serve --signing-key w.key --logs logs --state s --listen nowhere", 2),
        ("witness feed log http://127.0.0.1:9 --witness-key w.vkey --signing-key log.key", 1),
    ],
)
def test_every_failure_is_one_line_with_its_exit_code(
    office: Path, arguments: str, code: int
) -> None:
    found = run(office, *arguments.split())

    assert found.returncode == code, found.stderr
    assert "Traceback" not in found.stderr
    assert "PRIVATE+KEY+" not in found.stderr.replace("`PRIVATE+KEY+name+id+key`", "")
    if code != 2:
        assert len(found.stderr.splitlines()) == 1


@pytest.fixture
def witness_process(office: Path) -> Iterator[str]:
    keys = "--signing-key w.key --logs logs"
    server = subprocess.Popen(
        [*CLI, *f"witness serve {keys} --state w.sqlite3 --listen 127.0.0.1:0".split()],
        cwd=office,
        env=ENVIRONMENT,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    assert server.stderr.readline() == WITNESS.key.vkey + "\n"
    yield f"http://127.0.0.1:{server.stderr.readline().split()[-1]}"
    server.send_signal(signal.SIGINT)
    assert server.wait(10) == 0
    server.stderr.close()


def test_log_and_witness_run_as_two_processes_with_two_keys(
    office: Path, witness_process: str
) -> None:
    (office / "policy").write_text(
        f"log {SIGNER.key.vkey}\nwitness w {WITNESS.key.vkey}\nquorum w\n", "utf-8"
    )
    asked = [witness_process, "--witness-key", "w.vkey", "--signing-key", "log.key"]

    cosigned = run(office, "witness", "feed", "log", *asked)
    (office / "cosigned").write_text(cosigned.stdout, "utf-8")
    found = run(office, "verify", "--policy", "policy", "--checkpoint", "cosigned")

    assert cosigned.returncode == 0, cosigned.stderr
    assert found.returncode == 0
    assert found.stdout.endswith("witnessed by 1 of 1: w\n")
    assert verify.verify_checkpoint(cosigned.stdout, POLICY).checkpoint.size == 300
