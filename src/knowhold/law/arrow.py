"""Rows as Arrow IPC files (`knowhold[arrow]`): passed on to Parquet batch by batch, in their order.

Not scanned as they are: DuckDB reads the batches of an Arrow source in whatever order its threads come to
them, and a row's answer must stand in its row.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from knowhold.errors import DataError, KnowholdError

SUFFIXES = (".arrow", ".feather")


def as_parquet(path: Path, folder: Path) -> Path:
    """The same rows as a Parquet file in `folder`; one batch is in memory at a time.

    Raises KnowholdError where pyarrow is not installed, DataError where the file is no Arrow IPC
    file: a stream, or Feather of the first version.
    """
    try:
        arrow = importlib.import_module("pyarrow")
        ipc = importlib.import_module("pyarrow.ipc")
        parquet = importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        advice = 'install it: pip install "knowhold[arrow]", or give Parquet or CSV'
        raise KnowholdError(f"`{path.name}` needs pyarrow", advice=advice) from error
    copy = folder / "rows.parquet"
    try:
        with arrow.memory_map(str(path)) as source, ipc.open_file(source) as rows:
            schema = _plain(path, arrow, rows.schema)
            with parquet.ParquetWriter(str(copy), schema) as writer:
                for number in range(rows.num_record_batches):
                    writer.write_batch(rows.get_batch(number).cast(schema))
    except (arrow.ArrowException, OSError) as error:
        expected = "an Arrow IPC file (Feather version 2), no stream and not cut short"
        raise DataError(path.name, str(error).splitlines()[0], expected) from error
    return copy


def _plain(path: Path, arrow: Any, schema: Any) -> Any:  # noqa: ANN401 - pyarrow carries no types
    """Every column named once; one that nobody filled is text that is nowhere there."""
    for name in schema.names:
        if not name.strip() or schema.names.count(name) > 1:
            raise DataError(path.name, name, "every column named once")
    return arrow.schema(
        [arrow.field(f.name, arrow.string()) if arrow.types.is_null(f.type) else f for f in schema]
    )
