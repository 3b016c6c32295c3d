"""The traps of our own domain, and of names in general."""

from __future__ import annotations

import pytest

from knowhold.screening import Band, Query, Reason, Relation, Screening, State, screen
from screening.listing import ANY_LISTS, ON, stored

NORTHERN = "China Northern Rare Earth (Group) High-Tech Co., Ltd."
SOUTHERN = "China Southern Rare Earth Group Co., Ltd."


def asked(folder, name: str, *listed: object) -> Screening:
    # Fillers give the rarity of words something to be measured against.
    fillers = [f"{place} {trade} Co., Ltd." for place in ("Ganzhou", "Oslo", "Lyon", "Hefei")
               for trade in ("Rare Earth", "Technology", "Trading", "Research Institute")]  # fmt: skip
    return screen(stored(folder, *listed, *fillers), Query(name), on=ON, settings=ANY_LISTS)


def best(found: Screening, listed: str) -> float:
    """The name score of the hit whose entry bears `listed`, 0 if there is none."""
    scores = [
        hit.name_score for hit in found.hits if any(name.text == listed for name in hit.entry.names)
    ]
    return max(scores, default=0.0)


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("China Northern Rare Earth Group", SOUTHERN),
        ("China Southern Rare Earth Group", NORTHERN),
        ("中国北方稀土集团", "中国南方稀土集团有限公司"),
        ("中国北方稀土集团", SOUTHERN),
        ("CETC 13", "CETC 55"),
        ("CETC 13th Research Institute", "CETC 55th Research Institute"),
        ("中国电子科技集团公司第十三研究所", "中国电子科技集团公司第五十五研究所"),
        ("中国电子科技集团公司第十三研究所",
         "China Electronics Technology Group Corporation 55th Research Institute"),
        ("Northwest Institute of Nuclear Technology", "Southwest Institute of Nuclear Technology"),
        ("Factory No. 404", "Factory No. 405"),
    ],
)  # fmt: skip
def test_a_different_direction_or_number_is_no_hit_at_all(tmp_path, query, listed):
    assert best(asked(tmp_path, query, listed), listed) == 0


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("CETC 13th Research Institute", "CETC Thirteenth Research Institute"),
        ("CETC 13", "CETC-13"),
        ("CETC13", "CETC No. 13"),
        ("第13研究所 中国电科", "中国电科第十三研究所"),
        ("中国电子科技集团公司第十三研究所",
         "China Electronics Technology Group Corporation 13th Research Institute"),
        ("HAIGE GUANGZHOU COMM GRP", "Guangzhou Haige Communication Group Co., Ltd."),
        ("广州海格通信集团股份有限公司", "Guangzhou Haige Communications Group"),
        ("Haige Communication Group (Guangzhou)", "Guangzhou Haige Communication Group"),
        ("华为技术有限公司", "Huawei Technologies Co., Ltd."),
        ("Huawei Technologies", "华为技术有限公司"),
        ("Vacuumschmelze GmbH & Co. KG", "Vacuumschmelze"),
        ("ＨＵＡＷＥＩ Technologies", "Huawei Technologies"),
        ("Hua\u200bwei Techno\u00adlogies", "Huawei Technologies"),
        ("\u202eHuawei Technologies\u202c", "Huawei Technologies"),
        ("Ниawei Technologies", "Hiawei Technologies"),
        ("S.A. DE C.V. Metales del Norte", "Metales del Norte SA de CV"),
    ],
)  # fmt: skip
def test_the_same_party_written_otherwise_is_a_strong_candidate(tmp_path, query, listed):
    assert best(asked(tmp_path, query, listed), listed) >= 0.9


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("华为技术有限公司", "華為技術有限公司"),
        ("中国稀土集团有限公司", "中國稀土集團有限公司"),
        ("台湾积体电路制造股份有限公司", "台灣積體電路製造股份有限公司"),
        ("中国航天科工集团第三研究院", "中国航天科工集団第三研究院"),
    ],
)
def test_simplified_traditional_and_japanese_forms_are_the_same_name(
    tmp_path, simplified, traditional
):
    assert best(asked(tmp_path, simplified, traditional), traditional) == 1.0
    assert best(asked(tmp_path, traditional, simplified), simplified) == 1.0


@pytest.mark.parametrize(
    "form",
    ["有限公司", "股份有限公司", "株式会社", "GmbH", "Ltd", "Co., Ltd.", "LLC", "S.A.", "ООО"],
)
def test_a_company_form_alone_is_never_a_hit_and_never_a_clear_result(tmp_path, form):
    found = asked(tmp_path, form, "Alpha GmbH", "贝塔有限公司", "Gamma Co., Ltd.", "Delta LLC")

    assert found.hits == ()
    assert found.state is State.INCOMPLETE
    assert found.gaps[-1].reason is Reason.UNSEARCHABLE


def test_another_form_of_the_same_company_is_still_the_company(tmp_path):
    found = asked(tmp_path, "Kitamori Sinter GmbH", "Kitamori Sinter Co., Ltd.")

    (hit,) = found.hits
    assert hit.band is Band.STRONG
    assert [piece.contribution for piece in hit.pieces if piece.relation is Relation.FORM] == [0.0]


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("Baogang Group", "Baotou Iron and Steel (Group) Co., Ltd."),
        ("Baotou Iron & Steel Group", "包头钢铁（集团）有限责任公司"),
        ("包钢集团", "Baotou Iron and Steel Group Company Limited"),
        ("Northern Rare Earth", NORTHERN),
    ],
)
def test_a_verified_pair_joins_names_no_spelling_joins(tmp_path, query, listed):
    found = asked(tmp_path, query, listed)

    assert best(found, listed) >= 0.9


def test_a_hit_through_a_pair_says_so(tmp_path):
    found = asked(tmp_path, "Baogang Group", "Baotou Iron and Steel (Group) Co., Ltd.")

    assert found.hits[0].through
    assert "another name" in found.as_text()


def test_a_company_elsewhere_with_the_same_trade_is_no_strong_candidate(tmp_path):
    found = asked(tmp_path, "Baotou Guanghua Technology", "Ganzhou Guanghua Technology")

    assert all(hit.band is not Band.STRONG for hit in found.hits)


def test_the_same_reading_is_called_a_reading(tmp_path):
    found = asked(tmp_path, "海格技术有限公司", "Haige Technology")

    relations = {piece.query: piece.relation for piece in found.hits[0].pieces}
    assert relations["海格"] is Relation.READING
    assert relations["技术"] is Relation.TRANSLATION


def test_two_names_of_one_party_are_both_searched(tmp_path):
    store = stored(tmp_path, "哈尔沃森轨道推进公司")

    found = screen(
        store, Query("Halvorsen Orbital", also=("哈尔沃森轨道推进",)), on=ON, settings=ANY_LISTS
    )

    assert found.hits[0].query_name == "哈尔沃森轨道推进"
