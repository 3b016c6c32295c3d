"""Japan's Foreign End User List as parsed from METI's PDF (JSON), names in brackets taken apart."""

from __future__ import annotations

from typing import Final

from knowhold.errors import ListRejected
from knowhold.screening.model import Address, Batch, Entry, Kind, Name, NameKind
from knowhold.screening.reading import fields
from knowhold.screening.reading.fields import Record
from knowhold.screening.reading.source import Source

# Where the parser lost the name, it stands at the end of the country's cell.
COUNTRIES: Final = (
    "Islamic Republic of Afghanistan", "United Arab Emirates", "Islamic Republic of Iran",
    "People's Republic of China", "North Korea", "Hong Kong", "Taiwan", "State of Israel", "India",
    "Islamic Republic of Pakistan", "Syrian Arab Republic", "Russian Federation", "Belarus",
    "Arab Republic of Egypt", "Republic of Lebanon", "Türkiye", "Turkey", "Yemen",
)  # fmt: skip


def read(source: Source) -> Batch:
    """Entries of the list; a nameless row takes its name from the country cell or an alias."""
    rows = fields.records(source.json(), source.name)
    entries, days = [], []
    for number, item in enumerate(rows, start=1):
        place = f"{source.name} entry {number}"
        row = fields.record(item, place)
        entries.append(_entry(row, place))
        days.append(fields.day(fields.text(row, "last_verified", place), place))
    known = [day for day in days if day]
    return Batch(tuple(entries), max(known) if known else None)


def _entry(row: Record, place: str) -> Entry:
    cells = fields.texts(row, "addresses", place)
    country, lost = _country(cells[0]) if cells else ("", "")
    published = (fields.text(row, "entity_name", place), lost, *fields.texts(row, "aliases", place))
    names = _names(tuple(filter(None, published)))
    if not names:
        raise ListRejected(f"{place}, field entity_name", "", "a name")
    return Entry(
        list_id="jp.end-user-list",
        number=fields.required(row, "id", place),
        kind=Kind.ORGANISATION,
        names=names,
        addresses=(Address("", country), *(Address(text) for text in cells[1:])),
        listed_on=fields.text(row, "date_added", place),
        url=fields.text(row, "source_url", place),
        # METI's concern codes (biological, chemical, missile, nuclear, conventional).
        remarks=fields.text(row, "reason", place),
    )


def _country(cell: str) -> tuple[str, str]:
    for country in COUNTRIES:
        if cell.startswith(country):
            return country, cell[len(country) :].strip()
    return cell, ""


def _names(published: tuple[str, ...]) -> tuple[Name, ...]:
    found: dict[str, Name] = {}
    for position, text in enumerate(published):
        kind = NameKind.PRIMARY if position == 0 else NameKind.ALIAS
        found.setdefault(text, Name(text, kind))
        outer, inner = fields.split_brackets(text)
        for name in (outer, *inner) if inner else ():
            if name:
                found.setdefault(name, Name(name, NameKind.BRACKETED))
    return tuple(found.values())
