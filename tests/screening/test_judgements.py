"""A judgement is remembered, and a change of either record, and only that, opens it again."""

from __future__ import annotations

from datetime import date

import pytest

from knowhold.errors import Invalid
from knowhold.screening import (
    Identifier,
    Kind,
    Query,
    Remembered,
    Rescreening,
    Screening,
    Standing,
    Verdict,
    delta,
    judge,
    rescreen,
    rescreen_party,
    screen,
)
from screening.listing import ANY_LISTS, ON, load, own_list, stored

HAIGE = {"names": ["Guangzhou Haige Communications Group"], "number": "H1"}
OTHER = {"names": ["Baotou Iron and Steel"], "number": "B1"}
PARTY = Query("Guangzhou Haige Communication", countries=("CN",))
UNTIL = date(2027, 11, 24)


def asked(store, query: Query = PARTY, on: date = ON) -> Screening:
    return screen(store, query, on=on, settings=ANY_LISTS)


def dismiss(store, query: Query = PARTY) -> None:
    judge(
        store, query, asked(store, query).hits[0], verdict=Verdict.DISMISSED,
        reason="another city", by="M. Okafor, export control", on=ON, expires=UNTIL,
    )  # fmt: skip


def standing(store, query: Query = PARTY, on: date = ON) -> Standing | None:
    found = asked(store, query, on).hits[0].judgement
    assert found is None or isinstance(found, Remembered)
    return found.standing if found else None


@pytest.fixture
def store(tmp_path):
    return stored(tmp_path, HAIGE, OTHER)


def test_a_dismissed_candidate_is_shown_as_judged_with_reason_and_name(store):
    dismiss(store)

    found = asked(store)

    assert standing(store) is Standing.STANDS
    assert "another city" in found.as_text("en")
    assert "M. Okafor" in found.as_text("en")
    assert "已排除" in found.as_text("zh")
    assert found.as_json()["headline"].startswith("No candidate is waiting")
    assert found.as_json()["hits"][0]["judgement"]["expires"] == "2027-11-24"


def test_an_incomplete_result_stays_incomplete_when_all_is_judged(store):
    dismiss(store)

    assert screen(store, PARTY, on=ON).as_json()["headline"].startswith("INCOMPLETE")


def test_the_party_written_in_another_case_is_the_same_party(store):
    dismiss(store)

    assert standing(store, Query("GUANGZHOU HAIGE COMMUNICATION", countries=("CN",))) is (
        Standing.STANDS
    )


@pytest.mark.parametrize(
    "changed",
    [
        Query(PARTY.name, countries=("CN", "HK")),
        Query(PARTY.name, countries=("CN",), also=("海格通信",)),
        Query(PARTY.name, countries=("CN",), identifiers=(Identifier("USCC", "9144"),)),
    ],
)
def test_a_change_of_the_partys_record_opens_it_again(store, changed):
    dismiss(store)

    assert standing(store, changed) is Standing.PARTY_CHANGED


def test_it_holds_to_its_last_day_and_no_longer(store):
    dismiss(store)

    assert standing(store, on=UNTIL) is Standing.STANDS
    assert standing(store, on=date(2027, 11, 25)) is Standing.EXPIRED


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ({"remarks": "amended"}, Standing.STANDS),
        ({"names": ["GUANGZHOU HAIGE COMMUNICATIONS GROUP"]}, Standing.STANDS),
        ({"names": [HAIGE["names"][0], "Haige"]}, Standing.ENTRY_CHANGED),
        ({"countries": ["HK"]}, Standing.ENTRY_CHANGED),
        ({"identifiers": [{"scheme": "USCC", "value": "91"}]}, Standing.ENTRY_CHANGED),
    ],
)
def test_only_a_material_change_of_the_entry_opens_it_again(store, tmp_path, now, expected):
    dismiss(store)

    names = now.get("names", HAIGE["names"])
    load(store, own_list(tmp_path, {**HAIGE, **now, "names": names}, OTHER, dated="2026-11-20"))

    assert standing(store) is expected


