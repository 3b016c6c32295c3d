"""The batch past one machine (`knowhold[spark]`): the same rows, lists and matcher in every worker."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from knowhold.errors import DataError
from knowhold.screening.match import Settings, screen_many
from knowhold.screening.query import Query
from knowhold.screening.store import ListStore
from knowhold.spark import session

Reader = Callable[[Mapping[str, str | None], str], Query]
"""A row (texts by column) and its place, for messages, as a query; a function of a module."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What every worker needs: the store's file, where all workers can read it, and what to answer."""

    store: Path
    on: date
    lang: str = "en"
    as_json: bool = True
    settings: Settings | None = None


def screen_rows(rows: Path, batch: Batch, read: Reader) -> Iterator[str]:
    """One rendered screening per row of a CSV with a heading, in the order of the file.

    Equal to `screen_many` over the same rows, line by line; one part of the file at a time comes
    back. Raises KnowholdError where the extra is not installed, DataError for an unreadable file.
    """
    if not rows.is_file():
        raise DataError(rows.name, "nothing there", "a file")
    frame = session().read.csv(
        str(rows), header=True, inferSchema=False, mode="FAILFAST", multiLine=True, escape='"',
        emptyValue="", encoding="UTF-8",
    )  # fmt: skip
    answered = frame.rdd.mapPartitions(partial(_answered, batch=batch, read=read, place=rows.name))
    yield from answered.toLocalIterator()


def _answered(rows: Iterable[Any], *, batch: Batch, read: Reader, place: str) -> Iterator[str]:
    """Runs in a worker: its part of the rows against its own opened store."""
    store = ListStore.open(batch.store)
    try:
        queries = (read(row.asDict(), place) for row in rows)
        for found in screen_many(store, queries, on=batch.on, settings=batch.settings):
            if batch.as_json:
                yield json.dumps(found.as_json(batch.lang), ensure_ascii=False)
            else:
                yield found.as_text(batch.lang)
    finally:
        store.close()
