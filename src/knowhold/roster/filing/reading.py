"""An uploaded file as lines of cells: CSV or XLSX, told apart by content, read as a stream.

What a spreadsheet can hide is refused before a cell is looked at: macros, formulas, archives that
unpack beyond reason, files that are two kinds at once.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from knowhold.errors import DataError
from knowhold.roster.filing.columns import NEEDED, Column, Heading, heading_of
from knowhold.roster.filing.workbook import refuse_unsafe_workbook

LARGEST_FILE: Final = 25 * 1024 * 1024
MOST_ROWS: Final = 500_000
PIECE: Final = 1 << 20
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# What some other kind of file begins with, and a table of text never does.
OTHERS: Final = (b"%PDF", b"MZ", b"\x7fELF", b"GIF8", b"\x89PNG", b"\xff\xd8\xff", b"<", b"{", b"#!", b"Rar!", b"7z")  # fmt: skip
ALLOWED: Final = (".csv", ".xlsx")

FORMULA_CELL: Final = "f"
# What the reader raises for a part that is not what its name says; it has no error of its own, and
# markup that is none is a SyntaxError, whichever parser reads it.
MALFORMED: Final = (
    InvalidFileException, SyntaxError, zipfile.BadZipFile, zlib.error, OSError,
    KeyError, ValueError, TypeError, IndexError, AttributeError,
)  # fmt: skip

Cell = str | Decimal | bool | date


class XlsxCell(Protocol):
    """What the reader knows of a cell, one that is empty included."""

    @property
    def value(self) -> object: ...

    @property
    def data_type(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file by its number there; empty cells are left out.

    `formulas` are the columns whose cell holds one; `width` is the number of cells if it is wrong.
    """

    row: int
    cells: dict[Column, Cell]
    formulas: frozenset[Column] = frozenset()
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open file: its headings, the encoding of a CSV, and a way to walk its lines once."""

    headings: tuple[Heading, ...]
    encoding: str
    lines: Callable[[], Iterator[Line]]

    def letter(self, column: Column) -> str:
        """The letter over a column, `?` where the file lacks it."""
        return next((one.letter for one in self.headings if one.column is column), "?")

    @property
    def width(self) -> int:
        return len(self.headings)


def open_sheet(path: Path, name: str) -> Sheet:
    """The file as a sheet; `name` is what its owner called it.

    Raises DataError for anything that is no plain CSV or XLSX, lacks a column, or is too large.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise DataError(
            name, f"{path.stat().st_size // 1024 // 1024} MB", "at most 25 MB",
            advice="file the sites one after another, or take pictures and colours out",
        )  # fmt: skip
    ending = Path(name).suffix.lower()
    with path.open("rb") as file:
        head = file.read(8)
    if ending not in ALLOWED or head.startswith(OLE):
        raise DataError(
            name, ending or "no ending", "a CSV or XLSX file",
            advice="save the table as .xlsx (without macros) or as .csv and upload that",
        )  # fmt: skip
    if head.startswith(ZIP) is not (ending == ".xlsx") or head.startswith(OTHERS):
        raise DataError(
            name, "a file of another kind", f"what the ending {ending} says",
            advice="open it in your spreadsheet program and save it as .xlsx",
        )  # fmt: skip
    return _open_xlsx(path, name) if ending == ".xlsx" else _open_csv(path, name)


def _open_xlsx(path: Path, name: str) -> Sheet:
    refuse_unsafe_workbook(path, name)
    top = next(_rows(path, name), (0, ()))
    headings = _headings(["" if one.value is None else str(one.value) for one in top[1]], name)

    def lines() -> Iterator[Line]:
        walked = _rows(path, name)
        next(walked)
        for number, cells in walked:
            line = _line(number, headings, [_cell(one.value) for one in cells])
            marked = frozenset(
                heading.column for heading, cell in zip(headings, cells, strict=False)
                if heading.column is not None and cell.data_type == FORMULA_CELL
            )  # fmt: skip
            for column in marked:
                line.cells.pop(column, None)
            if line.cells or marked:
                yield Line(number, line.cells, marked)

    return Sheet(headings, "", lines)


