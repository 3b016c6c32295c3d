"""Taking typed values out of JSON records, naming the record that does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from knowhold.errors import ListRejected
from knowhold.screening.model import Name, NameKind, script_of

Record = Mapping[str, object]

_BRACKETS: Final = re.compile(r"[(（]([^()（）]+)[)）]")


def record(value: object, place: str) -> Record:
    if not isinstance(value, dict):
        raise ListRejected(place, shown(value), "a record with named fields")
    return value


def records(value: object, place: str) -> list[object]:
    if not isinstance(value, list):
        raise ListRejected(place, shown(value), "a list of records")
    return value


def text(fields: Record, key: str, place: str) -> str:
    """The field's text without outer blanks, `""` if absent or null; other types are refused."""
    value = fields.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ListRejected(f"{place}, field {key}", shown(value), "text")
    return value.strip()


def required(fields: Record, key: str, place: str) -> str:
    found = text(fields, key, place)
    if not found:
        raise ListRejected(f"{place}, field {key}", "", "text")
    return found


def texts(fields: Record, key: str, place: str) -> tuple[str, ...]:
    """The field as texts: a list of texts, one text, or nothing."""
    value = fields.get(key)
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        return (value.strip(),)
    found = records(value, f"{place}, field {key}")
    if not all(isinstance(item, str) for item in found):
        raise ListRejected(f"{place}, field {key}", shown(value), "a list of texts")
    return tuple(str(item).strip() for item in found if str(item).strip())


def day(value: str, place: str) -> date | None:
    """The calendar day a timestamp starts with, None if empty; ListRejected if impossible."""
    if not value:
        return None
    try:
        return date.fromisoformat(value[: len("2026-07-31")])
    except ValueError:
        raise ListRejected(place, value, "a date such as 2026-07-31") from None


def names(primary: str, aliases: Iterator[str] | tuple[str, ...]) -> tuple[Name, ...]:
    """Typed names: the first is primary, others aliases, each once; non-Latin ones are native."""
    found: dict[str, Name] = {}
    for position, name in enumerate((primary, *aliases)):
        if name and name not in found:
            kind = NameKind.PRIMARY if position == 0 else NameKind.ALIAS
            if position and script_of(name) not in {"Latn", "Zyyy"}:
                kind = NameKind.NATIVE
            found[name] = Name(name, kind)
    return tuple(found.values())


def split_brackets(name: str) -> tuple[str, tuple[str, ...]]:
    """A name without the bracketed names printed inside it, and those names.

    >>> split_brackets("Air Koryo (高麗航空)")
    ('Air Koryo', ('高麗航空',))
    """
    inner = tuple(part.strip() for part in _BRACKETS.findall(name) if part.strip())
    return " ".join(_BRACKETS.sub(" ", name).split()), inner


def shown(value: object) -> str:
    return repr(value)[:60]
