"""Real list files: every reader, every bilingual name, every list mapped to its meaning."""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import knowhold
from knowhold.errors import ListRejected
from knowhold.screening import (
    Claim,
    Kind,
    ListPolicy,
    ListStore,
    Query,
    Settings,
    State,
    feeds,
    list_effects,
    screen,
    screen_many,
)
from knowhold.screening.tokens import organisation_views
from screening.listing import NOW, ON
from shared import shared_path

pytestmark = pytest.mark.shared

AS_OF_FILES = Settings(
    policy=ListPolicy(required=("us-csl", "cn-mofcom"), max_age_days=dict.fromkeys(feeds(), 9999))
)
LISTS = "data/lists/"
CSL = "us_csl_names_20260731.json.gz"
MOFCOM = "cn_mofcom_three_lists_20260719.json.gz"
METI = "jp_meti_foreign_end_user_list_20250929.json.gz"
UN = "un_consolidated_20260227.xml.gz"
OFAC = (
    "us_ofac_sdn_20240627.csv.gz", "us_ofac_alt_20260225.csv.gz", "us_ofac_add_20240627.csv.gz",
    "us_ofac_sdn_comments_20251224.csv.gz",
)  # fmt: skip


@pytest.fixture(scope="module")
def real() -> Iterator[ListStore]:
    store = ListStore.open(":memory:")
    for name, form in ((CSL, "us-csl-json"), (MOFCOM, "cn-mofcom-json"), (METI, "jp-meti-json"),
                       (UN, "un-xml")):  # fmt: skip
        store.load(shared_path(LISTS + name), form, now=NOW)
    yield store
    store.close()


def hits(store: ListStore, name: str) -> list[tuple[str, str, float]]:
    found = screen(store, Query(name), on=ON, settings=AS_OF_FILES)
    return [(hit.entry.list_id, hit.entry.names[0].text, hit.name_score) for hit in found.hits]


def test_every_list_has_the_count_its_readme_states(real):
    counts = {edition.feed: edition.count for edition in real.editions()}

    assert counts == {"us-csl": 25921, "cn-mofcom": 240, "jp-meti": 835, "un-sc": 1003}
    mofcom = dict(next(one for one in real.editions() if one.feed == "cn-mofcom").lists)
    assert mofcom == {
        "cn.control-list": 139,
        "cn.unreliable-entity-list": 61,
        "cn.watch-list": 40,
    }


@pytest.mark.parametrize(
    ("name", "list_id"),
    [
        ("MP Materials", "cn.control-list"),
        ("USA Rare Earth, Inc.", "cn.control-list"),
        ("美国稀土公司", "cn.control-list"),
        ("TDK Corporation", "cn.watch-list"),
        ("TDK株式会社", "cn.watch-list"),
        ("Huawei Technologies Co., Ltd.", "us.entity-list"),
        ("华为技术有限公司", "us.entity-list"),
        ("GUANGZHOU HAIGE COMM GRP", "us.entity-list"),
        ("HAIGE GUANGZHOU", "us.entity-list"),
        ("CETC 13", "us.entity-list"),
        ("中国电子科技集团公司第五十五研究所", "us.entity-list"),
    ],
)
def test_a_known_party_is_found_on_its_list(real, name, list_id):
    assert list_id in {found[0] for found in hits(real, name) if found[2] >= 0.8}


def test_the_publishers_reason_and_country_are_not_taken_over(real):
    entry = screen(real, Query("TDK Corporation"), on=ON, settings=AS_OF_FILES).hits[0].entry

    assert entry.remarks == ""
    assert entry.addresses == ()


def test_cetc_13_is_not_cetc_55(real):
    assert all("55" not in name for _, name, _ in hits(real, "CETC 13"))


def test_every_mofcom_and_meti_name_finds_its_entry_in_either_language(real):
    wanted = [
        (entry, name.text)
        for edition in real.editions()
        if edition.feed in {"cn-mofcom", "jp-meti"}
        for _, entry in real.entries(edition.id)
        for name in entry.names
        # The parser of the METI list left forms standing alone (`Pvt.`): those are no names.
        if organisation_views(name.text)
    ]
    found = screen_many(real, (Query(name) for _, name in wanted), on=ON, settings=AS_OF_FILES)

    missed = [
        name
        for (entry, name), screening in zip(wanted, found, strict=True)
        if entry not in [hit.entry for hit in screening.hits]
    ]

    assert missed == []


