"""A result explains itself, adds up, and is the same object in every form."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowhold.errors import Invalid
from knowhold.screening import (
    Identifier,
    Kind,
    ListStore,
    Query,
    Settings,
    State,
    list_effect,
    screen,
    screen_many,
)
from knowhold.screening.result import Supports
from screening.listing import ANY_LISTS, ON, load, own_list, stored

WORDS = [
    "China", "Northern", "Southern", "Rare", "Earth", "Group", "13th", "Thirteenth", "55", "Beijing",
    "Shanghai", "Technology", "Tech", "Institute", "Huawei", "Huawai", "Kitamori", "Kita", "mori",
    "Ltd", "GmbH", "有限公司", "稀土", "北方", "南方", "华为", "第十三研究所", "صدام", "Сергей", "(CETC)",
]  # fmt: skip
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
EVERYTHING = Settings(policy=ANY_LISTS.policy, review=0.01)


@pytest.fixture(scope="module")
def many_names(tmp_path_factory) -> ListStore:
    folder = tmp_path_factory.mktemp("lists")
    return stored(
        folder, "China Northern Rare Earth Group", "CETC 13th Research Institute (CETC 13)",
        "Huawei Technologies Co., Ltd.", ["Kitamori Sinter", "北森烧结株式会社"], "中国南方稀土集团",
        "Beijing Technology Institute", "Sergey Kitamori GmbH", "صدام حسين",
    )  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(name=NAMES)
def test_contributions_add_up_to_the_name_score(many_names, name):
    found = screen(many_names, Query(name), on=ON, settings=EVERYTHING)

    for hit in found.hits:
        total = math.fsum(piece.contribution for piece in hit.pieces)
        assert abs(total - hit.name_score) < 1e-9
        assert 0 <= hit.name_score <= 1


@settings(deadline=None, max_examples=60)
@given(name=NAMES)
def test_the_same_question_gives_the_same_object_in_any_batch(many_names, name):
    alone = screen(many_names, Query(name), on=ON, settings=EVERYTHING)

    batch = list(
        screen_many(many_names, [Query("Huawei"), Query(name)], on=ON, settings=EVERYTHING)
    )

    assert batch[1] == alone


@settings(deadline=None, max_examples=60)
@given(name=st.text(min_size=1, max_size=40).filter(str.strip))
def test_any_text_is_answered_and_never_cleared_when_it_could_not_be_compared(many_names, name):
    found = screen(many_names, Query(name), on=ON, settings=ANY_LISTS)

    json.dumps(found.as_json("zh"))
    assert found.as_text("en")
    assert (found.state is State.INCOMPLETE) == bool(found.gaps)


def test_every_listed_name_finds_itself_with_full_score(many_names):
    for _, entry in many_names.entries(many_names.editions()[0].id):
        for name in entry.names:
            found = screen(many_names, Query(name.text), on=ON, settings=ANY_LISTS)
            assert max(hit.name_score for hit in found.hits) == 1.0


def test_json_and_text_carry_list_edition_citation_and_alignment_in_both_languages(many_names):
    found = screen(many_names, Query("Huawei Technologies"), on=ON, settings=ANY_LISTS)

    for lang, word in (("en", "same word"), ("zh", "相同")):
        record = json.loads(json.dumps(found.as_json(lang)))
        hit = record["hits"][0]
        assert hit["entry"]["edition"]["digest"].startswith("sha256:")
        assert hit["effect"]["fact"] == "party.US"
        assert hit["effect"]["value"] == "entity-list"
        assert hit["judgement"] is None
        assert hit["alignment"][0]["relation_text"] == word
        assert record["editions"][0]["count"] == 8
        assert word in found.as_text(lang)


def test_a_hit_is_a_candidate_until_judged(many_names):
    found = screen(many_names, Query("Huawei Technologies"), on=ON, settings=ANY_LISTS)

    assert "needs a person's judgement" in found.as_text("en")
    assert "人工判断" in found.as_text("zh")


def test_evidence_stands_apart_from_the_name(tmp_path):
    number = {"scheme": "Registration Number", "value": "91150-000 X"}
    party = {"names": "Halvorsen Orbital", "countries": ["NO"], "identifiers": [number]}
    store = stored(tmp_path, party)
    same = Identifier("USCC", "91150000X")
    other = Identifier("Registration Number", "7")

    plain = screen(store, Query("Halvorsen Orbital"), on=ON, settings=ANY_LISTS).hits[0]
    for_it = Query("Halvorsen Orbital", countries=("NO",), identifiers=(same,))
    agreeing = screen(store, for_it, on=ON, settings=ANY_LISTS).hits[0]
    against = Query("Halvorsen Orbital", countries=("DE",), identifiers=(other,))
    differing = screen(store, against, on=ON, settings=ANY_LISTS).hits[0]

    assert plain.evidence_score == 0
    assert agreeing.evidence_score > 0 > differing.evidence_score
    assert {plain.name_score, agreeing.name_score, differing.name_score} == {plain.name_score}
    assert {one.supports for one in differing.evidence} == {Supports.CONTRADICTS}


@pytest.mark.parametrize("basis", ["", "  "])
def test_a_person_is_not_screened_without_the_rule_that_requires_it(basis):
    with pytest.raises(Invalid, match="only where a rule requires it"):
        Query("Jane Roe", Kind.PERSON, basis=basis)


def test_a_person_is_screened_under_a_rule_and_the_result_names_it(tmp_path):
    person = {"names": ["ROE, Jane Alexandra"], "kind": "person"}
    store = stored(tmp_path, person, "Roe Trading")

    query = Query("Jane Alexandra Roe", Kind.PERSON, basis="us.dpl-party")
    found = screen(store, query, on=ON, settings=ANY_LISTS)

    assert [hit.entry.kind for hit in found.hits] == [Kind.PERSON]
    assert found.as_json()["query"]["basis"] == "us.dpl-party"


def test_an_organisation_query_never_lists_persons(tmp_path):
    store = stored(tmp_path, {"names": "Jane Roe", "kind": "person"}, "Jane Roe Ltd")

    found = screen(store, Query("Jane Roe"), on=ON, settings=ANY_LISTS)

    assert [hit.entry.number for hit in found.hits] == ["N2"]


def test_the_index_follows_the_current_edition(tmp_path):
    store = stored(tmp_path, "Halvorsen Orbital")
    load(store, own_list(tmp_path, "Kitamori Sinter"))

    assert screen(store, Query("Halvorsen Orbital"), on=ON, settings=ANY_LISTS).hits == ()
    assert screen(store, Query("Kitamori Sinter"), on=ON, settings=ANY_LISTS).hits


def test_what_a_list_means_for_the_rules_is_one_table():
    assert (list_effect("cn.control-list").fact, list_effect("cn.control-list").value) == (
        "party.CN",
        "control-list",
    )
    assert list_effect("cn.watch-list").value == "watch-list"
    assert list_effect("us.dpl").value == "denied"
