"""The template of a roster file, and a file given back with what is wrong beside each row."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import xlsxwriter

from knowhold.roster.filing.columns import MEANINGS, Column, Heading
from knowhold.roster.filing.staging import Staging

SHEET: Final = "Roster 名册"
CODES: Final = "Codes 代码"
ERRORS: Final = "Errors 错误"
ROWS_WITH_LISTS: Final = 2_000


@dataclass(frozen=True, slots=True)
class CodeText:
    code: str
    en: str
    zh: str
    is_heading: bool


def template(items: Iterable[CodeText], sites: Iterable[str]) -> bytes:
    """An XLSX: sheet 1 to fill in, sheet 2 with every allowed code in both languages."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#1f4e5f", "font_color": "#ffffff", "valign": "top"})  # fmt: skip
    text, hint = book.add_format({"num_format": "@"}), book.add_format({"text_wrap": True, "italic": False, "font_color": "#4a5a66", "valign": "top"})  # fmt: skip
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    bold = book.add_format({"bold": True})
    sheet, codes = book.add_worksheet(SHEET), book.add_worksheet(CODES)
    for position, (column, meaning) in enumerate(MEANINGS.items()):
        sheet.write_string(0, position, meaning.heading, head)
        sheet.write_comment(0, position, f"{meaning.hint_en}\n{meaning.hint_zh}")
        # codes and numbers stay the text they are; only the day is a day
        sheet.set_column(position, position, 22, day if column is Column.AS_OF else text)
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 34)
    row = _write(codes, 0, [("Know-how items", "技术诀窍"), ("Code", "代码")], bold)
    listed, names = list(items), list(sites)
    for one in listed:
        form = bold if one.is_heading else text
        codes.write_row(row, 0, [one.code, one.en, one.zh], form)
        row += 1
    row = _write(codes, row + 1, [("Sites", "厂区")], bold)
    for name in names:
        codes.write_string(row, 0, name, text)
        row += 1
    row = _write(codes, row + 1, [("Columns", "各列说明")], bold)
    for meaning in MEANINGS.values():
        codes.write_row(row, 0, [meaning.heading, meaning.hint_en, meaning.hint_zh], hint)
        row += 1
    codes.set_column(0, 0, 30)
    codes.set_column(1, 2, 60)
    _offer(sheet, names)
    book.close()
    return made.getvalue()


def _write(sheet: object, row: int, lines: list[tuple[str, str]], form: object) -> int:
    for en, zh in lines:
        sheet.write_row(row, 0, [en, zh], form)  # type: ignore[attr-defined]  # xlsxwriter has no types
        row += 1
    return row


def _offer(sheet: object, sites: list[str]) -> None:
    """Drop-down lists where the choices are few."""
    choices: Mapping[Column, list[str]] = {
        Column.LEVEL: ["1", "2", "3", "4"],
        Column.EVIDENCE: ["self_stated", "confirmed", "documented"],
        # a spreadsheet holds at most 255 characters of choices
        **({Column.SITE: sites} if sites and len(",".join(sites)) < 250 else {}),
    }
    order = list(MEANINGS)
    for column, values in choices.items():
        at = order.index(column)
        sheet.data_validation(  # type: ignore[attr-defined]  # xlsxwriter has no types
            1, at, ROWS_WITH_LISTS, at, {"validate": "list", "source": values}
        )


def with_errors(staging: Staging, language: str, path: Path) -> None:
    """Write the file as it was read to `path` (.xlsx or .csv), each row in its place, errors at the end.

    What may not be filed was not read, so its column comes back empty.
    """
    headings = staging.headings()
    titles = [one.text for one in headings] + [ERRORS]
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(titles)
            last = 1
            for number, cells in _rows(staging, headings, language):
                writer.writerows([] for _ in range(last + 1, number))
                writer.writerow(cells)
                last = number
        return
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet(SHEET)
    bold = book.add_format({"bold": True})
    red = book.add_format({"font_color": "#b3261e", "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    sheet.set_column(0, len(headings) - 1, 22, text)
    sheet.set_column(len(headings), len(headings), 80)
    sheet.freeze_panes(1, 0)
    for at, title in enumerate(titles):
        sheet.write_string(0, at, title, bold)
    for number, cells in _rows(staging, headings, language):
        for at, cell in enumerate(cells):
            if cell:
                sheet.write_string(number - 1, at, cell, red if at == len(headings) else text)
    book.close()


def _rows(
    staging: Staging, headings: Sequence[Heading], language: str
) -> Iterator[tuple[int, list[str]]]:
    said: dict[int, list[str]] = {}
    for problem in staging.problems():
        said.setdefault(problem.row, []).append(problem.said(language))
    for row, raw in staging.connection.execute("SELECT row, raw FROM line ORDER BY row"):
        cells = json.loads(raw)
        shown = [safe(cells.get(one.column, "")) for one in headings]
        yield row, [*shown, "; ".join(said.get(row, []))]


def safe(text: str) -> str:
    """A cell that no spreadsheet program computes: what begins like a formula is quoted."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text