def test_un_names_in_their_own_script_find_their_entry(real):
    wanted = [
        (entry, name.text)
        for edition in real.editions()
        if edition.feed == "un-sc"
        for _, entry in real.entries(edition.id)
        for name in entry.names
        if re.search("[\u0600-\u06ff]", name.text)
    ]
    queries = [
        Query(text, entry.kind, basis="test" if entry.kind is Kind.PERSON else "")
        for entry, text in wanted
    ]

    found = screen_many(real, queries, on=ON, settings=AS_OF_FILES)

    assert len(wanted) > 300
    assert all(
        entry in [hit.entry for hit in screening.hits]
        for (entry, _), screening in zip(wanted, found, strict=True)
    )


def test_files_as_old_as_these_make_every_result_incomplete(real):
    found = screen(real, Query("Nobody in particular"), on=ON)

    assert found.state is State.INCOMPLETE
    assert {gap.feed for gap in found.gaps} >= {"us-csl", "cn-mofcom", "un-sc"}


def test_ofac_tables_of_different_days_load_together():
    store = ListStore.open(":memory:")
    claim = Claim(dated=date(2024, 6, 27))

    edition = store.load(
        [shared_path(LISTS + name) for name in OFAC], "us-ofac-sdn", now=NOW, claim=claim
    )

    assert edition.count == 15402


def test_the_denied_persons_list_loads():
    store = ListStore.open(":memory:")
    path = shared_path(LISTS + "us_bis_dpl_20231130.txt.gz")

    edition = store.load(path, "us-bis-dpl", now=NOW, claim=Claim(dated=date(2023, 11, 30)))

    assert edition.count == 665


def test_the_partial_official_csv_is_refused_and_its_whole_rows_are_readable(tmp_path):
    path = shared_path(LISTS + "us_csl_official_layout_20231130.csv.gz")
    claim = Claim(dated=date(2023, 11, 30))
    with pytest.raises(ListRejected, match="line 4233"):
        ListStore.open(":memory:").load(path, "us-csl-csv", now=NOW, claim=claim)
    whole = gzip.decompress(path.read_bytes()).decode()
    mended = tmp_path / "csl.csv"
    mended.write_text(whole[: whole.rindex("\n", 0, whole.rindex('"') - 400) + 1], "utf-8")

    edition = ListStore.open(":memory:").load(mended, "us-csl-csv", now=NOW, claim=claim)

    assert edition.count > 4000


@pytest.mark.parametrize("share", [0.2, 0.5, 0.97])
@pytest.mark.parametrize(
    ("name", "form"), [(CSL, "us-csl-json"), (MOFCOM, "cn-mofcom-json"), (UN, "un-xml")]
)
def test_half_of_a_real_file_is_refused(tmp_path, name, form, share):
    raw = gzip.decompress(shared_path(LISTS + name).read_bytes())
    cut = tmp_path / "cut"
    cut.write_bytes(raw[: int(len(raw) * share)])

    with pytest.raises(ListRejected):
        ListStore.open(":memory:").load(cut, form, now=NOW)


def test_a_csl_file_with_a_row_taken_out_is_refused_by_its_own_count(tmp_path):
    whole = json.loads(gzip.decompress(shared_path(LISTS + CSL).read_bytes()))
    whole["entries"] = whole["entries"][:-1]
    cut = tmp_path / "cut.json"
    cut.write_text(json.dumps(whole), "utf-8")

    with pytest.raises(ListRejected, match="25921"):
        ListStore.open(":memory:").load(cut, "us-csl-json", now=NOW)


def test_every_value_a_hit_can_answer_is_one_the_law_knows():
    facts = Path(knowhold.__file__).parent / "law" / "data" / "common" / "facts.toml"
    known = {
        fact["name"]: set(fact.get("values", ()))
        for fact in tomllib.loads(facts.read_text("utf-8"))["fact"]
    }

    for effect in list_effects().values():
        assert not effect.fact or effect.value in known[effect.fact], effect.id
