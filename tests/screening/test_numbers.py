"""Numbers with check digits: right ones decide, wrong ones say nothing, and all is said."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowhold.screening import Band, Identifier, Kind, Query, screen
from knowhold.screening.numbers import Scheme, is_right, scheme_of
from knowhold.screening.result import Supports
from screening.listing import ANY_LISTS, ON, stored

# Published by their holders and registers.
RIGHT = [
    ("LEI", "HWUPKR0MPOU8FGXBT394"),
    ("LEI", "5493001KJTIIGC8Y1R12"),
    ("Unified Social Credit Code (USCC)", "914403001922038216"),
    ("统一社会信用代码", "91350100M000100Y43"),
    ("INN", "7707083893"),
    ("Tax ID No.", "7736050003"),
    ("Russian INN", "500100732259"),
    ("Main State Registration Number (OGRN)", "1027700132195"),
    ("ОГРН", "1027700070518"),
    ("OGRNIP", "304500116000157"),
    ("Vessel Registration Identification", "IMO 9074729"),
    ("IMO number", "9176187"),
]


def number(scheme: str, value: str) -> Identifier:
    return Identifier(scheme, value, "RU" if scheme == "Tax ID No." else "")


@pytest.mark.parametrize(("scheme", "value"), RIGHT)
def test_a_published_number_has_right_check_digits(scheme, value):
    assert is_right(number(scheme, value)) is True


@pytest.mark.parametrize(("scheme", "value"), RIGHT)
def test_any_one_digit_changed_is_noticed(scheme, value):
    for at, sign in enumerate(value):
        if sign.isdecimal():
            other = value[:at] + str((int(sign) + 1) % 10) + value[at + 1 :]
            # Mod 11 taken mod 10 lets two remainders share a digit: those schemes notice most.
            if scheme_of(number(scheme, value)) in {Scheme.LEI, Scheme.USCC}:
                assert is_right(number(scheme, other)) is False
    assert is_right(number(scheme, value[:-1])) is False


def test_a_number_without_check_digits_is_neither_right_nor_wrong():
    assert is_right(Identifier("Registration Number", "12345")) is None


def party(names: str, *numbers: tuple[str, str], kind: str = "organisation") -> dict:
    return {
        "names": names,
        "kind": kind,
        "identifiers": [{"scheme": scheme, "value": value} for scheme, value in numbers],
    }


LEI, OTHER_LEI = RIGHT[0], RIGHT[1]


def asked(folder, numbers: list[tuple[str, str]], *listed: dict, name: str = "Halvorsen Orbital"):
    query = Query(name, identifiers=tuple(number(*one) for one in numbers))
    return screen(stored(folder, *listed), query, on=ON, settings=ANY_LISTS)


def test_one_right_number_is_found_under_any_name_and_comes_first(tmp_path):
    found = asked(tmp_path, [LEI], party("Halvorsen Orbital"), party("Quite Another Ltd", LEI))

    first = found.hits[0]
    assert first.matched.text == "Quite Another Ltd"
    assert first.band is Band.STRONG
    assert (first.name_score, first.evidence_score) == (0.0, 0.8)
    assert "right check digits" in found.as_text()
    assert "校验码正确" in found.as_text("zh")


def test_a_person_is_never_found_by_the_number_of_an_organisation(tmp_path):
    found = asked(tmp_path, [LEI], party("ROE, Jane", LEI, kind="person"))

    assert found.hits == ()


def test_a_mistyped_number_speaks_neither_for_nor_against(tmp_path):
    wrong = (LEI[0], LEI[1][:-1] + "5")

    found = asked(tmp_path, [wrong], party("Halvorsen Orbital", LEI))

    assert [one.supports for one in found.hits[0].evidence] == [Supports.SAYS_NOTHING]
    assert found.hits[0].evidence_score == 0


def test_two_right_numbers_that_differ_contradict(tmp_path):
    found = asked(tmp_path, [OTHER_LEI], party("Halvorsen Orbital", LEI))

    assert [one.supports for one in found.hits[0].evidence] == [Supports.CONTRADICTS]
    assert found.hits[0].evidence_score < 0


def test_an_equal_number_with_wrong_digits_is_a_hint_only(tmp_path):
    wrong = (LEI[0], LEI[1][:-1] + "5")

    found = asked(tmp_path, [wrong], party("Halvorsen Orbital", wrong), party("Another", wrong))

    assert [hit.evidence_score for hit in found.hits] == [0.2]


NUMBERS = st.lists(
    st.sampled_from([*RIGHT, ("LEI", "X"), ("Registration Number", "7"), ("Reg", "7")]), max_size=4
)


@settings(deadline=None, max_examples=40)
@given(NUMBERS, NUMBERS, st.sampled_from([(), ("CN",), ("NO", "CN")]))
def test_the_pieces_of_evidence_add_up_to_the_evidence_score(tmp_path_factory, mine, theirs, where):
    listed = {**party("Halvorsen Orbital", *theirs), "countries": ["NO"]}
    query = Query(
        "Halvorsen Orbital", identifiers=tuple(number(*one) for one in mine), countries=where
    )
    store = stored(tmp_path_factory.mktemp("list"), listed)

    for hit in screen(store, query, on=ON, settings=ANY_LISTS).hits:
        total = math.fsum(one.weight for one in hit.evidence)
        assert hit.evidence_score == round(max(-1.0, min(1.0, total)), 4)
        assert math.isclose(sum(one.contribution for one in hit.pieces), hit.name_score)
    store.close()


def test_a_vessel_is_found_by_its_number_under_a_new_name(tmp_path):
    ship = party("OLD NAME", ("IMO number", "9074729"), kind="vessel")
    query = Query("NEW NAME", Kind.VESSEL, identifiers=(number("IMO", "IMO 9074729"),))

    found = screen(stored(tmp_path, ship), query, on=ON, settings=ANY_LISTS)

    assert [hit.matched.text for hit in found.hits] == ["OLD NAME"]
