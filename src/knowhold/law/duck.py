"""Rows in DuckDB: Parquet, CSV or Arrow files, every column as the text it was."""

# ruff: noqa: S608 - every name in a statement is quoted or ours, every text is a parameter
from __future__ import annotations

import csv
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb

from knowhold.errors import DataError, KnowholdError
from knowhold.law.arrow import SUFFIXES, as_parquet
from knowhold.law.plan import quoted

_PLAIN = {"VARCHAR", "BOOLEAN", "DATE"}
_EXACT = ("INTEGER", "BIGINT", "SMALLINT", "TINYINT", "HUGEINT", "UINTEGER", "UBIGINT", "DECIMAL")
_MEMORY = "400MB"


class DuckRows:
    """The rows of one file, opened as the view `rows`; small tables live in memory."""

    def __init__(self, path: Path) -> None:
        self.place = path.name
        self._spill = tempfile.TemporaryDirectory(prefix="knowhold-")
        self._db = duckdb.connect(
            config={"memory_limit": _MEMORY, "temp_directory": self._spill.name}
        )
        self._db.execute("SET autoinstall_known_extensions = false")
        self._db.execute("SET enable_progress_bar = false")
        # the rows are always the side that streams: their number costs no memory
        self._db.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
        self._names: list[str] = []
        try:
            self._open(path)
        except duckdb.Error as error:
            self.close()
            raise DataError(self.place, _first_line(error), "rows that can be read") from error
        except KnowholdError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()
        self._spill.cleanup()

    def _open(self, path: Path) -> None:
        if path.suffix in SUFFIXES:
            path = as_parquet(path, Path(self._spill.name))
        reader = _reader_of(path)
        described = self._db.execute(f"DESCRIBE SELECT * FROM {reader}").fetchall()
        chosen = []
        for name, kind, *_ in described:
            if kind not in _PLAIN and not kind.startswith((*_EXACT, "ENUM")):
                place = f"{self.place}, column {name}"
                advice = "store it as text: a code such as `1E001` read as a number is lost"
                raise DataError(place, kind, "a column of text", advice=advice)
            self._names.append(name)
            chosen.append(f"CAST({quoted(name)} AS VARCHAR) AS {quoted(name)}")
        self._db.execute(f"CREATE VIEW rows AS SELECT {', '.join(chosen)} FROM {reader}")

    def columns(self) -> list[str]:
        return list(self._names)

    def table(
        self, name: str, columns: Mapping[str, str], rows: Sequence[Sequence[object]]
    ) -> None:
        types = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        self._db.execute(f"CREATE OR REPLACE TABLE {name} ({types})")
        if rows:
            parts = ", ".join(
                f"unnest(CAST(? AS {kind}[])) AS {column}" for column, kind in columns.items()
            )
            lists = [list(cells) for cells in zip(*rows, strict=True)]
            self._db.execute(f"INSERT INTO {name} SELECT {parts}", lists)

    def query(self, sql: str) -> list[tuple[object, ...]]:
        try:
            found: list[tuple[object, ...]] = self._db.execute(sql).fetchall()
        except duckdb.Error as error:
            raise DataError(self.place, _first_line(error), "rows that can be read") from error
        return found

    def write(self, sql: str, out: Path) -> None:
        target = str(out).replace("'", "''")
        form = {".parquet": "FORMAT parquet", ".csv": "FORMAT csv, HEADER"}.get(out.suffix)
        if form is None:
            raise DataError(str(out), out.suffix, "a file ending in .parquet or .csv")
        # a join on several threads keeps no order of its rows, and every answer stands in its row
        self._db.execute("SET threads = 1")
        try:
            self.query(f"COPY ({sql}) TO '{target}' ({form})")
        finally:
            self._db.execute("RESET threads")

    def written(self, out: Path) -> str:
        return _reader_of(out)

    def row_of(self, column: str, text: str) -> int:
        found = self._db.execute(
            "SELECT min(place) FROM (SELECT row_number() OVER () AS place,"
            f" coalesce({quoted(column)}, '') AS cell FROM rows) WHERE cell = ?",
            [text],
        ).fetchone()
        return int(found[0]) if found else 0


def _reader_of(path: Path) -> str:
    name = str(path).replace("'", "''")
    if path.suffix == ".parquet":
        return f"read_parquet('{name}')"
    if path.suffix == ".csv":
        columns = ", ".join(f"{_literal(column)}: 'VARCHAR'" for column in _header(path))
        # nothing is guessed: comma, quotes, UTF-8, every column text
        return (
            f"read_csv('{name}', auto_detect=false, header=true, delim=',', quote='\"', "
            f"escape='\"', columns={{{columns}}}, strict_mode=true, null_padding=false)"
        )
    raise DataError(path.name, path.suffix, "rows ending in .parquet, .csv, .arrow or .feather")


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        names = next(csv.reader(file), [])
    for name in names:
        if not name.strip() or names.count(name) > 1:
            raise DataError(f"{path.name} line 1", name, "every column named once")
    return names


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
