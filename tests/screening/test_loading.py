"""Loading is whole or not at all, and a failure is never silent."""

from __future__ import annotations

import gzip
import json
from datetime import date

import pytest

from knowhold import sqlite
from knowhold.errors import ListRejected
from knowhold.screening import Claim, ListStore, Query, Reason, Settings, State, screen
from screening.listing import ANY_LISTS, NOW, ON, load, own_list, stored

CSL_HEADER = (
    "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,"
    "start_date,end_date,standard_order,license_requirement,license_policy,call_sign,vessel_type,"
    "gross_tonnage,gross_registered_tonnage,vessel_flag,vessel_owner,remarks,source_list_url,"
    "alt_names,citizenships,dates_of_birth,nationalities,places_of_birth,source_information_url,ids"
)
ENTITY_LIST = "Entity List (EL) - Bureau of Industry and Security"


def csl_row(number: str, name: str) -> str:
    return f'{number},"{ENTITY_LIST}",,,,"{name}"' + "," * 23


def test_an_edition_keeps_its_date_digest_source_rights_and_count(tmp_path):
    edition = load(ListStore.open(":memory:"), own_list(tmp_path, "Halvorsen", "Kitamori"))

    assert edition.dated == date(2026, 11, 1)
    assert edition.digest.startswith("sha256:")
    assert edition.count == 2
    assert edition.lists == (("sample.entity-list", 2),)
    assert edition.rights


def test_the_same_bytes_again_say_so_and_change_nothing(tmp_path):
    store = ListStore.open(":memory:")
    path = own_list(tmp_path, "Halvorsen")
    first = load(store, path)

    again = load(store, path)

    assert again.was_loaded_before
    assert again.id == first.id
    assert len(store.editions(all_of="sample")) == 1


def test_a_gzipped_file_is_the_same_edition_as_the_file(tmp_path):
    path = own_list(tmp_path, "Halvorsen")
    packed = tmp_path / "list.json.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))

    store = ListStore.open(":memory:")

    assert load(store, path).digest == load(store, packed).digest


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_anywhere_is_refused_and_the_old_edition_stays(tmp_path, share):
    store = stored(tmp_path, "Halvorsen Orbital")
    whole = own_list(tmp_path, "Halvorsen Orbital", "Kitamori Sinter").read_bytes()
    cut = tmp_path / "cut.json"
    cut.write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(ListRejected) as refused:
        load(store, cut)

    assert refused.value.place
    assert refused.value.expected
    assert [edition.count for edition in store.editions()] == [1]
    assert screen(store, Query("Halvorsen Orbital"), on=ON, settings=ANY_LISTS).hits


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"<!DOCTYPE html><html><body>error</body></html>", "web page"),
        (b"", "a list"),
        (b"\xff\xfe\x00bad", "UTF-8"),
        (b'{"entries": [], "count": 0, "dated": "2026-11-01"}', "at least one"),
        (b'{"entries": [], "count": 3, "dated": "2026-11-01"}', "3 entries"),
        (b'{"entries": [], "count": 0, "dated": "2026-13-01"}', "a date"),
        (b"[1, 2", "JSON"),
    ],
)
def test_what_is_no_list_is_refused_with_what_was_expected(tmp_path, content, expected):
    store = stored(tmp_path, "Halvorsen")
    path = tmp_path / "bad.json"
    path.write_bytes(content)

    with pytest.raises(ListRejected, match=expected):
        load(store, path)

    assert len(store.editions(all_of="sample")) == 1


def test_a_wrong_count_stated_by_the_person_is_refused(tmp_path):
    with pytest.raises(ListRejected, match="the 3 entries stated"):
        ListStore.open(":memory:").load(
            own_list(tmp_path, "A company"), "knowhold-json", now=NOW, claim=Claim(count=3)
        )


def test_an_edition_that_shrank_by_half_is_refused_unless_it_is_said_to_be_right(tmp_path):
    store = stored(tmp_path, "One", "Two", "Three", "Four")
    small = own_list(tmp_path, "One")

    with pytest.raises(ListRejected, match="half file"):
        raise_line(lambda: load(store, small))

    edition = store.load(small, "knowhold-json", now=NOW, claim=Claim(shrink=0))
    assert edition.count == 1


