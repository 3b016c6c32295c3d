"""What an upload may hide is refused: bombs, macros, formulas, two files in one, wrong encodings."""

from __future__ import annotations

import time
import zipfile

import pytest

from knowhold.errors import DataError
from knowhold.roster.filing.columns import Column
from knowhold.roster.filing.reading import open_sheet
from roster.files import HEADINGS, row, write_csv, write_xlsx

ROWS = [row("1", "Ada Adler")]


def refused(path, match, name=None):
    with pytest.raises(DataError, match=match):
        open_sheet(path, name or path.name)


def with_part(path, part, content=b"x"):
    write_xlsx(path, ROWS)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(part, content)
    return path


def test_a_zip_bomb_is_refused_in_less_than_a_second_of_work(tmp_path):
    path = with_part(tmp_path / "b.xlsx", "xl/worksheets/sheet9.xml", b" " * (64 << 20))
    began = time.process_time()

    refused(path, "made to swell")

    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "part",
    ["xl/vbaProject.bin", "xl/embeddings/a.bin", "xl/activeX/a.xml", "xl/externalLinks/l.xml",
     "xl/macrosheets/s.xml", "evil.exe"],
)  # fmt: skip
def test_a_workbook_that_carries_something_is_refused(tmp_path, part):
    refused(with_part(tmp_path / "m.xlsx", part), "without macros and embedded files")


def test_a_workbook_whose_type_says_macros_is_refused(tmp_path):
    path = write_xlsx(tmp_path / "m.xlsx", ROWS)
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main"
    )
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)

    refused(path, "without macros")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_that_defines_entities_is_refused(tmp_path, encoding):
    swelling = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaa">]><x>&a;</x>'

    refused(
        with_part(tmp_path / "e.xlsx", "xl/worksheets/sheet9.xml", swelling.encode(encoding)),
        "without entities",
    )


def test_a_workbook_whose_parts_are_not_what_they_should_be_is_refused(tmp_path):
    whole = write_xlsx(tmp_path / "w.xlsx", ROWS)
    with zipfile.ZipFile(whole) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for part in sorted(parts):
        for content in (b"", b"<x/>", b"not markup", parts[part][: len(parts[part]) // 2]):
            broken = tmp_path / "broken.xlsx"
            with zipfile.ZipFile(broken, "w") as packed:
                for name, kept in parts.items():
                    packed.writestr(name, content if name == part else kept)
            # refused or read: nothing but a DataError ever comes out
            try:
                list(open_sheet(broken, broken.name).lines())
            except DataError:
                continue


def test_two_files_in_one_are_refused(tmp_path):
    path = write_xlsx(tmp_path / "p.xlsx", ROWS)
    whole = path.read_bytes()

    path.write_bytes(whole + b"<script>alert(1)</script>")
    refused(path, "one workbook and nothing else")
    path.write_bytes(whole + whole)
    refused(path, "one workbook and nothing else")
    path.write_bytes(b"<html></html>" + whole)
    refused(path, "of another kind|what the ending")


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xlsx", b"MZ\x90"), ("a.csv", b"%PDF-1.7"), ("a.csv", b"PK\x03\x04"), ("a.xls", b"\xd0\xcf\x11\xe0"),
     ("a.csv", b"<html>"), ("a.exe", b"MZ"), ("a", b"x"), ("a.csv", b"a\x00b"), ("a.csv", b"\xff\xff\xff\xfe")],
)  # fmt: skip
def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path, name, content):
    path = tmp_path / "upload"
    path.write_bytes(content)

    refused(path, ".", name)


def test_a_formula_is_found_in_its_cell_wherever_it_stands(tmp_path):
    rows = [row(str(at), "Ada Adler") for at in range(3000)]
    rows[2500][8] = "=1+1"
    sheet = open_sheet(write_xlsx(tmp_path / "f.xlsx", rows), "f.xlsx")

    found = {line.row: line.formulas for line in sheet.lines() if line.formulas}

    assert found == {2502: {Column.SOURCE}}


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+1+1", "-1+1"])
def test_a_cell_that_a_spreadsheet_would_compute_is_a_formula_in_a_csv_too(tmp_path, cell):
    path = write_csv(tmp_path / "f.csv", [row("1", "Ada", source=cell)])

    (line,) = open_sheet(path, "f.csv").lines()

    assert line.formulas == {Column.SOURCE}


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030")]
)
def test_the_encoding_that_was_used_is_told(tmp_path, encoding, told):
    path = write_csv(tmp_path / "c.csv", [row("1", "", native="赵六")], encoding=encoding)
    sheet = open_sheet(path, "c.csv")

    assert sheet.encoding == told
    assert [line.cells[Column.NATIVE] for line in sheet.lines()] == ["赵六"]


def test_a_missing_and_a_doubled_column_are_named(tmp_path):
    refused(write_csv(tmp_path / "a.csv", [["1"]], ["Employee number"]), "item")
    refused(
        write_csv(tmp_path / "b.csv", [row("1", "a")], [*HEADINGS[:-1], "工号"]),
        "every column once",
    )


def test_a_code_typed_as_a_number_stays_out(tmp_path):
    rows = [[1001, "Ada Adler", "", "", 1e5, "2026-01-01", 3, "", "", ""]]
    (line,) = open_sheet(write_xlsx(tmp_path / "n.xlsx", rows), "n.xlsx").lines()

    assert not isinstance(line.cells[Column.ITEM], str)
