"""What is filed is checked before it is counted; a report speaks of steps, sites and items only."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest

from knowhold.codes import read_csv, read_toml
from knowhold.errors import DataError
from knowhold.exposure.building import build
from knowhold.exposure.chain import Chain
from knowhold.exposure.claims import Claim, claims
from knowhold.exposure.cutsets import Family, Weakness
from knowhold.exposure.departures import Departures
from knowhold.exposure.margins import Cell, Margin, Thinness, heat, margins
from knowhold.exposure.report import Report, report
from knowhold.exposure.structure import Structure, stages
from knowhold.exposure.structure_file import read_structure

ON = date(2026, 11, 24)
ITEMS = {"SXS-01": "SXS", "SXS-02": "SXS", "MET-01": "MET", "MET-02": "MET"}


def rows(tmp_path: Path, *lines: str) -> tuple[Claim, ...]:
    file = tmp_path / "matrix.csv"
    file.write_text("holder,item,level,as_of,site\n" + "".join(f"{line}\n" for line in lines))
    return claims(read_csv(file), ITEMS, on=ON)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("a,SXS-1,3,2026-01-01,A", "did you mean `SXS-01`"),
        ("a,SXS-01,5,2026-01-01,A", "`5` — expected a level from 1 to 4"),
        ("a,SXS-01,3,2026-02-31,A", "`2026-02-31` — expected a date"),
        ("a,SXS-01,3,2027-01-01,A", "a day up to 2026-11-24"),
        (",SXS-01,3,2026-01-01,A", "expected a holder"),
        ("a,SXS-01,3,2026-01-01,", "expected a site"),
    ],
)
def test_a_wrong_row_is_refused_with_its_place(tmp_path: Path, line: str, complaint: str) -> None:
    with pytest.raises(DataError, match=complaint) as refused:
        rows(tmp_path, "ok,SXS-02,3,2026-01-01,A", line)

    assert "matrix.csv line 3" in refused.value.place


def test_one_holder_with_two_levels_for_one_item_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="stands here twice with different levels"):
        rows(tmp_path, "a,SXS-01,3,2026-01-01,A", "a,SXS-01,4,2026-01-01,A")


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="the file is empty"):
        rows(tmp_path)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_text("holder,item,level,site\na,SXS-01,3,A\n")

    with pytest.raises(DataError, match="a column `as_of`"):
        claims(read_csv(file), ITEMS, on=ON)


def test_chinese_columns_are_read(tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_text("持有人,条目,等级,日期,厂区\n甲,SXS-01,3,2026-01-01,青山\n", "utf-8")

    assert claims(read_csv(file), ITEMS, on=ON)[0].site == "青山"


def test_stale_evidence_and_a_low_level_count_as_unconfirmed(tmp_path: Path) -> None:
    found = rows(
        tmp_path,
        "a,SXS-01,3,2026-01-01,A",
        "b,SXS-01,3,2024-11-23,A",
        "c,SXS-01,2,2026-01-01,A",
        "d,SXS-01,4,2024-11-24,A",
    )

    only = margins(build(Structure(stages(ITEMS)), found, on=ON))

    assert only == (Margin("SXS", "A", "SXS-01", holders=2, needed=1, unconfirmed=2),)


def test_a_structure_file_is_read() -> None:
    raw = read_toml(
        """
        stale_months = 12
        [default]
        needed = 2
        [[item]]
        code = "MET-01"
        needed = 3
        level = 4
        weeks = 40
        [[step]]
        code = "SXS"
        sites = ["A", "B"]
        [[step]]
        code = "melt"
        items = ["MET-01", "MET-02"]
        after = ["SXS"]
        """,
        "chain.toml",
    )

    structure = read_structure(raw, ITEMS, "chain.toml")

    assert structure.stale_months == 12
    assert structure.rule("SXS-01").needed == 2
    assert structure.rule("MET-01").weeks == 40
    assert structure.steps[0].items == ("SXS-01", "SXS-02")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[[step]]\ncode = "a"\nitems = ["XYZ-01"]', "`XYZ-01` — expected an item of the taxonomy"),
        ('[[step]]\ncode = "nothing"', "no items"),
        ('[[item]]\ncode = "SXS-01"\nneeded = 0', "a whole number 1 to 1000"),
        ('[[item]]\ncode = "SXS-01"\nneed = 2', "`need` — expected one of"),
        (
            '[[step]]\ncode="a"\nitems=["SXS-01"]\nafter=["b"]\n[[step]]\ncode="b"\nitems=["SXS-02"]\nafter=["a"]',
            "a → b → a",
        ),
        (
            '[[step]]\ncode="a"\nitems=["SXS-01"]\n[[step]]\ncode="b"\nitems=["SXS-01"]',
            "one step; `a` has it",
        ),
    ],
)
def test_a_wrong_structure_is_refused_with_what_was_expected(text: str, complaint: str) -> None:
    with pytest.raises(DataError, match=complaint):
        read_structure(read_toml(text, "chain.toml"), ITEMS, "chain.toml")


def crowd(tmp_path: Path, people: int) -> Report:
    lines = [
        f"p{number},{item},3,2026-01-01,{'AB'[number % 2]}"
        for number in range(people)
        for item in list(ITEMS)[number % 2 :: 2]
    ]
    found = rows(tmp_path, *lines)
    return report(build(Structure(stages(ITEMS)), found, on=ON), on=ON)


def test_a_report_counts_capabilities_and_proves_the_fewest_departures(tmp_path: Path) -> None:
    made = crowd(tmp_path, 12)

    assert (made.people, made.sites, made.capabilities) == (12, ("A", "B"), 4)
    assert made.fewest.fewest == 12
    assert made.fewest.status == "proven"
    assert set(made.loss) == {(m.step, m.site, m.item) for m in made.margins}


def test_a_matrix_of_too_few_people_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="at least 10 people"):
        crowd(tmp_path, 9)


def test_small_cells_are_merged_and_none_shows_by_subtraction(tmp_path: Path) -> None:
    lines = [f"a{n},SXS-01,3,2026-01-01,A" for n in range(8)]
    lines += [f"b{n},SXS-01,3,2026-01-01,B" for n in range(7)]
    lines += ["c0,SXS-01,3,2026-01-01,C", "c1,SXS-01,3,2026-01-01,C"]

    cells = heat(build(Structure(stages(ITEMS)), rows(tmp_path, *lines), on=ON))

    assert [(cell.sites, cell.margin, cell.is_hidden) for cell in cells] == [
        (("A",), 7, False),
        (("B", "C"), 1, False),
    ]
    assert cells[1].thinness is Thinness.TWO


def test_a_stage_with_too_few_people_everywhere_is_hidden(tmp_path: Path) -> None:
    cells = heat(build(Structure(stages(ITEMS)), rows(tmp_path, "a,SXS-01,3,2026-01-01,A"), on=ON))

    assert [cell.is_hidden for cell in cells] == [True]


def test_no_result_has_a_field_about_a_person() -> None:
    about_people = {"person", "holder", "name", "employee", "score", "rank", "who", "identity"}
    for shape in (Report, Margin, Cell, Family, Weakness, Departures):
        names = {field.name for field in dataclasses.fields(shape)}
        assert not names & about_people, shape.__name__


def test_no_key_of_a_holder_survives_the_building_of_the_chain(tmp_path: Path) -> None:
    found = rows(tmp_path, *(f"secret-key-{n},SXS-01,3,2026-01-01,A" for n in range(12)))

    built = build(Structure(stages(ITEMS)), found, on=ON)

    assert isinstance(built.chain, Chain)
    assert "secret-key" not in repr(built) + repr(report(built, on=ON))