def raise_line(action) -> None:
    try:
        action()
    except ListRejected as error:
        raise ListRejected(error.line(), "", "") from error


def test_a_date_in_the_future_is_refused(tmp_path):
    with pytest.raises(ListRejected, match="2027-01-01"):
        load(ListStore.open(":memory:"), own_list(tmp_path, "One", dated="2027-01-01"))


def test_a_full_disk_leaves_the_old_edition_whole(tmp_path):
    connection = sqlite.connect(tmp_path / "lists.db")
    store = ListStore(connection)
    load(store, own_list(tmp_path, "Halvorsen Orbital"))
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    with pytest.raises(ListRejected, match="full"):
        load(store, own_list(tmp_path, *(f"Company number {n} of many" for n in range(3000))))

    connection.execute("PRAGMA max_page_count = 1000000")
    assert [edition.count for edition in store.editions()] == [1]
    assert connection.execute("SELECT count(*) FROM entry").fetchone()[0] == 1
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_after_a_failed_load_no_result_of_that_feed_is_complete(tmp_path):
    store = stored(tmp_path, "Halvorsen Orbital")
    bad = tmp_path / "bad.json"
    bad.write_text("{", encoding="utf-8")
    assert screen(store, Query("Anybody"), on=ON, settings=ANY_LISTS).state is State.COMPLETE

    with pytest.raises(ListRejected):
        load(store, bad)

    found = screen(store, Query("Anybody"), on=ON, settings=ANY_LISTS)
    assert found.state is State.INCOMPLETE
    assert found.gaps[0].reason is Reason.LOAD_FAILED
    assert "clears nobody" in found.as_text()


def test_a_successful_load_ends_the_failure(tmp_path):
    store = stored(tmp_path, "Halvorsen Orbital")
    bad = tmp_path / "bad.json"
    bad.write_text("{", encoding="utf-8")
    with pytest.raises(ListRejected):
        load(store, bad)

    load(store, own_list(tmp_path, "Halvorsen Orbital", "Kitamori"))

    assert store.failures() == []


def test_no_list_at_all_is_never_a_clear_result():
    store = ListStore.open(":memory:")

    assert screen(store, Query("Anybody"), on=ON).state is State.INCOMPLETE
    assert screen(store, Query("Anybody"), on=ON, settings=ANY_LISTS).state is State.INCOMPLETE


def test_a_missing_required_list_is_named(tmp_path):
    store = stored(tmp_path, "Halvorsen")

    found = screen(store, Query("Anybody"), on=ON)

    assert {gap.feed for gap in found.gaps} == {"us-csl", "cn-mofcom", "un-sc"}
    assert "尚未载入" in found.as_text("zh")


def test_an_edition_older_than_its_limit_makes_the_result_incomplete(tmp_path):
    store = stored(tmp_path, "Halvorsen")
    policy = Settings(policy=type(ANY_LISTS.policy)(required=(), max_age_days={"sample": 22}))

    found = screen(store, Query("Anybody"), on=ON, settings=policy)

    assert [gap.reason for gap in found.gaps] == [Reason.TOO_OLD]
    assert screen(store, Query("Anybody"), on=date(2026, 11, 23), settings=policy).gaps == ()


def test_a_csl_row_with_missing_cells_is_refused_with_its_line(tmp_path):
    path = tmp_path / "csl.csv"
    path.write_text(f"{CSL_HEADER}\n{csl_row('1', 'One Ltd')}\n2,half\n", encoding="utf-8")

    with pytest.raises(ListRejected, match="line 3"):
        ListStore.open(":memory:").load(
            path, "us-csl-csv", now=NOW, claim=Claim(dated=date(2026, 11, 1))
        )


