"""One counterpart against the lists of the installation, beside its firm's own judgements."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Final

from knowhold.parties.models import Party
from knowhold.parties.records import judgements_of, query_of
from knowhold.screening import ListStore, Query, Screening, screen, screen_many
from knowhold.screening.apart import screen_apart

TOGETHER: Final = 512
"""Parties whose judgements are read at a time: memory does not grow with their number."""


def look(party: Party, lists: Path, on: date) -> Screening:
    """The party against the lists at `lists` as of `on`; a store that is not there has no lists."""
    store = ListStore.open(lists)
    try:
        found = screen(store, query_of(party), on=on)
    finally:
        store.close()
    return found.judged(judgements_of([party.pk]).get(party.pk, {}))


def look_at_all(
    parties: Iterable[Party], lists: Path, on: date, *, processes: int = 1
) -> Iterator[tuple[Party, Screening]]:
    """Each party with its screening, in order, at flat memory; `processes` work at once.

    Judgements are read for those with hits alone, in one query for each 512 parties.
    """
    waiting: deque[Party] = deque()

    def asked() -> Iterator[Query]:
        for party in parties:
            waiting.append(party)
            yield query_of(party)

    answers = _answers(lists, asked(), on, processes)
    while together := list(islice(answers, TOGETHER)):
        theirs = [(waiting.popleft(), each) for each in together]
        hit = [party.pk for party, each in theirs if each.hits]
        known = judgements_of(hit) if hit else {}
        for party, each in theirs:
            yield party, each.judged(known.get(party.pk, {})) if each.hits else each


def _answers(
    lists: Path, queries: Iterator[Query], on: date, processes: int
) -> Iterator[Screening]:
    if processes > 1:
        yield from screen_apart(lists, queries, on=on, processes=processes)
        return
    store = ListStore.open(lists)
    try:
        yield from screen_many(store, queries, on=on)
    finally:
        store.close()
