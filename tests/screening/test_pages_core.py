"""What pages stand on: the explanation as HTML, an entry before and after, one alert from two lists."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

import pytest

from knowhold.screening import (
    Identifier,
    ListStore,
    Query,
    Standing,
    Verdict,
    delta,
    entry_changes,
    judge,
    screen,
)
from screening.listing import ANY_LISTS, ON, load, own_list, stored


class Table(HTMLParser):
    """The cells of every table, and every tag opened and closed."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.open: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in {"td", "th"}:
            self.rows[-1][-1] += data


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_html_tables_hold_the_same_contributions_as_the_json(tmp_path, lang):
    store = stored(tmp_path, "Halvorsen <script> Orbital GmbH", "Kitamori")
    found = screen(
        store, Query("Halvorsen & Orbital", countries=("NO",)), on=ON, settings=ANY_LISTS
    )

    page = found.as_html(lang)
    table = Table()
    table.feed(page)

    assert table.open == []
    assert "<script" not in page
    assert table.attributes <= {"class", "lang", "scope"}
    (hit,) = found.as_json(lang)["hits"]
    lines = [row for row in table.rows if row[0][:1] in "+-"]
    assert [float(row[0]) for row in lines] == [one["contribution"] for one in hit["alignment"]]
    assert [row[3] for row in lines] == [one["relation_text"] for one in hit["alignment"]]


def test_an_incomplete_result_without_hits_says_so_in_html(tmp_path):
    found = screen(stored(tmp_path, "Kitamori"), Query("Nobody & Sons"), on=ON)

    assert "This clears nobody" in found.as_html()
    assert "Nobody &amp; Sons" in found.as_html()


def test_a_changed_entry_is_shown_before_and_after(tmp_path):
    store = ListStore.open(":memory:")
    old = load(
        store, own_list(tmp_path, "One Ltd", {"names": ["Two Ltd"], "remarks": "old"}, "Gone")
    )
    new = load(
        store,
        own_list(
            tmp_path,
            {"names": "One Ltd", "remarks": "only reworded"},
            {"names": ["Two Ltd", "Zwei GmbH"], "remarks": "new", "countries": ["DE"]},
            {"names": "Fresh Ltd", "number": "N9"},
        ),
    )  # fmt: skip

    found = {one.key[1]: one for one in entry_changes(store, delta(store, old, new))}

    assert set(found) == {"N1", "N2", "N3", "N9"}
    two = {one.field: one for one in found["N2"].fields}
    assert (two["names"].before, two["names"].after, two["names"].kept) == (
        (), ("Zwei GmbH",), ("Two Ltd",),
    )  # fmt: skip
    assert (two["remarks"].before, two["remarks"].after) == (("old",), ("new",))
    assert {name for name, one in two.items() if one.is_material} == {"names", "addresses"}
    assert [one.field for one in found["N1"].fields] == ["remarks"]
    assert found["N3"].after is None
    assert found["N9"].as_json()["change"] == "added"


def test_one_party_on_two_lists_is_one_alert(tmp_path):
    lei = {"scheme": "LEI", "value": "HWUPKR0MPOU8FGXBT394"}
    store = stored(
        tmp_path,
        {"names": ["Halvorsen Orbital", "HALVORSEN-ORBITAL AS"]},
        {"names": ["Halvorsen Orbital AS"], "list": "sample.denied"},
        {"names": ["Halvorsen Orbits"], "list": "sample.denied"},
        {"names": ["Halvorsen Orbital (Oslo)"], "identifiers": [lei]},
        {"names": ["Unlike"], "identifiers": [lei]},
    )
    query = Query("Halvorsen Orbital", identifiers=(Identifier("LEI", lei["value"]),))

    found = screen(store, query, on=ON, settings=ANY_LISTS)
    groups = [{hit.entry.number for hit in each} for each in found.groups]

    assert {"N1", "N2"} in groups
    assert {"N4", "N5"} in groups
    assert {"N3"} in groups
    positions = [at for each in found.as_json()["groups"] for at in each]
    assert sorted(positions) == list(range(len(found.hits)))


def test_each_entry_of_one_alert_keeps_its_own_judgement(tmp_path):
    store = stored(
        tmp_path, "Halvorsen Orbital", {"names": "Halvorsen Orbital", "list": "sample.denied"}
    )
    query = Query("Halvorsen Orbital")
    (alert,) = screen(store, query, on=ON, settings=ANY_LISTS).groups

    judge(
        store, query, alert[0], verdict=Verdict.DISMISSED, reason="another town", by="P. Reviewer",
        on=ON, expires=date(2027, 5, 24),
    )  # fmt: skip
    (after,) = screen(store, query, on=ON, settings=ANY_LISTS).groups

    assert [hit.is_open for hit in after].count(False) == 1
    assert {hit.judgement.standing for hit in after if hit.judgement} == {Standing.STANDS}