def test_codes_and_missing_values_in_csl_cells_stay_the_text_they_were(tmp_path):
    path = tmp_path / "csl.csv"
    rows = [csl_row("1E902", "1E902"), csl_row("NO", "NO"), csl_row("NA", "NA Trading")]
    path.write_text("\n".join([CSL_HEADER, *rows]), encoding="utf-8")
    store = ListStore.open(":memory:")

    edition = store.load(path, "us-csl-csv", now=NOW, claim=Claim(dated=date(2026, 11, 1)))

    entries = [entry for _, entry in store.entries(edition.id)]
    assert [entry.number for entry in entries] == ["1E902", "NO", "NA"]
    assert [entry.names[0].text for entry in entries] == ["1E902", "NO", "NA Trading"]


def test_numbers_in_json_stay_the_text_they_were(tmp_path):
    path = tmp_path / "list.json"
    whole = {"dated": "2026-11-01", "count": 1, "entries": [
        {"list": "sample.denied", "number": "1E001", "names": [{"text": "1E001"}, {"text": "NO"}]}
    ]}  # fmt: skip
    path.write_text(json.dumps(whole), encoding="utf-8")
    store = ListStore.open(":memory:")

    ((_, entry),) = store.entries(load(store, path).id)

    assert entry.number == "1E001"
    assert [name.text for name in entry.names] == ["1E001", "NO"]


def test_a_file_without_a_date_asks_for_one(tmp_path):
    path = tmp_path / "csl.csv"
    path.write_text(f"{CSL_HEADER}\n{csl_row('1', 'One Ltd')}\n", encoding="utf-8")

    with pytest.raises(ListRejected) as refused:
        ListStore.open(":memory:").load(path, "us-csl-csv", now=NOW)

    assert "--date" in refused.value.advice


def test_ofac_tables_join_and_a_cut_table_is_refused(tmp_path):
    main = tmp_path / "sdn.csv"
    alt = tmp_path / "alt.csv"
    main.write_bytes(
        b'36,"AEROCARIBBEAN AIRLINES",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
        b"\"Registration ID No. 12345 (Cuba); a.k.a. 'NO'.\"\r\n\x1a"
    )
    alt.write_bytes(b'36,12,"fka","AERO-CARIBBEAN",-0- \r\n99,13,"aka","ORPHAN",-0- \r\n\x1a')
    store = ListStore.open(":memory:")
    claim = Claim(dated=date(2026, 11, 1))

    edition = store.load([main, alt], "us-ofac-sdn", now=NOW, claim=claim)

    ((_, entry),) = store.entries(edition.id)
    assert [name.text for name in entry.names] == ["AEROCARIBBEAN AIRLINES", "AERO-CARIBBEAN", "NO"]
    assert entry.identifiers[0].value == "12345"
    alt.write_bytes(alt.read_bytes()[:-1])
    with pytest.raises(ListRejected, match="end-of-file byte"):
        store.load([main, alt], "us-ofac-sdn", now=NOW, claim=claim)


def test_xml_with_a_document_type_or_entities_is_refused_unread(tmp_path):
    path = tmp_path / "un.xml"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa">]><CONSOLIDATED_LIST/>',
        encoding="utf-8",
    )

    with pytest.raises(ListRejected, match="document type"):
        load(ListStore.open(":memory:"), path, "un-xml")


def test_the_delta_of_two_editions_is_found_by_entry_digests(tmp_path):
    store = ListStore.open(":memory:")
    old = load(store, own_list(tmp_path, "One Company", "Two Company"))
    new = load(store, own_list(tmp_path, "One Company", ["Two Company", "Zwei"], "Three Company"))

    before, after = store.digests(old.id), store.digests(new.id)

    changed = {key for key in before | after if before.get(key) != after.get(key)}
    assert changed == {("sample.entity-list", "N2"), ("sample.entity-list", "N3")}


def test_a_new_edition_becomes_current_whatever_its_digest(tmp_path):
    """A newer file's digest sorts before or after the old one's by chance: eight files meet both."""
    store = ListStore.open(":memory:")

    for number in range(8):
        load(store, own_list(tmp_path, f"Party {number}"))

    assert [edition.id for edition in store.editions()] == [8]
