"""Readers that never guess a type: control codes, `NO` and `NA` stay the text they were.

`1E902` is infinity and `1E001` is ten to a generic reader of CSV, JSON, YAML or TOML; Norway is
false and Namibia is missing. Every reader here returns text as text, exact numbers as Decimal,
and refuses a bare `1E001` with the place and the remedy instead of turning it into a number.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from knowhold.errors import DataError

Cell = str | Decimal | bool | date | None

# A roster of 100,000 rows unpacks to about 60 MB; beyond this a file is an attack or a mistake.
LARGEST_UNPACKED: Final = 400 * 1024 * 1024
LARGEST_MEMBERS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: `place` such as `roster.xlsx row 17`, and its cells by column name."""

    place: str
    cells: dict[str, Cell]

    def text(self, column: str) -> str:
        """The cell's text without outer blanks, `""` if empty; a number where a text belongs is refused."""
        cell = self.cells.get(column)
        if cell is None:
            return ""
        if isinstance(cell, str):
            return cell.strip()
        raise DataError(
            f"{self.place}, column {column}",
            str(cell),
            "text",
            advice="format the column as text and type the value again: a code such as "
            "`1E001` stored as a number cannot be recovered",
        )


@dataclass(frozen=True, slots=True)
class Table:
    """A table read whole into memory: column names, rows, and the encoding used (CSV)."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str = ""


def read_csv(path: Path) -> Table:
    """Rows of a CSV with a header, every cell text; UTF-8, else GB18030, and says which.

    Raises DataError with the line for a ragged row, a repeated or empty column, a NUL byte.
    """
    raw = path.read_bytes()
    text, encoding = _decode(raw, path.name)
    if "\0" in text:
        raise DataError(path.name, "NUL byte", "a CSV text file", advice="save it as CSV UTF-8")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise DataError(f"{path.name} line {reader.line_num}", str(error), "CSV") from error
    if not lines:
        raise DataError(path.name, "", "a header line", advice="the file is empty")
    columns = _columns(lines[0][1], path.name)
    return Table(columns, tuple(_csv_rows(lines[1:], columns, path.name)), encoding)


def read_xlsx(path: Path) -> Table:
    """Rows of the first sheet of an XLSX, text as text, numbers exact, empty cells None.

    Raises DataError for a file that is no XLSX, unpacks beyond 400 MiB, or repeats a column.
    """
    refuse_zip_bomb(path)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        cells = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise DataError(path.name, str(error), "an XLSX workbook") from error
    if not cells:
        raise DataError(path.name, "", "a header row", advice="the sheet is empty")
    columns = _columns([str(cell) for cell in cells[0]], path.name)
    rows = (
        Row(f"{path.name} row {number}", dict(zip(columns, map(_cell, line), strict=False)))
        for number, line in enumerate(cells[1:], start=2)
        if any(cell != "" for cell in line)
    )
    return Table(columns, tuple(rows))


def read_json(text: str, place: str) -> object:
    """JSON with exact decimals; refuses bare exponents, NaN, and a key answered twice."""

    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in items:
            if key in found:
                raise DataError(
                    place, key, "one answer to each key", advice="two answers to one question"
                )
            found[key] = value
        return found

    try:
        return json.loads(
            text,
            parse_float=lambda number: exact(number, place),
            parse_constant=lambda number: exact(number, place),
            object_pairs_hook=pairs,
        )
    except json.JSONDecodeError as error:
        raise DataError(
            f"{place} line {error.lineno}", _around(text, error.pos), f"JSON ({error.msg})"
        ) from error


def read_toml(text: str, place: str) -> dict[str, object]:
    """TOML with exact decimals; refuses bare exponents such as `1E001` and repeated keys."""
    try:
        return tomllib.loads(text, parse_float=lambda number: exact(number, place))
    except tomllib.TOMLDecodeError as error:
        raise DataError(place, str(error), "TOML", advice="quote every code and text") from error


def exact(number: str, place: str) -> Decimal:
    """The decimal as written; `1E001`, `inf` and `nan` are refused because they hide a code."""
    try:
        found = Decimal(number)
    except ArithmeticError:
        found = Decimal("NaN")
    if "e" in number.lower() or not found.is_finite():
        raise DataError(
            place,
            number,
            "a plain decimal, or a quoted code",
            advice=f'write "{number}" in quotes if it is a control code',
        )
    return found


def refuse_zip_bomb(path: Path) -> None:
    """DataError when a zipped file would unpack beyond what any honest file needs."""
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise DataError(path.name, str(error), "an XLSX workbook") from error
    size = sum(member.file_size for member in members)
    if size > LARGEST_UNPACKED or len(members) > LARGEST_MEMBERS:
        raise DataError(
            path.name,
            f"{size} bytes in {len(members)} parts when unpacked",
            f"at most {LARGEST_UNPACKED} bytes in {LARGEST_MEMBERS} parts",
        )


def _decode(raw: bytes, name: str) -> tuple[str, str]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise DataError(name, "bytes that are no text", "UTF-8 or GB18030", advice="save as CSV UTF-8")


def _columns(names: list[str], place: str) -> tuple[str, ...]:
    columns = tuple(name.strip() for name in names)
    for name in columns:
        if not name or columns.count(name) > 1:
            raise DataError(f"{place} line 1", name, "every column named once")
    return columns


def _csv_rows(
    lines: list[tuple[int, list[str]]], columns: tuple[str, ...], name: str
) -> Iterator[Row]:
    for number, cells in lines:
        if not cells:
            continue
        if len(cells) != len(columns):
            raise DataError(f"{name} line {number}", f"{len(cells)} cells", f"{len(columns)} cells")
        yield Row(f"{name} line {number}", dict(zip(columns, cells, strict=True)))


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return Decimal(int(value)) if value.is_integer() else Decimal(repr(value))
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value) if value != "" else None


def _around(text: str, position: int) -> str:
    return text[max(0, position - 10) : position + 10].replace("\n", " ").strip()
