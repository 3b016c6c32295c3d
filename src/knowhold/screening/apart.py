"""A batch on several processors of one machine: the same answers in the same order, at flat memory."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Final

from knowhold.screening.answer import Screening
from knowhold.screening.library import library
from knowhold.screening.match import CHUNK, Settings, screen_many
from knowhold.screening.query import Query
from knowhold.screening.store import ListStore

AHEAD: Final = 2
"""Chunks a process has waiting: enough to keep it busy, and no more is read of the queries."""


def screen_apart(
    lists: Path,
    queries: Iterable[Query],
    *,
    on: date,
    settings: Settings | None = None,
    processes: int = 2,
) -> Iterator[Screening]:
    """What `screen_many` gives for the store at `lists`, worked out by `processes` at once.

    The index is made or read before they start, so that each shares or takes it and none works it
    out again. A store that a new edition enters meanwhile is read as each process finds it.
    """
    store = ListStore.open(lists)
    try:
        library(store)
    finally:
        store.close()
    waiting = iter(queries)
    running: deque[Future[list[Screening]]] = deque()
    with ProcessPoolExecutor(processes, mp_context=_context()) as pool:
        while True:
            for chunk in islice(_chunks(waiting), processes * AHEAD - len(running)):
                running.append(pool.submit(_screened, lists, chunk, on, settings))
            if not running:
                return
            yield from running.popleft().result()


def _screened(
    lists: Path, chunk: list[Query], on: date, settings: Settings | None
) -> list[Screening]:
    """Runs in a process of its own, against its own opened store."""
    store = ListStore.open(lists)
    try:
        return list(screen_many(store, chunk, on=on, settings=settings))
    finally:
        store.close()


def _chunks(queries: Iterator[Query]) -> Iterator[list[Query]]:
    while chunk := list(islice(queries, CHUNK)):
        yield chunk


def _context() -> multiprocessing.context.BaseContext:
    """Forked where it can be: the index is then shared, not copied. The stores are opened after."""
    has_fork = "fork" in multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("fork" if has_fork else "spawn")
