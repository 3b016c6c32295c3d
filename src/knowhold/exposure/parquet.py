"""Matrices as Parquet: every column as text, exactly as the file holds it."""

from __future__ import annotations

from pathlib import Path

import duckdb

from knowhold.codes import Row, Table
from knowhold.errors import DataError


def read_parquet(path: Path) -> Table:
    """The rows of a Parquet file as text; DataError for a file that is none."""
    connection = duckdb.connect()
    try:
        relation = connection.read_parquet(str(path))
        columns = tuple(relation.columns)
        quoted = ", ".join(f'CAST("{name}" AS VARCHAR)' for name in columns)
        found = relation.project(quoted).fetchall()
    except duckdb.Error as error:
        raise DataError(path.name, str(error).splitlines()[0], "a Parquet file") from error
    finally:
        connection.close()
    return Table(
        columns,
        tuple(
            Row(f"{path.name} row {number}", dict(zip(columns, cells, strict=True)))
            for number, cells in enumerate(found, 1)
        ),
    )
