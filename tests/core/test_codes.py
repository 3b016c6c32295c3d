"""Control codes that look like numbers survive every reader; what cannot survive is refused."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowhold.codes import read_csv, read_json, read_toml, read_xlsx
from knowhold.errors import DataError

TRAPS = ["1E902", "1E001", "0E001", "NO", "NA", "1E902.a", "5E002", "null", "true", "007"]


def xlsx_of(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_every_trap_survives_csv(tmp_path: Path) -> None:
    file = tmp_path / "codes.csv"
    file.write_text("code,country\n" + "".join(f"{trap},{trap}\n" for trap in TRAPS), "utf-8")

    table = read_csv(file)

    assert [row.text("code") for row in table.rows] == TRAPS
    assert [row.text("country") for row in table.rows] == TRAPS


def test_every_trap_survives_xlsx(tmp_path: Path) -> None:
    file = xlsx_of(tmp_path / "codes.xlsx", [["code"], *[[trap] for trap in TRAPS]])

    table = read_xlsx(file)

    assert [row.text("code") for row in table.rows] == TRAPS


def test_every_trap_survives_json_and_toml_when_quoted() -> None:
    for trap in TRAPS:
        assert read_json(f'{{"code": "{trap}"}}', "q.json") == {"code": trap}
        assert read_toml(f'code = "{trap}"', "q.toml") == {"code": trap}


@pytest.mark.parametrize("bare", ["1E902", "1E001", "1e5"])
def test_a_bare_code_is_refused_with_the_remedy_instead_of_becoming_a_number(bare: str) -> None:
    with pytest.raises(DataError, match=f"`{bare}`") as in_json:
        read_json(f'{{"code": {bare}}}', "q.json")
    with pytest.raises(DataError, match=f"`{bare}`"):
        read_toml(f"code = {bare}", "q.toml")

    assert "in quotes" in in_json.value.advice


def test_a_code_that_a_spreadsheet_stored_as_a_number_is_refused_and_placed(tmp_path: Path) -> None:
    file = xlsx_of(tmp_path / "codes.xlsx", [["name", "code"], ["furnace", 10.0]])

    row = read_xlsx(file).rows[0]

    with pytest.raises(DataError, match=r"codes\.xlsx row 2, column code: `10`"):
        row.text("code")


def test_two_answers_to_one_question_are_refused() -> None:
    with pytest.raises(DataError, match="two answers"):
        read_json('{"to": "DE", "to": "NO"}', "q.json")


def test_numbers_are_exact() -> None:
    assert read_json('{"share": 0.1}', "q.json") == {"share": Decimal("0.1")}
    assert read_toml("share = 0.1", "q.toml") == {"share": Decimal("0.1")}


def test_gb18030_is_read_and_named(tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_bytes("姓名,code\n林悦,NO\n".encode("gb18030"))

    table = read_csv(file)

    assert table.encoding == "gb18030"
    assert table.rows[0].text("姓名") == "林悦"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a,b\n1\n", "line 2"),
        ("a,a\n1,2\n", "every column named once"),
        ("", "the file is empty"),
        ("a\n\x00\n", "NUL"),
    ],
)
def test_a_broken_csv_is_refused_with_its_place(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "broken.csv"
    file.write_text(text, "utf-8")

    with pytest.raises(DataError, match=complaint):
        read_csv(file)


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "roster.xlsx"
    file.write_text("<html>log in</html>")

    with pytest.raises(DataError, match="an XLSX workbook"):
        read_xlsx(file)


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    file = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(450):
            member.write(b"0" * 1024 * 1024)

    with pytest.raises(DataError, match="when unpacked"):
        read_xlsx(file)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_text_comes_back_from_json_as_it_went_in(text: str) -> None:
    import json

    assert read_json(json.dumps({"code": text}), "q.json") == {"code": text}
