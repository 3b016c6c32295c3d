"""The searchable form of the current editions, kept in memory and rebuilt when an edition changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from knowhold.screening.index import Index, Row
from knowhold.screening.model import Edition, Kind
from knowhold.screening.store import ListStore
from knowhold.screening.tokens import View, listed_views, person_views

# Two: the one in use, and the one before while an edition changes.
KEPT: Final = 2

_Key = tuple[tuple[int, str], ...]
_shelves: OrderedDict[_Key, Library] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Library:
    """`persons` holds persons and parties of unstated kind, `others` everything but persons."""

    editions: tuple[Edition, ...]
    persons: Index
    others: Index

    def edition(self, key: int) -> Edition:
        return next(edition for edition in self.editions if edition.id == key)


def library(store: ListStore) -> Library:
    """The library of the store's current editions: built once, then taken from memory."""
    editions = tuple(store.editions())
    key = tuple((edition.id, edition.digest) for edition in editions)
    with _lock:
        shelf = _shelves.get(key)
        if shelf is None:
            shelf = _build(store, editions)
            _shelves[key] = shelf
            while len(_shelves) > KEPT:
                _shelves.popitem(last=False)
        _shelves.move_to_end(key)
        return shelf


def _build(store: ListStore, editions: tuple[Edition, ...]) -> Library:
    persons: list[tuple[Row, View]] = []
    others: list[tuple[Row, View]] = []
    for entry, kind, position, text in store.searchable():
        if kind in {Kind.PERSON, Kind.UNKNOWN}:
            persons.extend(
                (Row(entry, position, at), view) for at, view in enumerate(person_views(text))
            )
        if kind != Kind.PERSON:
            others.extend(
                (Row(entry, position, at), view) for at, view in enumerate(listed_views(text))
            )
    return Library(editions, Index(persons), Index(others))
