"""Log and witness are two processes with two keys; the server has each head cosigned by itself."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.test import Client

from audit.killing import MAIN, TESTS, new_installation
from cast import make_cast
from journal.material import WITNESS, seed
from knowhold.audit.actions import record
from knowhold.audit.queries import pending
from knowhold.audit.shards import folder_of, read_log, verifier_key
from knowhold.audit.witnessing import ask_witnesses, best_head, panel, seen
from knowhold.config.checks import readable_witnesses
from knowhold.errors import DataError
from knowhold.journal import new_signer, read_signer
from knowhold.journal.verify import Kind, read_policy, verify_checkpoint

YEAR = 2026


@contextmanager
def witness_process(folder, log_vkey, port=0) -> Iterator[str]:
    """`knowhold journal witness serve` with a key and a state of its own; its address."""
    (folder / "w.key").write_text(WITNESS.skey + "\n")
    (folder / "logs").write_text(f"log {log_vkey}\nquorum none\n")
    asked = "witness serve --signing-key w.key --logs logs --state w.sqlite3 --listen"
    server = subprocess.Popen(
        [sys.executable, "-c", MAIN, "journal", *asked.split(), f"127.0.0.1:{port}"],
        cwd=folder,
        env={"PYTHONPATH": str(TESTS.parent / "src"), "PATH": os.environ["PATH"]},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    try:
        assert server.stderr.readline() == WITNESS.key.vkey + "\n"
        yield f"http://127.0.0.1:{server.stderr.readline().split()[-1]}"
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait(10)
        server.stderr.close()


def policy_file(folder, url, quorum="w1"):
    path = folder / "witnesses"
    path.write_text(f"witness w1 {WITNESS.key.vkey} {url}\nquorum {quorum}\n")
    return path


@pytest.fixture
def lin(now):
    made = make_cast().lin_yue
    for number in range(3):
        record("a", made, ("case", str(number)), {}, now)
    return made


@pytest.mark.django_db(transaction=True)
def test_a_witness_cosigns_goes_away_is_missed_and_comes_back(lin, now, settings, tmp_path):
    with witness_process(tmp_path, verifier_key(YEAR).vkey) as url:
        settings.KNOWHOLD_WITNESSES = policy_file(tmp_path, url)
        port = url.rpartition(":")[2]
        assert [one.problem for one in ask_witnesses(now)[YEAR]] == [""]
        assert ask_witnesses(now) == {}
        served = Client().get("/journal/tlog/2026/checkpoint").content
        policy = read_policy(Client().get("/journal/policy").content)
        assert "witnessed by 1 of 1: w1" in verify_checkpoint(served, policy).as_text()
        assert "3 entries cosigned" in Client().get("/journal/").content.decode()

    record("b", lin, ("case", "x"), {}, now)
    assert pending().count() == 0
    [answer] = ask_witnesses(now)[YEAR]
    assert "cannot be reached" in answer.problem
    [shown] = seen(YEAR)
    assert (shown.size, shown.since) == (3, int(now.timestamp()))
    page = Client().get("/journal/").content.decode()
    assert "3 entries cosigned" in page
    assert "No cosignature since" in page
    with read_log() as log:
        assert verify_checkpoint(best_head(log, 3), policy).checkpoint.size == 3
        # what is not under the witnessed head needs the newest, cosigned or not
        assert best_head(log, 4) == log.checkpoint()

    with witness_process(tmp_path, verifier_key(YEAR).vkey, port):
        assert [one.problem for one in ask_witnesses(now)[YEAR]] == [""]
        assert seen(YEAR)[0].size == 4
        assert "No cosignature since" not in Client().get("/journal/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_witness_with_another_key_than_the_policys_is_not_believed(lin, now, settings, tmp_path):
    other = new_signer(WITNESS.name, seed("impostor"), Kind.COSIGNATURE_ED25519)
    with witness_process(tmp_path, verifier_key(YEAR).vkey) as url:
        path = tmp_path / "witnesses"
        path.write_text(f"witness w1 {other.key.vkey} {url}\nquorum w1\n")
        settings.KNOWHOLD_WITNESSES = path

        assert "no trusted key" in ask_witnesses(now)[YEAR][0].problem
        with read_log() as log:
            assert log.witnessed() == ""
            assert log.checkpoint().count("— ") == 1


@pytest.mark.django_db(transaction=True)
def test_without_a_policy_file_nobody_is_asked_and_the_page_says_so(lin, now):
    assert ask_witnesses(now) == {}
    assert "Nobody outside this firm cosigns" in Client().get("/journal/").content.decode()
    assert Client().get("/journal/policy").content.decode().endswith("quorum none\n")


@pytest.mark.django_db(transaction=True)
def test_a_state_of_the_witnesses_that_is_no_json_is_written_anew(lin, now, settings, tmp_path):
    settings.KNOWHOLD_WITNESSES = policy_file(tmp_path, "http://127.0.0.1:9")
    (folder_of(YEAR) / "witnesses.json").write_text("{")

    assert [one.size for one in seen(YEAR)] == [0]
    ask_witnesses(now)
    assert "cannot be reached" in seen(YEAR)[0].problem


@pytest.mark.parametrize("text", [None, "witness w1 nonsense\nquorum w1\n", "quorum nobody\n"])
def test_a_policy_file_that_cannot_be_read_stops_the_start(settings, tmp_path, text):
    settings.KNOWHOLD_WITNESSES = tmp_path / "witnesses"
    if text is not None:
        settings.KNOWHOLD_WITNESSES.write_text(text)

    assert [one.id for one in readable_witnesses()] == ["knowhold.E006"]
    with pytest.raises(DataError, match="KNOWHOLD_WITNESSES"):
        panel()


@pytest.mark.django_db(transaction=True)
def test_the_command_that_asks_says_who_answered(lin, settings, tmp_path, capsys):
    settings.KNOWHOLD_WITNESSES = policy_file(tmp_path, "http://127.0.0.1:9")

    with pytest.raises(SystemExit) as left:
        call_command("witness")

    assert left.value.code == 1
    assert "2026  w1  not cosigned: the witness at" in capsys.readouterr().out


def test_the_server_has_its_heads_cosigned_by_another_process_by_itself(tmp_path):
    home, partner = tmp_path / "home", tmp_path / "partner"
    home.mkdir()
    partner.mkdir()
    installation = new_installation(home)
    [key] = (home / "journal").glob("20[0-9][0-9]/signing-key")
    log = read_signer(key.read_text("ascii")).key
    with witness_process(partner, log.vkey) as url:
        installation.settings["KNOWHOLD_WITNESSES"] = str(policy_file(home, url))
        server = installation.start()
        try:
            note = _cosigned(installation)
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait(30)
    policy = read_policy(f"log {log.vkey}\nwitness w1 {WITNESS.key.vkey}\nquorum w1\n".encode())
    assert verify_checkpoint(note, policy).witnesses[0][0] == "w1"


def _cosigned(installation) -> str:
    """The public checkpoint, as soon as it has a second signature."""
    until = time.monotonic() + 60
    note = ""
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=20)
        try:
            connection.request("GET", "/journal/checkpoint", headers={"X-Forwarded-Proto": "https"})
            note = connection.getresponse().read().decode()
            if note.count("— ") == 2:
                return note
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.3)
    raise AssertionError(f"{note}\n{installation.log()}")