def _rows(path: Path, name: str) -> Iterator[tuple[int, Sequence[XlsxCell]]]:
    """Every row of the first sheet that has anything in it, by its number; one is held at a time."""
    try:
        # opened here: the reader would judge an upload by the ending of its file's name
        with path.open("rb") as file, closing(_workbook(file)) as workbook:
            sheet = workbook.worksheets[0]
            # a workbook says itself how large it is, and may be wrong
            sheet.reset_dimensions()
            for number, cells in enumerate(sheet.iter_rows(), start=1):
                if number > MOST_ROWS:
                    raise DataError(name, "more rows", f"at most {MOST_ROWS} rows")
                if any(one.value not in {None, ""} for one in cells):
                    yield number, cells
    except MALFORMED as error:
        raise DataError(name, str(error), "an XLSX workbook") from error


def _workbook(file: BinaryIO) -> Workbook:
    with warnings.catch_warnings():
        # what the reader leaves out, such as styles, is no trouble of the file
        warnings.simplefilter("ignore")
        return load_workbook(file, read_only=True, keep_links=False)


def _open_csv(path: Path, name: str) -> Sheet:
    encoding = _encoding(path, name)
    with path.open(encoding=encoding, newline="") as file:
        top = file.readline()
    separator = max(",;\t", key=top.count)
    headings = _headings(next(csv.reader(io.StringIO(top), delimiter=separator), []), name)

    def lines() -> Iterator[Line]:
        with path.open(encoding=encoding, newline="") as file:
            reader = csv.reader(file, delimiter=separator)
            next(reader)
            try:
                for number, cells in enumerate(reader, start=2):
                    if number > MOST_ROWS:
                        raise DataError(name, "more rows", f"at most {MOST_ROWS} rows")
                    if not any(cell.strip() for cell in cells):
                        continue
                    line = _line(number, headings, [cell.strip() or None for cell in cells])
                    wrong = len(cells) if len(cells) != len(headings) else None
                    yield Line(number, line.cells, _formulas(line.cells), wrong)
            except csv.Error as error:
                raise DataError(f"{name} line {reader.line_num}", str(error), "CSV") from error

    return Sheet(headings, encoding.removesuffix("-sig"), lines)


def _encoding(path: Path, name: str) -> str:
    """The first of UTF-8 and GB18030 that reads the whole file; read piece by piece."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with path.open(encoding=encoding, newline="") as file:
                while piece := file.read(PIECE):
                    if any(sign < " " and sign not in "\t\r\n" for sign in set(piece)):
                        raise DataError(
                            name, "control characters", "a text table",
                            advice="save the table as CSV UTF-8",
                        )  # fmt: skip
        except UnicodeDecodeError:
            continue
        return encoding
    raise DataError(
        name, "bytes that are no text", "UTF-8 or GB18030", advice="save the table as CSV UTF-8"
    )


def _headings(names: list[str], place: str) -> tuple[Heading, ...]:
    headings = tuple(heading_of(position, name) for position, name in enumerate(names))
    found = [one.column for one in headings if one.column is not None]
    for column in NEEDED:
        if column not in found:
            shown = ", ".join(one.text for one in headings if one.text)[:200]
            raise DataError(
                f"{place}, first row", shown, f"a column `{column}`",
                advice="download the template and copy your rows into it",
            )  # fmt: skip
    for column in found:
        if found.count(column) > 1:
            raise DataError(f"{place}, first row", str(column), "every column once")
    return headings


def _line(number: int, headings: tuple[Heading, ...], cells: list[Cell | None]) -> Line:
    """Only the known columns go on from here: what may not be filed ends in this function."""
    return Line(
        number,
        {
            heading.column: cell
            for heading, cell in zip(headings, cells, strict=False)
            if heading.column is not None and cell is not None
        },
    )


def _formulas(cells: dict[Column, Cell]) -> frozenset[Column]:
    """In a CSV a cell that a spreadsheet program would compute when the file is opened again."""
    return frozenset(
        column
        for column, cell in cells.items()
        if isinstance(cell, str) and cell[:1] in {"=", "@", "+", "-"} and len(cell) > 1
    )


def _cell(value: object) -> Cell | None:
    if value is None:
        return None
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return Decimal(int(value)) if float(value).is_integer() else Decimal(repr(value))
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return str(value)
