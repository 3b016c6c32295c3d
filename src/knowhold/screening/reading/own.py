"""Knowhold's own list format (JSON), for a customer's list and for the shipped sample."""

from __future__ import annotations

from knowhold.errors import ListRejected
from knowhold.screening.effects import list_effects
from knowhold.screening.model import (
    Address,
    Batch,
    Entry,
    Identifier,
    Kind,
    Name,
    NameKind,
    Quality,
)
from knowhold.screening.reading import fields
from knowhold.screening.reading.fields import Record
from knowhold.screening.reading.source import Source


def read(source: Source) -> Batch:
    """Entries of `{dated, source_url, count, entries[{list, number, kind, names[…], …}]}`."""
    whole = fields.record(source.json(), source.name)
    rows = fields.records(whole.get("entries"), f"{source.name}, entries")
    entries = []
    for number, item in enumerate(rows, start=1):
        place = f"{source.name} entry {number}"
        entries.append(_entry(fields.record(item, place), place))
    count = fields.required(whole, "count", source.name)
    if not count.isdigit():
        raise ListRejected(f"{source.name}, field count", count, "a number")
    return Batch(
        tuple(entries),
        fields.day(fields.required(whole, "dated", source.name), f"{source.name}, dated"),
        fields.text(whole, "source_url", source.name),
        (("", int(count)),),
    )


def _entry(row: Record, place: str) -> Entry:
    list_id = fields.required(row, "list", place)
    if list_id not in list_effects():
        raise ListRejected(f"{place}, field list", list_id, "a list of data/lists.toml")
    word = fields.text(row, "kind", place) or "organisation"
    if word not in set(Kind):
        raise ListRejected(f"{place}, field kind", word, ", ".join(Kind))
    return Entry(
        list_id=list_id,
        number=fields.required(row, "number", place),
        kind=Kind(word),
        names=tuple(_names(row, place)),
        identifiers=tuple(_identifiers(row, place)),
        addresses=tuple(Address(country=code) for code in fields.texts(row, "countries", place)),
        programmes=fields.texts(row, "programmes", place),
        citation=fields.text(row, "citation", place),
        requirement=fields.text(row, "requirement", place),
        listed_on=fields.text(row, "listed_on", place),
        url=fields.text(row, "url", place),
        remarks=fields.text(row, "remarks", place),
    )


def _names(row: Record, place: str) -> list[Name]:
    found = []
    for position, item in enumerate(fields.records(row.get("names"), f"{place}, names")):
        fields_of = fields.record(item, f"{place}, names")
        kind = fields.text(fields_of, "kind", place) or ("alias" if position else "primary")
        quality = fields.text(fields_of, "quality", place) or "unstated"
        if kind not in set(NameKind) or quality not in set(Quality):
            raise ListRejected(f"{place}, names", f"{kind} {quality}", ", ".join(NameKind))
        found.append(
            Name(
                fields.required(fields_of, "text", place),
                NameKind(kind),
                Quality(quality),
                fields.text(fields_of, "language", place),
            )
        )
    if not found:
        raise ListRejected(f"{place}, names", "", "at least one name")
    return found


def _identifiers(row: Record, place: str) -> list[Identifier]:
    return [
        Identifier(
            fields.required(of, "scheme", place),
            fields.required(of, "value", place),
            fields.text(of, "country", place),
        )
        for item in fields.records(row.get("identifiers", []), f"{place}, identifiers")
        for of in [fields.record(item, place)]
    ]
