"""Chinese names of persons, written in every usual way; a reading is never proof."""

from __future__ import annotations

import pytest

from knowhold.screening import Kind, Query, Relation, Screening, screen
from knowhold.screening.persons import spellings, wade_giles
from knowhold.screening.sounds import heard_alike
from screening.listing import ANY_LISTS, ON, stored

FILLERS = [
    {"names": name, "kind": "person"}
    for name in (
        "John Smith",
        "LEE, Min Ho",
        "WANG, Xiaoming",
        "Maria Garcia",
        "LI, Na",
        "CHAN, Tai",
    )
]


def asked(folder, name: str, listed: str) -> Screening:
    store = stored(folder, {"names": listed, "kind": "person"}, *FILLERS)
    return screen(store, Query(name, Kind.PERSON, basis="test"), on=ON, settings=ANY_LISTS)


WRITTEN = [
    ("徐光宪", "XU, Guangxian"),
    ("徐光憲", "Hsu Kuang-hsien"),
    ("徐光宪", "Guang Xian Xu"),
    ("单雄信", "Shan Xiongxin"),
    ("曾荫权", "Donald Tsang Yam Kuen"),
    ("李嘉诚", "LEE Ka-shing"),
    ("蔡英文", "TSAI Ing-wen"),
    ("习近平", "XI Jinping"),
    ("蒋介石", "CHIANG Chieh-shih"),
]


@pytest.mark.parametrize(("han", "latin"), WRITTEN)
def test_a_han_name_finds_its_latin_spelling(tmp_path, han, latin):
    found = asked(tmp_path, han, latin)

    assert found.hits
    assert found.hits[0].matched.text == latin
    assert found.hits[0].name_score < 1
    assert {Relation.READING} <= {piece.relation for piece in found.hits[0].pieces}


@pytest.mark.parametrize(("han", "latin"), WRITTEN)
def test_a_latin_spelling_finds_the_han_name(tmp_path, han, latin):
    assert [hit.matched.text for hit in asked(tmp_path, latin, han).hits][:1] == [han]


@pytest.mark.parametrize(("one", "other"), [("習近平", "习近平"), ("徐光憲", "徐光宪")])
def test_simplified_and_traditional_are_one_name(tmp_path, one, other):
    assert asked(tmp_path, one, other).hits[0].name_score == 1.0


@pytest.mark.parametrize(
    ("han", "latin"), [("徐光宪", "XU, Wei"), ("李嘉诚", "LI, Na"), ("王小明", "WANG, Dahai")]
)
def test_the_surname_alone_is_no_hit(tmp_path, han, latin):
    assert latin not in [hit.matched.text for hit in asked(tmp_path, han, latin).hits]


def test_wade_giles_follows_from_pinyin():
    assert [wade_giles(one) for one in ("xu", "guang", "xian", "zhang", "cai")] == [
        "hsu", "kuang", "hsien", "chang", "tsai",
    ]  # fmt: skip


def test_the_surname_reading_of_a_character_comes_first():
    assert "shan" in spellings("shan")


@pytest.mark.parametrize(
    ("asked_for", "listed"),
    [
        ("Mohamed Yousef", "YUSEF, Mohammad"),
        ("SAFIANOV, Iurii", "SAFYANOV, Yuri"),
        ("HEIDARI, Reza", "HAYDARI, Reza"),
        ("Dzhabrail Khalidov", "JABRAIL, Halidov"),
    ],
)
def test_another_transliteration_of_the_same_name_is_found(tmp_path, asked_for, listed):
    assert [hit.matched.text for hit in asked(tmp_path, asked_for, listed).hits][:1] == [listed]


@pytest.mark.parametrize(
    ("one", "other"), [("hongda", "hengda"), ("zheng", "zeng"), ("kim", "kam"), ("ali", "ela")]
)
def test_words_of_other_vowels_are_other_words_in_pinyin_and_when_short(one, other):
    assert heard_alike(one, other) == 0


def test_every_exact_name_scores_full_whichever_of_an_entry_it_is(tmp_path):
    variants = ["IRAN POOYA", "IRAN POUYA", "IRAN PUYA"]
    store = stored(tmp_path, {"names": variants, "kind": "person"}, *FILLERS)

    for name in variants:
        found = screen(store, Query(name, Kind.PERSON, basis="test"), on=ON, settings=ANY_LISTS)
        assert (found.hits[0].name_score, found.hits[0].matched.text) == (1.0, name)
