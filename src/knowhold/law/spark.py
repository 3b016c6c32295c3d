# ruff: noqa: S608 - every name in a statement is quoted or ours, every text is escaped
"""Rows in Spark (`knowhold[spark]`): the statements written for DuckDB, transpiled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from knowhold.errors import DataError
from knowhold.spark import extra, for_spark, session

_PLAIN = {"string", "boolean", "date", "int", "bigint"}
_TYPES = {"TEXT": "string", "BIGINT": "bigint"}
_INLINE = 100_000  # cells: a table in the statement needs no job of its own, and its size is known


class SparkRows:
    """The rows of one file, opened as the view `rows` of a local or configured Spark session."""

    def __init__(self, path: Path) -> None:
        self.place = path.name
        self._session: Any = session()
        # a text such as `${x}` in the rows is no variable of ours
        self._session.conf.set("spark.sql.variable.substitute", "false")
        reader = self._session.read
        if path.suffix == ".parquet":
            frame = reader.parquet(str(path))
        elif path.suffix == ".csv":
            # nothing is guessed: without a schema every column of a CSV is a string
            frame = reader.csv(str(path), header=True, inferSchema=False, mode="FAILFAST")
        else:
            advice = "Spark reads no Arrow files: give Parquet"
            expected = "a file ending in .parquet or .csv"
            raise DataError(path.name, path.suffix, expected, advice=advice)
        for name, kind in frame.dtypes:
            if kind not in _PLAIN and not kind.startswith("decimal"):
                place = f"{self.place}, column {name}"
                advice = "store it as text: a code such as `1E001` read as a number is lost"
                raise DataError(place, kind, "a column of text", advice=advice)
        self._names = list(frame.columns)
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
        """The session is left to whoever owns it."""

    def columns(self) -> list[str]:
        return list(self._names)

    def table(
        self, name: str, columns: Mapping[str, str], rows: Sequence[Sequence[object]]
    ) -> None:
        if rows and len(rows) * len(columns) <= _INLINE:
            frame = self._session.sql(_written_out(columns, rows))
        else:
            schema = ", ".join(f"`{column}` {_TYPES[kind]}" for column, kind in columns.items())
            frame = self._session.createDataFrame([tuple(row) for row in rows], schema)
        # told to every worker, so that the rows themselves are never shuffled or sorted
        extra("pyspark.sql.functions").broadcast(frame).createOrReplaceTempView(name)

    def query(self, sql: str) -> list[tuple[object, ...]]:
        return [tuple(row) for row in self._run(sql).collect()]

    def write(self, sql: str, out: Path) -> None:
        writer = self._run(sql).write.mode("overwrite")
        if out.suffix == ".parquet":
            writer.parquet(str(out))
        elif out.suffix == ".csv":
            writer.csv(str(out), header=True, emptyValue="")
        else:
            raise DataError(str(out), out.suffix, "a file ending in .parquet or .csv")

    def written(self, out: Path) -> str:
        frame = self._session.read
        read = (
            frame.parquet(str(out))
            if out.suffix == ".parquet"
            else frame.csv(str(out), header=True)
        )
        read.createOrReplaceTempView("written")
        return "written"

    def row_of(self, column: str, text: str) -> int:
        """The place in the file: Spark numbers the rows of its parts in their order."""
        functions, window = extra("pyspark.sql.functions"), extra("pyspark.sql.window").Window
        numbered = self._session.table("rows").select(
            functions.row_number()
            .over(window.orderBy(functions.monotonically_increasing_id()))
            .alias("place"),
            functions.coalesce(f"`{column}`", functions.lit("")).alias("cell"),
        )
        found = numbered.where(numbered.cell == text).agg({"place": "min"}).collect()[0][0]
        return 0 if found is None else int(found)

    def _run(self, sql: str) -> Any:  # noqa: ANN401 - pyspark carries no types here
        return self._session.sql(for_spark(sql))


def _written_out(columns: Mapping[str, str], rows: Sequence[Sequence[object]]) -> str:
    """The table as one statement of Spark's."""
    chosen = ", ".join(
        f"CAST({name} AS {_TYPES[kind]}) AS {name}" for name, kind in columns.items()
    )
    listed = ", ".join(f"({', '.join(map(_literal, row))})" for row in rows)
    return f"SELECT {chosen} FROM VALUES {listed} AS t({', '.join(columns)})"


def _literal(cell: object) -> str:
    if cell is None:
        return "NULL"
    if isinstance(cell, int):
        return str(cell)
    escaped = str(cell).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
