"""What is published is C2SP tlog-tiles, whole at every moment, and enough to rebuild the journal."""

from __future__ import annotations

from pathlib import Path

import pytest

from journal import oracle
from journal.material import ORIGIN, POLICY, SIGNER, entries, filled_log
from journal.test_log import restore
from knowhold.errors import NotFound, ProofError, ReadOnly
from knowhold.journal import Log, Standing
from knowhold.journal.log import DATABASE
from knowhold.journal.recover import recover
from knowhold.journal.tiles import find_damage, publish, published_head, tile_path, tiles_of


def published(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("level", "n", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (2, 999, 1, "tile/2/999.p/1"),
        (0, 1000, 256, "tile/0/x001/000"),
        ("entries", 1234067, 255, "tile/entries/x001/x234/067.p/255"),
    ],
)
def test_paths_are_those_of_the_specification(
    level: int | str, n: int, width: int, path: str
) -> None:
    assert tile_path(level, n, width) == path


def test_the_tiles_of_70000_entries_are_those_the_specification_counts() -> None:
    counts = [70_000, 70_000 // 256, 70_000 // 256**2]
    found = [list(tiles_of(count)) for count in counts]

    assert [len([1 for _, width in tiles if width == 256]) for tiles in found] == [273, 1, 0]
    assert [tiles[-1][1] for tiles in found] == [112, 17, 1]


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 600])
def test_the_files_of_each_size_are_exactly_those_of_the_specification(
    tmp_path: Path, size: int
) -> None:
    with filled_log(tmp_path / "log", size) as log:
        publish(log, tmp_path / "www")

    wanted = {"checkpoint"}
    for level, count in enumerate([size, size // 256]):
        for n, width in tiles_of(count):
            wanted.add(tile_path(level, n, width))
            if level == 0:
                wanted.add(tile_path("entries", n, width))
    assert published(tmp_path / "www") == wanted
    assert list(find_damage(tmp_path / "www", POLICY)) == []


def test_a_tile_holds_the_hashes_and_a_bundle_the_length_prefixed_entries(tmp_path: Path) -> None:
    leaves = entries(300)
    with filled_log(tmp_path / "log", 300) as log:
        publish(log, tmp_path / "www")

    theirs = oracle.Tree(leaves)
    assert (tmp_path / "www/tile/0/001.p/44").read_bytes() == b"".join(
        theirs.mth(index, index + 1) for index in range(256, 300)
    )
    assert (tmp_path / "www/tile/1/000.p/1").read_bytes() == theirs.mth(0, 256)
    assert (tmp_path / "www/tile/entries/001.p/44").read_bytes() == b"".join(
        b"\x00\x20" + entry for entry in leaves[256:]
    )


def test_publishing_step_by_step_leaves_what_publishing_at_once_leaves(tmp_path: Path) -> None:
    with Log.open(tmp_path / "log", ORIGIN, SIGNER) as log:
        for start in range(0, 700, 70):
            log.append(entries(70, start=start))
            publish(log, tmp_path / "steps")
            assert list(find_damage(tmp_path / "steps", POLICY)) == []
        publish(log, tmp_path / "once")

    assert published(tmp_path / "once") <= published(tmp_path / "steps")
    assert not (tmp_path / "steps/tile/0/000.p").exists()
    for name in published(tmp_path / "once"):
        assert (tmp_path / "once" / name).read_bytes() == (tmp_path / "steps" / name).read_bytes()


def test_every_flipped_byte_of_what_is_published_is_named_or_refused(tmp_path: Path) -> None:
    with filled_log(tmp_path / "log", 300) as log:
        publish(log, tmp_path / "www")

    for name in published(tmp_path / "www"):
        whole = (tmp_path / "www" / name).read_bytes()
        for at in range(0, len(whole), 1 + len(whole) // 40):
            changed = bytearray(whole)
            changed[at] ^= 0x10
            (tmp_path / "www" / name).write_bytes(changed)
            try:
                assert list(find_damage(tmp_path / "www", POLICY)), f"{name} byte {at}"
            except ProofError:
                assert name == "checkpoint"
        (tmp_path / "www" / name).write_bytes(whole)
    assert list(find_damage(tmp_path / "www", POLICY)) == []


def test_a_missing_tile_is_named(tmp_path: Path) -> None:
    with filled_log(tmp_path / "log", 300) as log:
        publish(log, tmp_path / "www")
    (tmp_path / "www/tile/0/000").unlink()

    assert any("`tile/0/000` is missing" in one for one in find_damage(tmp_path / "www", POLICY))


def test_nothing_published_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        published_head(tmp_path, POLICY)


def behind(folder: Path) -> Log:
    """A journal of 90 entries restored under a guard and a publication of 390."""
    filled_log(folder / "log", 90).close()
    backup = (folder / "log" / DATABASE).read_bytes()
    with Log.open(folder / "log", ORIGIN, SIGNER) as log:
        log.append(entries(300, start=90))
        publish(log, folder / "www")
    restore(folder / "log", backup)
    return Log.open(folder / "log", ORIGIN, SIGNER)


def test_a_restored_journal_recovers_every_entry_from_the_tiles(tmp_path: Path) -> None:
    with behind(tmp_path) as log:
        assert log.standing() is Standing.BEHIND

        assert recover(log, tmp_path / "www", POLICY) == 300

        assert log.standing() is Standing.GOOD
        assert list(log.damages()) == []
        assert log.append(entries(1, start=390)) == [390]
        assert log.root() == oracle.Tree(entries(391)).mth(0, 391)
        publish(log, tmp_path / "www")
    assert list(find_damage(tmp_path / "www", POLICY)) == []


def test_recovering_twice_adds_nothing(tmp_path: Path) -> None:
    with behind(tmp_path) as log:
        recover(log, tmp_path / "www", POLICY)
        assert recover(log, tmp_path / "www", POLICY) == 0
        assert log.size() == 390


def test_recovery_refuses_damaged_tiles_and_writes_nothing(tmp_path: Path) -> None:
    with behind(tmp_path) as log:
        bundle = tmp_path / "www/tile/entries/000"
        whole = bytearray(bundle.read_bytes())
        whole[5000] ^= 1
        bundle.write_bytes(whole)

        with pytest.raises(ProofError, match="tile/0/000"):
            recover(log, tmp_path / "www", POLICY)
        assert log.size() == 90


def test_recovery_refuses_another_history_and_names_where_it_parts(tmp_path: Path) -> None:
    with behind(tmp_path) as log:
        log.catch_up(entries(3, start=7000), published=390)

        with pytest.raises(ProofError, match="entry 90 of the journal is not the published one"):
            recover(log, tmp_path / "www", POLICY)
        assert log.size() == 93


def test_a_journal_behind_what_is_published_does_not_overwrite_it(tmp_path: Path) -> None:
    with behind(tmp_path) as log, pytest.raises(ReadOnly):
        publish(log, tmp_path / "www")
    assert published_head(tmp_path / "www", POLICY).size == 390


def test_even_with_its_guard_lost_a_smaller_journal_does_not_replace_the_published_one(
    tmp_path: Path,
) -> None:
    behind(tmp_path).close()
    for path in (tmp_path / "log").glob("guard.sqlite3*"):
        path.unlink()

    with (
        Log.open(tmp_path / "log", ORIGIN, SIGNER) as log,
        pytest.raises(ReadOnly, match="`390` entries are published"),
    ):
        publish(log, tmp_path / "www")
