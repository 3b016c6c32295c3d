"""A witness cosigns one history of a log, answers as C2SP tlog-witness says, and never goes back."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from journal import oracle
from journal.material import FUTURE_WITNESS, ORIGIN, SIGNER, WITNESS, entries, filled_log, seed
from knowhold.errors import ProofError, WitnessRefused
from knowhold.journal import new_signer
from knowhold.journal.feed import feed
from knowhold.journal.note import checkpoint_text, sign_note
from knowhold.journal.proof import write_growth
from knowhold.journal.serve import witness_server
from knowhold.journal.verify import EMPTY_ROOT, Policy, verify_checkpoint
from knowhold.journal.witness import Answer, Witness, origin_hash

NOW = 1_800_000_000
TREE = oracle.Tree(entries(40))
STRANGER = new_signer("stranger.example/log", seed("stranger"))


def note(size: int, root: bytes | None = None) -> str:
    return sign_note(checkpoint_text(ORIGIN, size, root or TREE.mth(0, size)), SIGNER)


def growth(old: int, new: int) -> bytes:
    return write_growth(old, TREE.proof(old, 0, new) if old else [], note(new)).encode()


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Witness]:
    opened = Witness(tmp_path / "w.sqlite3", (WITNESS, FUTURE_WITNESS), {ORIGIN: (SIGNER.key,)})
    yield opened
    opened.close()


def test_a_first_head_and_its_growth_are_cosigned_by_every_key(witness: Witness) -> None:
    for old, new in ((0, 5), (5, 5), (5, 6), (6, 40)):
        answer = witness.add_checkpoint(growth(old, new), NOW)

        assert answer.status == 200
        policy = Policy((SIGNER.key,), {"a": WITNESS.key, "b": FUTURE_WITNESS.key}, quorum="a")
        found = verify_checkpoint(note(new) + answer.body, policy)
        assert found.witnesses == (("a", NOW), ("b", NOW))


def test_the_second_implementation_accepts_the_cosignature(witness: Witness) -> None:
    answer = witness.add_checkpoint(growth(0, 5), NOW)

    assert oracle.open_checkpoint(WITNESS.key.vkey, note(5) + answer.body)[1] == 5


def test_another_old_size_is_answered_with_the_last_one(witness: Witness) -> None:
    assert witness.add_checkpoint(growth(3, 5), NOW) == Answer(409, "0\n", "text/x.tlog.size")
    witness.add_checkpoint(growth(0, 5), NOW)
    assert witness.add_checkpoint(growth(0, 9), NOW) == Answer(409, "5\n", "text/x.tlog.size")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\xff", 400),
        (growth(0, 5).replace(b"old 0", b"old 00"), 400),
        (growth(0, 5).replace(b"old 0", b"old 9"), 400),
        (write_growth(0, [], note(5)).replace(ORIGIN, "another.example").encode(), 404),
        (write_growth(0, [], note(5)).replace("\n5\n", "\n6\n").encode(), 403),
        (write_growth(0, [], sign_note(note(5).split("\n\n")[0] + "\n", STRANGER)).encode(), 403),
        (write_growth(0, [], sign_note(f"{ORIGIN}\n05\nAAAA\n", SIGNER)).encode(), 400),
        (write_growth(0, [], note(0, seed("no tree"))).encode(), 422),
        (write_growth(0, [seed("hash")], note(5)).encode(), 422),
    ],
)
def test_a_request_the_protocol_refuses_has_its_status_and_changes_nothing(
    witness: Witness, body: bytes, status: int
) -> None:
    assert witness.add_checkpoint(body, NOW).status == status
    assert witness.checkpoint(origin_hash(ORIGIN)).status == 404


def test_a_second_history_is_never_cosigned(witness: Witness) -> None:
    witness.add_checkpoint(growth(0, 5), NOW)
    before = witness.checkpoint(origin_hash(ORIGIN))

    same_size = write_growth(5, [], note(5, seed("fork"))).encode()
    larger = write_growth(5, TREE.proof(5, 0, 9), note(9, seed("fork"))).encode()
    shorter = growth(0, 4).replace(b"old 0", b"old 5")

    assert witness.add_checkpoint(same_size, NOW).status == 422
    assert witness.add_checkpoint(larger, NOW).status == 422
    assert witness.add_checkpoint(shorter, NOW).status == 400
    assert witness.checkpoint(origin_hash(ORIGIN)) == before


def test_an_empty_log_can_be_cosigned(witness: Witness) -> None:
    body = write_growth(0, [], note(0, EMPTY_ROOT)).encode()

    assert witness.add_checkpoint(body, NOW).status == 200


def test_only_the_logs_own_signatures_are_served_on(witness: Witness) -> None:
    advertisement = "— buy.example/now " + base64.b64encode(bytes(40)).decode() + "\n"

    witness.add_checkpoint(growth(0, 5) + advertisement.encode(), NOW)

    served = witness.checkpoint(origin_hash(ORIGIN)).body
    assert "buy.example" not in served
    assert served.count("— ") == 3
    assert verify_checkpoint(served, Policy((SIGNER.key,), {"w": WITNESS.key}, quorum="w"))


def test_of_racing_requests_one_moves_the_witness(tmp_path: Path) -> None:
    statuses: list[int] = []

    def ask(new: int) -> None:
        mine = Witness(tmp_path / "w.sqlite3", (WITNESS,), {ORIGIN: (SIGNER.key,)})
        statuses.append(mine.add_checkpoint(growth(0, new), NOW).status)
        mine.close()

    racers = [threading.Thread(target=ask, args=(new,)) for new in range(5, 11)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert sorted(statuses) == [200, *[409] * 5]


@contextmanager
def serving(path: Path, clock: Callable[[], int] = lambda: NOW) -> Iterator[str]:
    server = witness_server(
        ("127.0.0.1", 0),
        lambda: Witness(path, (WITNESS,), {ORIGIN: (SIGNER.key,)}),
        clock,
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_log_feeds_a_witness_and_keeps_one_cosignature_of_it(tmp_path: Path) -> None:
    policy = Policy((SIGNER.key,), {"w": WITNESS.key}, quorum="w")
    with serving(tmp_path / "w.sqlite3") as url, filled_log(tmp_path / "log", 5) as log:
        for batch in (1, 300, 0):
            log.append(entries(batch, start=log.size()))
            note = feed(log, url, WITNESS.key)
            assert verify_checkpoint(note, policy).witnesses == (("w", NOW),)
            assert log.checkpoint() == note
            assert note.count("— ") == 2
        assert "index 3" in log.proof(3)


def test_a_log_restored_behind_its_witness_is_told(tmp_path: Path) -> None:
    with serving(tmp_path / "w.sqlite3") as url:
        with filled_log(tmp_path / "log", 5) as log:
            feed(log, url, WITNESS.key)
        with (
            filled_log(tmp_path / "again", 3) as log,
            pytest.raises(ProofError, match="`5` entries"),
        ):
            feed(log, url, WITNESS.key)


def test_a_witness_that_signs_something_else_is_not_believed(tmp_path: Path) -> None:
    impostor = new_signer(WITNESS.name, seed("impostor"), WITNESS.kind)
    with serving(tmp_path / "w.sqlite3") as url, filled_log(tmp_path / "log", 5) as log:
        with pytest.raises(ProofError):
            feed(log, url, impostor.key)
        assert log.checkpoint().count("— ") == 1


@pytest.mark.parametrize("url", ["ftp://example", "nonsense", "http://127.0.0.1:9/"])
def test_a_witness_that_cannot_be_reached_is_an_error_and_not_a_crash(
    tmp_path: Path, url: str
) -> None:
    with filled_log(tmp_path, 1) as log, pytest.raises(WitnessRefused):
        feed(log, url, WITNESS.key)
