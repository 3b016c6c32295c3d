"""The log keeps what it acknowledged, signs what it holds, and names what was damaged."""

from __future__ import annotations

import random
import shutil
import threading
from pathlib import Path

import pytest

from journal import oracle
from journal.material import ORIGIN, POLICY, SIGNER, entries, filled_log, seed
from knowhold import sqlite
from knowhold.errors import KnowholdError, NotFound, ProofError, ReadOnly
from knowhold.journal import Log, Standing, new_signer
from knowhold.journal.log import DATABASE
from knowhold.journal.verify import EMPTY_ROOT, Policy, verify_checkpoint, verify_consistency


def damage(folder: Path, table: str, key: int, at: int) -> None:
    """Flip one bit of byte `at` in a stored row, as a failing disk would."""
    column, name = {"bundle": ("entries", "n"), "tile": ("hashes", "id")}[table]
    connection = sqlite.connect(folder / DATABASE)
    row = connection.execute(f"SELECT {column} FROM {table} WHERE {name} = ?", (key,)).fetchone()
    changed = bytearray(row[0])
    changed[at] ^= 1
    connection.execute(f"UPDATE {table} SET {column} = ? WHERE {name} = ?", (bytes(changed), key))
    connection.close()


def restore(folder: Path, backup: bytes) -> None:
    for name in (f"{DATABASE}-wal", f"{DATABASE}-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / DATABASE).write_bytes(backup)


@pytest.mark.parametrize("batch", [1, 7, 255, 256, 257, 600])
def test_however_entries_are_batched_the_log_is_the_same(tmp_path: Path, batch: int) -> None:
    wanted = entries(600)
    with Log.open(tmp_path, ORIGIN, SIGNER) as log:
        indexes = [
            index
            for start in range(0, 600, batch)
            for index in log.append(wanted[start : start + batch])
        ]

    with Log.open(tmp_path, ORIGIN, SIGNER) as again:
        assert indexes == list(range(600))
        assert [again.entry(index) for index in range(600)] == wanted
        assert again.root() == oracle.Tree(wanted).mth(0, 600)
        assert list(again.damages()) == []


def test_an_empty_log_has_a_checkpoint_too(tmp_path: Path) -> None:
    with Log.open(tmp_path, ORIGIN, SIGNER) as log:
        head = verify_checkpoint(log.checkpoint(), POLICY).checkpoint

    assert (head.origin, head.size, head.root) == (ORIGIN, 0, EMPTY_ROOT)


def test_the_checkpoint_stays_the_same_text_until_an_entry_is_added(tmp_path: Path) -> None:
    with filled_log(tmp_path, 3) as log:
        first = log.checkpoint()
        assert log.checkpoint() == first

        log.append(entries(1, start=3))
        second = log.checkpoint()

        heads = [verify_checkpoint(note, POLICY).checkpoint for note in (first, second)]
        assert [head.size for head in heads] == [3, 4]
        verify_consistency(3, 4, heads[0].root, heads[1].root, log.consistency_proof(3, 4))


def test_while_a_key_retires_readers_of_either_key_are_served(tmp_path: Path) -> None:
    successor = new_signer(ORIGIN, seed("next year's key"))
    old, new = Policy((SIGNER.key,)), Policy((successor.key,))
    with filled_log(tmp_path, 3) as log:
        log.checkpoint()

    with Log.open(tmp_path, ORIGIN, successor, retiring=(SIGNER,)) as log:
        overlap = log.checkpoint()
        assert log.checkpoint() == overlap
    with Log.open(tmp_path, ORIGIN, successor) as log:
        after = log.checkpoint()

    assert verify_checkpoint(overlap, old).checkpoint == verify_checkpoint(overlap, new).checkpoint
    assert verify_checkpoint(after, new).checkpoint.size == 3
    with pytest.raises(ProofError, match="no trusted key"):
        verify_checkpoint(after, old)


def test_a_record_itself_never_becomes_an_entry(tmp_path: Path) -> None:
    with filled_log(tmp_path, 1) as log:
        with pytest.raises(ProofError) as refused:
            log.append([entries(1)[0], b"Li Ming travels to Vietnam"])

        assert "commitment" in refused.value.advice
        assert "Li Ming" not in refused.value.line()
        assert log.size() == 1


def test_appending_nothing_changes_nothing(tmp_path: Path) -> None:
    with filled_log(tmp_path, 2) as log:
        assert log.append([]) == []
        assert log.size() == 2


@pytest.mark.parametrize("size", [-1, 4, 10**30])
def test_a_size_the_log_never_had_is_not_found(tmp_path: Path, size: int) -> None:
    with filled_log(tmp_path, 3) as log:
        for ask in (
            lambda: log.root(size),
            lambda: log.inclusion_proof(0, size),
            lambda: log.inclusion_proof(size),
            lambda: log.consistency_proof(size, 3),
            lambda: log.entry(size),
        ):
            with pytest.raises(NotFound):
                ask()


def test_a_reader_needs_no_key_and_creates_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        Log.open(tmp_path / "absent", ORIGIN)
    assert not (tmp_path / "absent").exists()

    with filled_log(tmp_path, 2) as log:
        with Log.open(tmp_path, ORIGIN) as reader, pytest.raises(NotFound):
            reader.checkpoint()
        note = log.checkpoint()
    with Log.open(tmp_path, ORIGIN) as reader:
        assert reader.checkpoint() == note


def test_a_database_of_another_origin_is_refused(tmp_path: Path) -> None:
    filled_log(tmp_path, 1).close()

    with pytest.raises(ProofError, match="2027"):
        Log.open(tmp_path, "knowhold.example/zz/2027", SIGNER)


def test_several_writers_take_turns_and_every_index_is_given_once(tmp_path: Path) -> None:
    filled_log(tmp_path, 0).close()
    given: list[tuple[int, bytes]] = []

    def write(number: int) -> None:
        with Log.open(tmp_path, ORIGIN, SIGNER) as log:
            for turn in range(20):
                mine = entries(5, start=number * 1000 + turn * 5)
                given.extend(zip(log.append(mine), mine, strict=True))

    writers = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    with Log.open(tmp_path, ORIGIN) as log:
        assert sorted(index for index, _ in given) == list(range(300))
        assert all(log.entry(index) == entry for index, entry in given)
        assert list(log.damages()) == []


@pytest.mark.parametrize(
    ("table", "key", "at", "named"),
    [
        ("bundle", 1, 5 * 32 + 3, "entry 261 is damaged"),
        ("bundle", 2, 0, "entry 512 is damaged"),
        ("tile", 0, 9 * 32, "tile 0/0 is damaged"),
        ("tile", 0, 300 * 32, "tile 0/0 is damaged"),
        ("tile", 2, 0, "entry 512 is damaged"),
        ("tile", 1 << 48, 40, "tile 0/1 is damaged"),
    ],
)
def test_one_flipped_bit_on_disk_is_named(
    tmp_path: Path, table: str, key: int, at: int, named: str
) -> None:
    with filled_log(tmp_path, 600) as log:
        log.checkpoint()
        assert list(log.damages()) == []

        damage(tmp_path, table, key, at)

        assert any(named in one for one in log.damages())


def test_a_proof_that_meets_a_flipped_bit_is_refused_and_names_it(tmp_path: Path) -> None:
    with filled_log(tmp_path, 600) as log:
        log.checkpoint()
        damage(tmp_path, "bundle", 1, 5 * 32 + 3)

        log.inclusion_proof(260)
        with pytest.raises(ProofError, match="entry 261 is damaged"):
            log.inclusion_proof(261)


def test_a_journal_that_no_longer_fits_its_checkpoint_does_not_open(tmp_path: Path) -> None:
    with filled_log(tmp_path, 600) as log:
        log.checkpoint()
    damage(tmp_path, "tile", 2, 32)

    with pytest.raises(ProofError, match="entry 513 is damaged"):
        Log.open(tmp_path, ORIGIN, SIGNER)


def test_a_flipped_bit_under_the_last_head_is_found_before_the_next_is_signed(
    tmp_path: Path,
) -> None:
    with filled_log(tmp_path, 300) as log:
        before = log.checkpoint()
        log.append(entries(300, start=300))
        # The hash of the first 256 entries, as the level above keeps it.
        damage(tmp_path, "tile", 1 << 48, 5)

        with pytest.raises(ProofError, match="tile 0/0 is damaged"):
            log.checkpoint()

    restored = sqlite.connect(tmp_path / DATABASE)
    assert restored.execute("SELECT checkpoint FROM journal").fetchone() == (before,)
    restored.close()


@pytest.mark.parametrize(
    "change",
    [
        "size = size + 1",
        "size = size - 1",
        "size = 'many'",
        "size = 1 << 40",
        "checkpoint = 7",
        "checkpoint = 'x'",
        "checkpoint = replace(checkpoint, '=', '?')",
        "origin = 'knowhold.example/zz/2O26'",
    ],
)
def test_a_damaged_head_row_is_an_error_of_ours_or_read_only(tmp_path: Path, change: str) -> None:
    with filled_log(tmp_path, 300) as log:
        log.checkpoint()
    connection = sqlite.connect(tmp_path / DATABASE)
    connection.execute("PRAGMA ignore_check_constraints = 1")
    connection.execute(f"UPDATE journal SET {change}")
    connection.close()

    def use() -> None:
        with Log.open(tmp_path, ORIGIN, SIGNER) as log:
            assert list(log.damages())
            log.append(entries(1))

    with pytest.raises((ProofError, ReadOnly)):
        use()


def test_wherever_one_bit_of_the_file_flips_it_is_noticed_or_changes_nothing(
    tmp_path: Path,
) -> None:
    with filled_log(tmp_path / "whole", 600) as log:
        log.checkpoint()
    whole = (tmp_path / "whole" / DATABASE).read_bytes()
    draw = random.Random(20260101)
    noticed = 0
    for _ in range(150):
        changed = bytearray(whole)
        changed[draw.randrange(len(whole))] ^= 1 << draw.randrange(8)
        folder = tmp_path / "flipped"
        folder.mkdir()
        (folder / DATABASE).write_bytes(changed)
        try:
            with Log.open(folder, ORIGIN) as log:
                found = list(log.damages())
                if not found:
                    assert [log.entry(index) for index in range(600)] == entries(600)
        except KnowholdError:
            found = ["refused"]
        noticed += bool(found)
        shutil.rmtree(folder)
    assert noticed > 75


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"not a database, but long enough to look like one" * 100)

    with pytest.raises(ProofError, match=r"journal\.sqlite3"):
        Log.open(tmp_path, ORIGIN, SIGNER)


