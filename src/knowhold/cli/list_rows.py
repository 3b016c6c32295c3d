"""What the list commands share: the store, their options, and rows of counterparties read one by one."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TypeVar

import click

from knowhold.errors import DataError
from knowhold.screening import Kind, ListStore, Query
from knowhold.screening.spark import Batch, screen_rows
from knowhold.screening.store import FILE_NAME
from knowhold.screening.table import csv_rows

LANG = click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True)
JSON = click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
ON = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day asked about; today.")

# What a file of counterparties may hold; `id` is yours and comes back nowhere.
COLUMNS: Final = ("id", "name", "native_name", "country", "kind")

# A line per this many rows where nobody watches a bar.
TENTHS: Final = 10
Item = TypeVar("Item")


def store() -> ListStore:
    """The list store of the data folder, made when absent."""
    return ListStore.open(store_file())


def store_file() -> Path:
    """Where that store is."""
    home = Path(os.environ.get("KNOWHOLD_HOME", "var"))
    home.mkdir(parents=True, exist_ok=True)
    return (home / FILE_NAME).resolve()


def dumped(value: object, *, one_line: bool = False) -> str:
    return json.dumps(value, ensure_ascii=False, indent=None if one_line else 2)


def counted(path: Path) -> int:
    """Number of rows below the heading, to show how far a run is; read block by block."""
    try:
        with path.open("rb") as stream:
            lines = sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))
    except OSError as error:
        raise DataError(path.name, error.strerror or "unreadable", "a file") from error
    return max(0, lines - 1)


@contextmanager
def shown(items: Iterable[Item], length: int) -> Iterator[Iterable[Item]]:
    """`items`, with a bar on a terminal's standard error, else a line for every tenth."""
    if sys.stderr.isatty():
        with click.progressbar(items, length=length, file=sys.stderr) as bar:
            yield bar
    else:
        yield _told(items, length)


def _told(items: Iterable[Item], length: int) -> Iterator[Item]:
    step = max(1000, length // TENTHS)
    for number, item in enumerate(items, start=1):
        yield item
        if number % step == 0:
            click.echo(f"{number} of about {length}", err=True)


def from_csv(path: Path) -> Iterator[Query]:
    """Rows of `name[,native_name,country,kind]`, one by one, every cell text; a person row is refused."""
    for place, row in csv_rows(path, COLUMNS):
        yield query_of(row, place)


def by_spark(path: Path, batch: Batch) -> Iterator[str]:
    """The rows of `path` screened and rendered by Spark, in their order."""
    with suppress(StopIteration):
        next(from_csv(path))  # the heading and the first row are refused here, before Spark starts
    return screen_rows(path, batch, query_of)


def query_of(row: Mapping[str, str | None], place: str) -> Query:
    """One row as a query; DataError for a row without a name or of a person."""
    name, kind = (row.get("name") or "").strip(), (row.get("kind") or "organisation").strip()
    if not name:
        raise DataError(f"{place}, column name", "", "a name")
    if kind != Kind.ORGANISATION:
        raise DataError(
            f"{place}, column kind", kind, "organisation",
            advice="persons are screened inside their case, where they see it; leave the row out",
        )  # fmt: skip
    native, country = (row.get("native_name") or "").strip(), (row.get("country") or "").strip()
    return Query(name, also=(native,) if native else (), countries=(country,) if country else ())