def test_the_newest_judgement_counts(store):
    dismiss(store)
    judge(
        store, PARTY, asked(store).hits[0], verdict=Verdict.CONFIRMED, reason="same number",
        by="M. Okafor", on=ON, expires=UNTIL,
    )  # fmt: skip

    assert asked(store).hits[0].judgement.judgement.verdict is Verdict.CONFIRMED


@pytest.mark.parametrize("fault", [{"reason": " "}, {"by": ""}, {"expires": date(2026, 11, 23)}])
def test_without_reason_name_or_future_it_is_refused(store, fault):
    whole = {"reason": "x", "by": "y", "on": ON, "expires": UNTIL, **fault}

    with pytest.raises(Invalid):
        judge(store, PARTY, asked(store).hits[0], verdict=Verdict.DISMISSED, **whole)


def test_nothing_about_a_person_is_kept_beside_the_lists(store):
    person = Query("Jane Roe", Kind.PERSON, basis="rule")

    with pytest.raises(Invalid):
        judge(
            store, person, asked(store).hits[0], verdict=Verdict.DISMISSED, reason="x", by="y",
            on=ON, expires=UNTIL,
        )  # fmt: skip


def change(store, tmp_path, *parties) -> tuple:
    old = store.editions()[0]
    load(store, own_list(tmp_path, *parties, dated="2026-11-20"))
    return old, store.editions()[0]


COUNTERPARTIES = [PARTY, Query("Baotou Iron and Steel"), Query("Nordwerk Magnetics")]


def again(store, old, new) -> Rescreening:
    return rescreen(store, COUNTERPARTIES, old, new, on=ON, settings=ANY_LISTS)


def test_a_new_entry_raises_its_counterparty_and_nothing_else(store, tmp_path):
    added = {"names": ["Nordwerk Magnetics GmbH"], "number": "N9"}

    found = again(store, *change(store, tmp_path, HAIGE, OTHER, added))

    assert [(one.query.name, str(one.why)) for one in found.raised] == [
        ("Nordwerk Magnetics", "entry-added")
    ]
    assert found.asked == 3


def test_the_same_list_worded_anew_raises_nothing(store, tmp_path):
    old, new = change(store, tmp_path, {**HAIGE, "remarks": "see notice"}, OTHER)

    assert again(store, old, new).raised == ()
    assert len(delta(store, old, new).reworded) == 1


def test_a_judged_candidate_comes_back_only_when_its_entry_changed(store, tmp_path):
    dismiss(store)

    changed = {**HAIGE, "names": [*HAIGE["names"], "Haige Communication"]}
    found = again(store, *change(store, tmp_path, changed, OTHER))

    assert [str(one.why) for one in found.raised] == ["entry-changed"]
    assert found.raised[0].hit.judgement.standing is Standing.ENTRY_CHANGED


def test_a_removed_entry_releases_what_was_judged_about_it(store, tmp_path):
    dismiss(store)

    found = again(store, *change(store, tmp_path, OTHER, {"names": ["Filler"], "number": "F"}))

    assert [(one.query.name, one.judgement.number) for one in found.released] == [
        (PARTY.name, "H1")
    ]


def test_the_same_change_gives_the_equal_object(store, tmp_path):
    old, new = change(store, tmp_path, HAIGE, OTHER, {"names": ["Nordwerk"], "number": "N"})

    assert again(store, old, new) == again(store, old, new)
    assert again(store, old, new).as_json() == again(store, old, new).as_json()


def test_one_party_is_screened_again_when_its_record_changed_materially(store):
    same = Query(PARTY.name.upper(), countries=("CN",))
    moved = Query(PARTY.name, countries=("SG",))

    quiet = rescreen_party(store, PARTY, same, on=ON, settings=ANY_LISTS)
    loud = rescreen_party(store, PARTY, moved, on=ON, settings=ANY_LISTS)

    assert quiet.raised == ()
    assert [str(one.why) for one in loud.raised] == ["party-changed"]


def test_an_edition_not_in_use_is_refused(store, tmp_path):
    old, new = change(store, tmp_path, HAIGE, OTHER, {"names": ["Nordwerk"], "number": "N"})

    with pytest.raises(Invalid):
        again(store, new, old)