def test_a_restored_backup_opens_read_only_and_says_how_far_behind(tmp_path: Path) -> None:
    filled_log(tmp_path, 90).close()
    backup = (tmp_path / DATABASE).read_bytes()
    with Log.open(tmp_path, ORIGIN, SIGNER) as log:
        log.append(entries(37, start=90))
        log.checkpoint()
    restore(tmp_path, backup)

    with Log.open(tmp_path, ORIGIN, SIGNER) as log:
        assert log.standing() is Standing.BEHIND
        assert log.entry(89) == entries(90)[89]
        for attempt in (lambda: log.append(entries(1)), log.checkpoint):
            with pytest.raises(ReadOnly, match="`37` entries"):
                attempt()
        assert log.size() == 90


def test_a_lost_database_does_not_silently_begin_again(tmp_path: Path) -> None:
    with filled_log(tmp_path, 5) as log:
        log.checkpoint()
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
        (tmp_path / name).unlink(missing_ok=True)

    with Log.open(tmp_path, ORIGIN, SIGNER) as log, pytest.raises(ReadOnly, match="`5` entries"):
        log.append(entries(1))


def test_two_roots_of_one_size_are_both_shown_and_neither_is_overwritten(tmp_path: Path) -> None:
    filled_log(tmp_path / "one", 10).close()
    with Log.open(tmp_path / "one", ORIGIN, SIGNER) as log:
        log.checkpoint()
    other = tmp_path / "other"
    with Log.open(other, ORIGIN, SIGNER) as log:
        log.append(entries(12, start=500))

    with Log.open(other, ORIGIN, SIGNER, guard=tmp_path / "one" / "guard.sqlite3") as log:
        assert log.standing() is Standing.FORKED
        with pytest.raises(ReadOnly) as refused:
            log.checkpoint()
        assert str(refused.value).count("`10 ") == 2
    with Log.open(tmp_path / "one", ORIGIN, SIGNER) as log:
        assert log.standing() is Standing.GOOD
