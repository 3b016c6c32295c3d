"""Counterparts of a file: one organisation a row, read one by one, a person refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from knowhold.errors import DataError
from knowhold.parties.actions.adding import Described
from knowhold.screening.table import csv_rows

# column → the register that its numbers are of
REGISTERS: Final = {"lei": "LEI", "uscc": "USCC"}
COLUMNS: Final = ("name", "native_name", "also", "country", "kind", *REGISTERS)


def described_in(path: Path) -> Iterator[Described]:
    """The rows of a CSV; DataError, with line and column, for what is not an organisation."""
    for place, row in csv_rows(path, COLUMNS):
        yield _described(row, place)


def _described(row: dict[str, str | None], place: str) -> Described:
    cells = {column: (row.get(column) or "").strip() for column in COLUMNS}
    if not cells["name"]:
        raise DataError(f"{place}, column name", "", "a name")
    if cells["kind"] not in {"", "organisation"}:
        raise DataError(
            f"{place}, column kind", cells["kind"], "organisation",
            advice="people are not kept as counterparts; leave the row out",
        )  # fmt: skip
    country = cells["country"]
    if country and not (len(country) == 2 and country.isascii() and country.isupper()):
        raise DataError(f"{place}, column country", country, "two capital letters such as NO")
    return Described(
        cells["name"],
        [name for name in (cells["native_name"], *cells["also"].split(";")) if name.strip()],
        country,
        [(scheme, cells[column]) for column, scheme in REGISTERS.items() if cells[column]],
    )
