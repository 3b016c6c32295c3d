"""A file of counterparties, row by row at flat memory: text as text, a heading that hides nothing."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from knowhold.errors import DataError
from knowhold.refused import refuse_columns


def csv_rows(path: Path, columns: Collection[str]) -> Iterator[tuple[str, dict[str, str | None]]]:
    """Rows of organisations, one by one, each with its place; every cell is text.

    Only `columns` may stand in the heading, `name` among them: what is not read must not look as if
    it were. DataError names line and column, also for a column that no table about people may carry.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            _require_heading(reader.fieldnames or (), columns, f"{path.name} line 1")
            for row in reader:
                yield f"{path.name} line {reader.line_num}", row
    except OSError as error:
        raise DataError(path.name, error.strerror or "unreadable", "a file") from error
    except UnicodeDecodeError as error:
        raise DataError(
            path.name, error.reason, "UTF-8 text", advice="save as CSV UTF-8"
        ) from error


def _require_heading(found: Sequence[str], columns: Collection[str], place: str) -> None:
    if "name" not in found:
        raise DataError(place, ",".join(found), "a column name")
    refuse_columns(found, place)
    for column in found:
        # a column `type` full of persons must not be passed over as if it said nothing
        if column not in columns:
            raise DataError(
                place, column, f"one of {', '.join(columns)}",
                advice="leave other columns out: what is not read must not look as if it were",
            )  # fmt: skip
