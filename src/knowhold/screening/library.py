"""The searchable form of the current editions, kept in memory and on disk, rebuilt when an edition changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from knowhold.screening import shelf
from knowhold.screening.index import Columns, Index, Row, columns_of
from knowhold.screening.model import Edition, Identifier, Kind
from knowhold.screening.numbers import digits_of, is_right
from knowhold.screening.rows import Stored
from knowhold.screening.store import ListStore
from knowhold.screening.tokens import View, listed_views, person_views

MATCHER: Final = "5"
"""Changes with any change that can change a result."""

# Two: the one in use, and the one before while an edition changes.
KEPT: Final = 2
MOST_READ: Final = 4096
"""Entries kept as read: some megabytes."""

_Key = tuple[tuple[int, str], ...]
_shelves: OrderedDict[_Key, Library] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Library:
    """`persons` holds persons and parties of unstated kind, `others` everything but persons."""

    editions: tuple[Edition, ...]
    persons: Index
    others: Index
    _read: dict[int, Stored] = field(default_factory=dict)
    _numbers: dict[str, list[int]] = field(default_factory=dict)

    def edition(self, key: int) -> Edition:
        return next(edition for edition in self.editions if edition.id == key)

    def stored(self, store: ListStore, keys: Iterable[int]) -> dict[int, Stored]:
        """The entries under `keys`; an entry never changes under its key, so some are kept."""
        wanted = set(keys)
        with _lock:
            found = {key: self._read[key] for key in wanted & self._read.keys()}
        missing = sorted(wanted - found.keys())
        if missing:
            fresh = store.stored(missing)
            found |= fresh
            with _lock:
                if len(self._read) > MOST_READ:
                    self._read.clear()
                self._read.update(fresh)
        return found

    def numbered(self, store: ListStore, asked: Sequence[Identifier]) -> set[int]:
        """The entries that bear one of the numbers `asked` whose check digits are right."""
        wanted = {digits_of(one) for one in asked if is_right(one)}
        if not wanted:
            return set()
        with _lock:
            if not self._numbers:
                self._numbers[""] = []
                for key, one in store.identifiers():
                    self._numbers.setdefault(digits_of(one), []).append(key)
            return {key for number in wanted for key in self._numbers.get(number, ())}


def library(store: ListStore) -> Library:
    """The library of the store's current editions: built once, then taken from memory."""
    editions = tuple(store.editions())
    key = tuple((edition.id, edition.digest) for edition in editions)
    with _lock:
        found = _shelves.get(key)
        if found is None:
            found = _build(store, editions)
            _shelves[key] = found
            while len(_shelves) > KEPT:
                _shelves.popitem(last=False)
        _shelves.move_to_end(key)
        return found


def _build(store: ListStore, editions: tuple[Edition, ...]) -> Library:
    folder = store.folder
    if folder is None:
        made = _worked_out(store)
    else:
        stamp = shelf.stamp((MATCHER, store.ranges()))
        found = shelf.kept(folder, stamp)
        made = found or _worked_out(store)
        if found is None:
            shelf.keep(folder, stamp, made)
    return Library(editions, Index(made["persons"]), Index(made["others"]))


def _worked_out(store: ListStore) -> dict[str, Columns]:
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
    return {"persons": columns_of(persons), "others": columns_of(others)}
