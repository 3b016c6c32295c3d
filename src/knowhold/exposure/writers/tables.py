"""The tables of a document as CSV (one table) and XLSX (a sheet for each)."""

from __future__ import annotations

import csv
import io

import xlsxwriter

from knowhold.exposure.documents.shapes import Document, Grid, Value


def as_csv(grid: Grid) -> str:
    """One table; a byte-order mark lets spreadsheets read the Chinese names as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(grid.header)
    writer.writerows([safe(value) for value in row] for row in grid.rows)
    return "\ufeff" + text.getvalue()


def as_xlsx(document: Document) -> bytes:
    """Every table as a sheet, its header frozen; text stays text."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(
        data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": document.title})
    strong = book.add_format({"bold": True})
    for grid in document.grids:
        sheet = book.add_worksheet(grid.name[:31])
        sheet.write_row(0, 0, grid.header, strong)
        for number, row in enumerate(grid.rows, 1):
            sheet.write_row(number, 0, [safe(value) for value in row])
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    book.close()
    return data.getvalue()


def safe(value: Value) -> Value:
    """A text that a spreadsheet would run as a formula is quoted."""
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{value}"
    return value
