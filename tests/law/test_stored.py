"""A rulebook is kept under the hash of its files: quick to find, never stale, never trusted unread."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowhold.errors import LawDataError
from knowhold.law import Rulebook, load_rulebook
from knowhold.law.read import SHIPPED
from knowhold.law.stored import MOST_KEPT, cache_folder

ANOTHER = """
[[source]]
id = "cn:another"
title = { en = "Another", zh = "另一文件" }
evidence = "read"
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KNOWHOLD_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "cache"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the shipped law that a test may edit."""
    return shutil.copytree(SHIPPED, tmp_path / "rules")


def stored(cache: Path) -> list[Path]:
    return sorted(cache.glob("rulebook-*.bin"))


def same(one: Rulebook, other: Rulebook) -> bool:
    """Every record equal and in the same order, not only the version."""
    return all(
        list(getattr(one, kind).items()) == list(getattr(other, kind).items())
        for kind in (
            "facts", "schemes", "sources", "sets", "regimes", "rules", "derives", "overlays",
            "gaps", "countries", "places",
        )
    )  # fmt: skip


def test_the_copy_is_the_rulebook_that_was_read(cache, rules):
    read = load_rulebook(rules)
    (path,) = stored(cache)
    before = path.read_bytes()

    found = load_rulebook(rules)

    assert found is not read
    assert found == read
    assert same(found, read)
    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o077 == 0


def test_an_edited_file_is_seen_at_once(cache, rules):
    before = load_rulebook(rules)
    path = rules / "cn" / "zz-another.toml"
    path.write_text(ANOTHER, encoding="utf-8")
    added = load_rulebook(rules)
    path.write_text(ANOTHER.replace("Another", "Anothes"), encoding="utf-8")

    edited = load_rulebook(rules)

    assert "cn:another" not in before.sources
    assert added.sources["cn:another"].title.en == "Another"
    assert edited.sources["cn:another"].title.en == "Anothes"


def test_an_edited_table_is_seen_at_once(cache, rules):
    countries = rules / "common" / "countries.csv"
    load_rulebook(rules)
    text = countries.read_text(encoding="utf-8")
    countries.write_text(text.replace("Norway", "Norvay"), encoding="utf-8")

    assert load_rulebook(rules).countries["NO"].en == "Norvay"


def test_a_file_that_became_unreadable_stops_the_load(cache, rules):
    load_rulebook(rules)
    (rules / "cn" / "zz-broken.toml").write_text("[[rule]]\nid = 3\n", encoding="utf-8")

    with pytest.raises(LawDataError, match=r"zz-broken\.toml"):
        load_rulebook(rules)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda data: data[:0],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: data[:40] + b"\x00" * 100 + data[140:],
    ],
    ids=["cut short", "empty", "one bit", "overwritten"],
)
def test_a_damaged_copy_is_read_afresh_and_replaced(cache, rules, damage):
    read = load_rulebook(rules)
    (path,) = stored(cache)
    whole = path.read_bytes()
    path.write_bytes(damage(whole))

    assert same(load_rulebook(rules), read)
    assert path.read_bytes() == whole


def test_a_copy_that_others_may_write_is_not_trusted(cache, rules):
    load_rulebook(rules)
    (path,) = stored(cache)
    path.chmod(0o666)

    load_rulebook(rules)

    assert path.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path, rules, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("KNOWHOLD_HOME", str(tmp_path / "file"))

    assert load_rulebook(rules).rules


def test_only_the_last_rulebooks_are_kept(cache, rules):
    for number in range(MOST_KEPT + 2):
        extra = ANOTHER.replace("cn:another", f"cn:another-{number}")
        (rules / "cn" / "zz-another.toml").write_text(extra, encoding="utf-8")
        load_rulebook(rules)

    assert len(stored(cache)) == MOST_KEPT


def test_a_small_folder_is_not_stored(cache, tmp_path):
    from_file = tmp_path / "small"
    (from_file / "cn").mkdir(parents=True)
    (from_file / "cn" / "a.toml").write_text(ANOTHER, encoding="utf-8")

    load_rulebook(from_file)

    assert stored(cache) == []


def test_the_cache_stands_with_the_instance_or_with_the_user():
    assert cache_folder({"KNOWHOLD_HOME": "/srv/kh"}) == Path("/srv/kh/cache")
    assert cache_folder({"XDG_CACHE_HOME": "/c"}) == Path("/c/knowhold")
    assert cache_folder({}) == Path.home() / ".cache" / "knowhold"
