"""A panel of witnesses is named in a policy file; one that is away costs its cosignature alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from journal.material import FUTURE_WITNESS, POLICY, SIGNER, WITNESS, entries, filled_log
from journal.test_witness import NOW, serving
from knowhold.errors import ProofError
from knowhold.journal import Log
from knowhold.journal.panel import NOBODY, Answered, Panel, ask, read_panel
from knowhold.journal.verify import read_policy, verify_checkpoint

AWAY = "http://127.0.0.1:9"


def panel(url: str, quorum: str = "w1", second: str = "") -> Panel:
    text = f"# ours\nlog {SIGNER.key.vkey}\nwitness w1 {WITNESS.key.vkey} {url}\n{second}"
    return read_panel(f"{text}quorum {quorum}\n".encode())


def test_the_policy_for_outsiders_has_our_keys_and_the_rules_of_the_file() -> None:
    made = panel("https://w.example/").text([SIGNER.key])

    assert read_policy(made.encode()).logs == (SIGNER.key,)
    assert read_policy(made.encode()).quorum == "w1"
    assert "https://" not in made
    assert read_policy(NOBODY.text([SIGNER.key]).encode()).quorum == "none"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        f"witness w1 {WITNESS.key.vkey}\nquorum w1\n".encode(),
        f"witness w1 {WITNESS.key.vkey} https://w\n".encode(),
        b"witness \xff " + WITNESS.key.vkey.encode() + b" https://w\nquorum \xff\n",
    ],
)
def test_a_panel_that_cannot_be_asked_is_refused(text: bytes) -> None:
    with pytest.raises(ProofError):
        read_panel(text)


def test_a_head_is_cosigned_once_and_kept_as_witnessed(tmp_path: Path) -> None:
    with serving(tmp_path / "w.sqlite3") as url, filled_log(tmp_path / "log", 5) as log:
        members = panel(url)
        first, again = ask(log, members, 5), ask(log, members, 5)

        assert first == again == [Answered("w1", 5, NOW)]
        assert log.witnessed() == log.checkpoint()
        assert members.is_met(log.checkpoint())
    found = verify_checkpoint(log_note(tmp_path), read_policy(members.text([SIGNER.key]).encode()))
    assert "witnessed by 1 of 1: w1" in found.as_text()


def log_note(folder: Path) -> str:
    with Log.open(folder / "log", SIGNER.name) as log:
        return log.checkpoint()


def test_a_witness_that_is_away_stops_neither_the_log_nor_the_other_witness(tmp_path: Path) -> None:
    second = f"witness w2 {FUTURE_WITNESS.key.vkey} {AWAY}\ngroup one any w1 w2\n"
    with serving(tmp_path / "w.sqlite3") as url, filled_log(tmp_path / "log", 5) as log:
        good, away = ask(log, panel(url, "one", second), 5)

        assert (good.time, away.time) == (NOW, None)
        assert "cannot be reached" in away.problem
        assert log.append(entries(1, start=5)) == [5]
        assert panel(url, "one", second).is_met(log.witnessed())


def test_a_head_short_of_the_quorum_is_not_kept_as_witnessed(tmp_path: Path) -> None:
    with filled_log(tmp_path / "log", 5) as log:
        ask(log, panel(AWAY), 5)

        assert log.witnessed() == ""
        assert not panel(AWAY).is_met(log.checkpoint())


def test_a_head_that_the_log_outgrew_meanwhile_stays_the_witnessed_one(tmp_path: Path) -> None:
    def slow_clock() -> int:
        """What else happens while the witness looks at its clock."""
        with Log.open(tmp_path / "log", SIGNER.name, SIGNER) as other:
            other.append(entries(3, start=5))
            other.checkpoint()
        return NOW

    with filled_log(tmp_path / "log", 5) as log:
        log.checkpoint()
        with serving(tmp_path / "w.sqlite3", slow_clock) as url:
            ask(log, panel(url), 5)

        assert verify_checkpoint(log.checkpoint(), POLICY).checkpoint.size == 8
        assert verify_checkpoint(log.witnessed(), POLICY).checkpoint.size == 5
        assert panel(url).is_met(log.witnessed())


def test_a_witnessed_head_of_another_history_is_refused(tmp_path: Path) -> None:
    with filled_log(tmp_path / "log", 5) as log:
        log.keep_witnessed(log.checkpoint())
    with Log.open(tmp_path / "other", SIGNER.name, SIGNER) as other:
        other.append(entries(5, start=100))
        (tmp_path / "other" / "witnessed").write_bytes((tmp_path / "log/witnessed").read_bytes())

        with pytest.raises(ProofError, match="not one of this journal"):
            other.witnessed()
