"""The index finds the same from memory, from disk and by its bounds; a damaged file is never used."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowhold.screening import Kind, ListStore, Query, library, screen_many, shelf
from knowhold.screening.align import Side, align
from knowhold.screening.index import Index, Row, columns_of
from knowhold.screening.library import library as library_of
from knowhold.screening.reach import alike, reachable, words_of
from knowhold.screening.tokens import organisation_views
from screening.listing import ANY_LISTS, ON, load, own_list

PARTIES = [
    "Guangzhou Haige Communications Group Co., Ltd.", "中国电子科技集团公司第十三研究所",
    "Baotou Iron and Steel Group", "China Southern Rare Earth Group", "Vacuumschmelze GmbH & Co. KG",
    {"names": ["IVANOV, Sergei", "Иванов Сергей"], "kind": "person"},
    {"names": ["徐光宪"], "kind": "person"},
]  # fmt: skip
ASKED = [
    Query("Haige Guangzhou"), Query("CETC 13th Research Institute"), Query("包头钢铁"),
    Query("China Northern Rare Earth"), Query("Vacumschmelze"),
    Query("Hsu Kuang-hsien", Kind.PERSON, basis="test"),
    Query("Sergej Ivanof", Kind.PERSON, basis="test"),
]  # fmt: skip


def found(folder: Path) -> list[object]:
    library._shelves.clear()
    store = ListStore.open(folder / "lists.sqlite3")
    try:
        return list(screen_many(store, ASKED, on=ON, settings=ANY_LISTS))
    finally:
        store.close()


@pytest.fixture
def home(tmp_path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    store = ListStore.open(folder / "lists.sqlite3")
    load(store, own_list(tmp_path, *PARTIES))
    store.close()
    return folder


def test_an_index_from_disk_gives_the_same_answers(home, monkeypatch):
    fresh = found(home)

    monkeypatch.setattr(library, "_worked_out", None)

    assert found(home) == fresh
    assert any(screening.hits for screening in fresh)


@pytest.mark.parametrize("at", [0.01, 0.3, 0.6, 0.99])
def test_a_damaged_index_is_worked_out_again(home, at):
    fresh = found(home)
    path = home / shelf.FILE_NAME
    raw = bytearray(path.read_bytes())
    place = int(len(raw) * at)
    raw[place : place + 40] = bytes(byte ^ 0xFF for byte in raw[place : place + 40])
    path.write_bytes(raw)

    assert found(home) == fresh


def test_a_cut_index_is_worked_out_again(home):
    fresh = found(home)
    path = home / shelf.FILE_NAME
    path.write_bytes(path.read_bytes()[:-500])

    assert found(home) == fresh


def test_an_index_of_other_editions_is_not_used(home, tmp_path):
    found(home)
    store = ListStore.open(home / "lists.sqlite3")
    load(store, own_list(tmp_path, *PARTIES, "Haige Guangzhou Shipping"))
    store.close()

    names = [hit.matched.text for hit in found(home)[0].hits]

    assert "Haige Guangzhou Shipping" in names


def test_a_folder_that_takes_no_file_changes_no_answer(home):
    fresh = found(home)
    (home / shelf.FILE_NAME).unlink()
    (home / shelf.FILE_NAME).mkdir()

    assert found(home) == fresh
    assert not list(home.glob("tmp*"))


WORD = st.sampled_from(
    [
        "haige",
        "haiga",
        "haigecomm",
        "comm",
        "group",
        "guangzhou",
        "beijing",
        "13th",
        "north",
        "south",
        "rare",
        "earth",
        "earths",
        "iron",
        "steel",
        "limited",
        "vacuum",
        "schmelze",
        "vacuumschmelze",
        "ivanof",
        "ivanov",
        "ob",
        "bo",
        "xx",
        "yousef",
        "yusuf",
        "mohamed",
        "muhammad",
        "pouya",
        "puya",
        "khalid",
        "halid",
    ]
)
NAME = st.lists(WORD, min_size=1, max_size=5).map(" ".join)


@settings(deadline=None, max_examples=300)
@given(
    NAME, NAME, st.floats(0.2, 1), st.floats(0, 1), st.sampled_from([0.45, 0.6, 0.72, 0.92, 0.97])
)
def test_no_candidate_is_passed_over_whose_words_reach_the_line(one, two, cosine, ratio, least):
    views, listed = organisation_views(one), organisation_views(two)
    if not views or not listed:
        return
    index = Index(
        columns_of([(Row(1, 0, 0), listed[0]), (Row(2, 0, 0), organisation_views("Zzz Q")[0])])
    )
    left = Side(views[0].tokens, index.weights_of(views[0].tokens))
    right = Side(index.tokens[0], index.weights[0])
    alignment = align(left, right, cosine, ratio, least)

    zero = np.zeros(1, np.int64)
    words = words_of([[token.key for token in left.tokens]], [left.weights], index._numbers)
    letters = alike(np.array([cosine], np.float32), np.array([ratio], np.float32))

    if alignment is not None:
        assert reachable(words, index._words, zero, zero, letters, least)[0]


def test_the_library_of_a_store_is_made_once(home):
    library._shelves.clear()
    store = ListStore.open(home / "lists.sqlite3")

    assert library_of(store) is library_of(store)
    store.close()
