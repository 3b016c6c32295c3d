# ruff: noqa: S608 - every name in a statement is quoted or ours, every text is escaped
"""Where bulk statements run: DuckDB here, at flat memory, or Spark past one machine."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import duckdb

from knowhold.errors import DataError
from knowhold.exposure.bulk import Engine, Row, Tables, quoted, text
from knowhold.spark import extra, for_spark, session

# What DuckDB may take of a machine's memory; beyond it goes to its own file.
MEMORY: Final = "1GB"
_TYPES: Final = {"TEXT": "string", "BIGINT": "bigint", "DOUBLE": "double"}


def tables_of(file: Path, engine: Engine) -> DuckTables | SparkTables:
    """The rows of a CSV or Parquet file, opened in `engine`; use it as a context."""
    if file.suffix.lower() not in {".csv", ".parquet"}:
        raise DataError(file.name, file.suffix, "a file ending in .parquet or .csv")
    if file.stat().st_size == 0:
        raise DataError(file.name, "", "a header line", advice="the file is empty")
    return DuckTables(file) if engine is Engine.DUCKDB else SparkTables(file)


class DuckTables:
    """One file as the view `rows` of an in-memory DuckDB that may take 1 GB and spill the rest."""

    def __init__(self, path: Path) -> None:
        self.place = path.name
        self._connection = duckdb.connect()
        self._connection.execute(f"SET memory_limit = '{MEMORY}'")
        self._connection.execute("SET preserve_insertion_order = true")
        self._is_csv = path.suffix.lower() == ".csv"
        source = text(str(path))
        read = (
            f"read_csv({source}, header = true, all_varchar = true, delim = ',', quote = '\"', "
            "escape = '\"', strict_mode = true)"
            if self._is_csv
            else f"read_parquet({source})"
        )
        try:
            self._connection.execute(f"CREATE VIEW raw AS SELECT * FROM {read}")
            names = [str(row[0]) for row in self._connection.execute("DESCRIBE raw").fetchall()]
            cells = ", ".join(
                f"CAST({quoted(name)} AS VARCHAR) AS {quoted(name)}" for name in names
            )
            self._connection.execute(f"CREATE VIEW rows AS SELECT {cells} FROM raw")
        except duckdb.Error as error:
            self._connection.close()
            kind = "CSV" if self._is_csv else "Parquet"
            raise DataError(self.place, _first(error), f"a {kind} file") from error
        self._names = names

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._connection.close()

    def columns(self) -> Sequence[str]:
        return self._names

    def table(self, name: str, columns: dict[str, str], rows: Sequence[Row]) -> None:
        shape = ", ".join(f"{quoted(column)} {kind}" for column, kind in columns.items())
        self._connection.execute(f"CREATE TABLE {name} ({shape})")
        if rows:
            marks = ", ".join("?" for _ in columns)
            self._connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)

    def keep(self, name: str, sql: str) -> None:
        self._run(f"CREATE TABLE {name} AS {sql}")

    def query(self, sql: str) -> list[Row]:
        return [tuple(row) for row in self._run(sql).fetchall()]

    def write(self, sql: str, out: Path) -> None:
        part = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
        form = "FORMAT csv, HEADER" if out.suffix.lower() == ".csv" else "FORMAT parquet"
        try:
            self._run(f"COPY ({sql}) TO {text(str(part))} ({form})")
            os.replace(part, out)  # noqa: PTH105 - in one step, whatever stands there
        finally:
            part.unlink(missing_ok=True)

    def line_of(self, condition: str) -> int:
        """The first row for which `condition` holds, as a line of the file (its header is line 1)."""
        numbered = "SELECT row_number() OVER () AS place, * FROM rows"
        found = self.query(f"SELECT min(place) FROM ({numbered}) WHERE {condition}")[0][0]
        return int(str(found or 0)) + self._is_csv

    def _run(self, sql: str) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(sql)
        except duckdb.Error as error:
            raise DataError(self.place, _first(error), "a table of claims") from error


class SparkTables:
    """One file, or a folder of parts, as the view `rows` of the Spark session."""

    def __init__(self, path: Path) -> None:
        self.place = path.name
        self._session: Any = session()
        reader = self._session.read
        frame = (
            reader.csv(str(path), header=True, inferSchema=False, mode="FAILFAST", escape='"')
            if path.suffix.lower() == ".csv"
            else reader.parquet(str(path))
        )
        self._names = [str(name) for name in frame.columns]
        frame.select([frame[f"`{name}`"].cast("string") for name in self._names]).toDF(
            *self._names
        ).createOrReplaceTempView("rows")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """The session is left to whoever owns it; what was kept is let go."""
        for name in ("capabilities", "rules", "chances", "rows"):
            self._session.catalog.dropTempView(name)

    def columns(self) -> Sequence[str]:
        return self._names

    def table(self, name: str, columns: dict[str, str], rows: Sequence[Row]) -> None:
        schema = ", ".join(f"`{column}` {_TYPES[kind]}" for column, kind in columns.items())
        frame = self._session.createDataFrame([tuple(row) for row in rows], schema)
        extra("pyspark.sql.functions").broadcast(frame).createOrReplaceTempView(name)

    def keep(self, name: str, sql: str) -> None:
        self._run(sql).cache().createOrReplaceTempView(name)

    def query(self, sql: str) -> list[Row]:
        return [tuple(row) for row in self._run(sql).collect()]

    def write(self, sql: str, out: Path) -> None:
        """Spark writes a folder of parts; it stands under its name only once it is whole."""
        part = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
        writer = self._run(sql).write
        try:
            if out.suffix.lower() == ".csv":
                writer.csv(str(part), header=True)
            else:
                writer.parquet(str(part))
            if out.is_dir():
                shutil.rmtree(out)
            os.replace(part, out)  # noqa: PTH105 - in one step
        finally:
            shutil.rmtree(part, ignore_errors=True)

    def line_of(self, condition: str) -> int:  # noqa: ARG002 - Spark's parts have no lines
        return 0

    def _run(self, sql: str) -> Any:  # noqa: ANN401 - pyspark carries no types here
        return self._session.sql(for_spark(sql))


def _first(error: duckdb.Error) -> str:
    return str(error).splitlines()[0]


# both are what `bulk` asks for
_: type[Tables] = DuckTables
_ = SparkTables
