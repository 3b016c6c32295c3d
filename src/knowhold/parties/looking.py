"""One counterpart against the lists of the installation, beside its firm's own judgements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from knowhold.parties.models import Party
from knowhold.parties.records import judgements_of, query_of
from knowhold.screening import ListStore, Screening, screen, screen_many

TOGETHER: Final = 512
"""Parties read and compared at a time: memory does not grow with their number."""


def look(party: Party, lists: Path, on: date) -> Screening:
    """The party against the lists at `lists` as of `on`; a store that is not there has no lists."""
    store = ListStore.open(lists)
    try:
        found = screen(store, query_of(party), on=on)
    finally:
        store.close()
    return found.judged(judgements_of([party.pk]).get(party.pk, {}))


def look_at_all(
    store: ListStore, parties: Sequence[Party], on: date
) -> Iterator[tuple[Party, Screening]]:
    """Each party with its screening; judgements are read for those with hits alone, in one query."""
    found = list(screen_many(store, map(query_of, parties), on=on))
    hit = [party.pk for party, each in zip(parties, found, strict=True) if each.hits]
    known = judgements_of(hit) if hit else {}
    for party, each in zip(parties, found, strict=True):
        yield party, each.judged(known.get(party.pk, {})) if each.hits else each
