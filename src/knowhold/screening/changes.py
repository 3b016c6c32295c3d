"""A changed list entry beside what it was: field by field, and which changes tell parties apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Final

from knowhold.screening.delta import Delta, Key
from knowhold.screening.model import Entry
from knowhold.screening.store import ListStore

MATERIAL: Final = frozenset({"names", "kind", "identifiers", "addresses", "birth_dates"})
"""Fields that tell one party from another; see `judgements.entry_matter`."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an entry: texts only before, only after, and in both."""

    field: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    kept: tuple[str, ...]

    @property
    def is_material(self) -> bool:
        return self.field in MATERIAL

    def as_json(self) -> dict[str, object]:
        return {
            "field": self.field,
            "before": list(self.before),
            "after": list(self.after),
            "kept": list(self.kept),
            "is_material": self.is_material,
        }


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry of a delta: `before` None where it was added, `after` None where it was removed."""

    key: Key
    before: Entry | None
    after: Entry | None
    fields: tuple[FieldChange, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "list": self.key[0],
            "number": self.key[1],
            "change": "added"
            if self.before is None
            else "removed"
            if self.after is None
            else "changed",
            "fields": [one.as_json() for one in self.fields],
        }


def entry_changes(store: ListStore, found: Delta) -> Iterator[EntryChange]:
    """Every entry the delta names with its record before and after: added, changed, reworded, removed."""
    wanted = {*found.added, *found.changed, *found.reworded, *found.removed}
    before, after = (_entries(store, edition.id, wanted) for edition in (found.old, found.new))
    for keys in (found.added, found.changed, found.reworded, found.removed):
        for key in keys:
            yield entry_change(key, before.get(key), after.get(key))


def entry_change(key: Key, before: Entry | None, after: Entry | None) -> EntryChange:
    """One entry before and after, with every field in which the two differ."""
    found = (_field(one.name, before, after) for one in fields(Entry))
    return EntryChange(key, before, after, tuple(one for one in found if one.before or one.after))


def entry_at(store: ListStore, edition: str, key: Key) -> Entry | None:
    """The entry as the edition with this digest has it; None where edition or entry is not there."""
    found = store.execute(
        "SELECT entry.id FROM entry JOIN edition ON edition.id = entry.edition"
        " WHERE edition.digest = ? AND entry.list = ? AND entry.number = ?",
        (edition, *key),
    )
    row = next(iter(found), None)
    return store.entry(row[0])[0] if row is not None else None


def _entries(store: ListStore, edition: int, wanted: set[Key]) -> Mapping[Key, Entry]:
    found = ((entry.list_id, entry.number, entry) for _, entry in store.entries(edition))
    return {
        (list_id, number): entry for list_id, number, entry in found if (list_id, number) in wanted
    }


def _field(name: str, before: Entry | None, after: Entry | None) -> FieldChange:
    old, new = (_texts(getattr(one, name)) if one else () for one in (before, after))
    return FieldChange(
        name,
        tuple(one for one in old if one not in new),
        tuple(one for one in new if one not in old),
        tuple(one for one in new if one in old),
    )


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(map(_text, value))
    return (str(value),) if value else ()


def _text(value: object) -> str:
    """A name as published; a number with its scheme; an address with its country."""
    words = [
        str(getattr(value, part))
        for part in ("scheme", "value", "text", "country")
        if getattr(value, part, "")
    ]
    return ", ".join(words) if words else str(value)
