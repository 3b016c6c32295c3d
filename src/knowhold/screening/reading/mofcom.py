"""MOFCOM's three lists as a register of single announcements (JSON), mapped by their own names.

The register's `list_id` calls the control list a "watchlist"; only `source_list_name` is right.
Its `reason` and `country` are the publisher's, not the party's, and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from knowhold.errors import ListRejected
from knowhold.screening.model import Address, Batch, Entry, Kind, Name, NameKind, script_of
from knowhold.screening.reading import fields
from knowhold.screening.reading.fields import Record
from knowhold.screening.reading.source import Source

LISTS: Final = {
    "出口管制管控名单": "cn.control-list",
    "关注名单": "cn.watch-list",
    "不可靠实体清单": "cn.unreliable-entity-list",
}

# Prose of an announcement the register took into the name: `参与对台湾地区军售的…公司`, `…等6家实体`.
_LEAD: Final = re.compile(r"^参与对台湾地区军售的")
_TAIL: Final = re.compile(r"(?:及其分支机构)?等(?:\d+家)?(?:外国)?实体$")
_BRACKETED: Final = re.compile(r"^(.+?)[（(](.+)[)）]$")


def read(source: Source) -> Batch:
    """Entries with both names where published; the edition's day is the newest verification."""
    rows = fields.records(source.json(), source.name)
    entries, days = [], []
    seen: dict[str, int] = {}
    for number, item in enumerate(rows, start=1):
        place = f"{source.name} entry {number}"
        row = fields.record(item, place)
        entries.append(_entry(row, seen, place))
        days.append(fields.day(fields.text(row, "last_verified", place), place))
    known = [day for day in days if day]
    return Batch(tuple(entries), max(known) if known else None)


def _entry(row: Record, seen: dict[str, int], place: str) -> Entry:
    stated = fields.required(row, "source_list_name", place)
    chinese = stated.split(" (", 1)[0].strip()
    if chinese not in LISTS:
        raise ListRejected(f"{place}, field source_list_name", stated, "、".join(LISTS))
    primary = fields.required(row, "entity_name", place)
    # The register gives one id to two parties of the same announcement; the second gets a mark.
    number = fields.required(row, "id", place)
    seen[number] = seen.get(number, 0) + 1
    return Entry(
        list_id=LISTS[chinese],
        number=number if seen[number] == 1 else f"{number} #{seen[number]}",
        kind=Kind.ORGANISATION,
        names=tuple(_names((primary, *fields.texts(row, "aliases", place)))),
        addresses=tuple(Address(text) for text in fields.texts(row, "addresses", place)),
        listed_on=fields.text(row, "date_added", place),
        url=fields.text(row, "source_url", place),
    )


def _names(published: tuple[str, ...]) -> Iterator[Name]:
    """Names as published, then the name inside where prose of the announcement was kept."""
    seen: set[str] = set()
    for position, text in enumerate(published):
        kind = NameKind.PRIMARY if position == 0 else NameKind.ALIAS
        bare = _LEAD.sub("", _TAIL.sub("", text))
        found = _BRACKETED.match(bare)
        inner = (found[1], found[2]) if found else (bare,)
        for name in (text, *inner):
            if name in seen:
                continue
            seen.add(name)
            is_native = script_of(name) == "Hani"
            language = "zh" if is_native else ""
            if name != text:
                yield Name(name, NameKind.BRACKETED, language=language)
            else:
                yield Name(
                    name, NameKind.NATIVE if is_native and position else kind, language=language
                )
