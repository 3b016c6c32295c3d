"""FollowTheMoney entities, one JSON object a line, in and out: a customer's list, or ours for another tool."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from knowhold.errors import ListRejected
from knowhold.screening.model import (
    Address,
    Batch,
    Edition,
    Entry,
    Identifier,
    Kind,
    Name,
    NameKind,
    Quality,
    script_of,
)
from knowhold.screening.reading import fields
from knowhold.screening.reading.fields import Record
from knowhold.screening.reading.source import Source

LIST: Final = "own.list"
KINDS: Final = {
    "Person": Kind.PERSON, "Organization": Kind.ORGANISATION, "Company": Kind.ORGANISATION,
    "PublicBody": Kind.ORGANISATION, "LegalEntity": Kind.UNKNOWN, "Vessel": Kind.VESSEL,
    "Airplane": Kind.AIRCRAFT,
}  # fmt: skip
SCHEMATA: Final = {
    Kind.PERSON: "Person", Kind.ORGANISATION: "Organization", Kind.UNKNOWN: "LegalEntity",
    Kind.VESSEL: "Vessel", Kind.AIRCRAFT: "Airplane",
}  # fmt: skip
_NAMES: Final = (
    ("name", NameKind.PRIMARY, Quality.UNSTATED), ("alias", NameKind.ALIAS, Quality.UNSTATED),
    ("weakAlias", NameKind.ALIAS, Quality.WEAK), ("previousName", NameKind.FORMER, Quality.UNSTATED),
)  # fmt: skip
# Numbers by their property; what the schema does not name goes in and out as idNumber.
_NUMBERS: Final = {
    "registrationNumber": "registration number", "taxNumber": "tax number", "leiCode": "LEI",
    "uscCode": "USCC", "imoNumber": "IMO", "passportNumber": "passport", "idNumber": "number",
}  # fmt: skip
_COUNTRIES: Final = ("country", "jurisdiction", "mainCountry", "citizenship", "nationality")


def read(source: Source) -> Batch:
    """Parties of the schemata above; other things (addresses, ownerships) are passed over."""
    entries: list[Entry] = []
    for number, line in enumerate(source.text().splitlines(), start=1):
        if line.strip():
            place = f"{source.name} line {number}"
            entries.extend(_entries(_record(line, place), place))
    return Batch(tuple(entries))


def _record(line: str, place: str) -> Record:
    try:
        return fields.record(json.loads(line, parse_float=str, parse_int=str), place)
    except json.JSONDecodeError as error:
        raise ListRejected(
            place, line[:40], f"a JSON object ({error.msg})", advice="the file looks cut or damaged"
        ) from error


def _entries(row: Record, place: str) -> Iterator[Entry]:
    kind = KINDS.get(fields.required(row, "schema", place))
    if kind is None:
        return
    given = fields.record(row.get("properties", {}), f"{place}, properties")

    def texts(key: str) -> tuple[str, ...]:
        return fields.texts(given, key, place)

    names = {
        text: Name(text, _kind(text, key, name_kind, is_first=at == 0), quality)
        for key, name_kind, quality in reversed(_NAMES)
        for at, text in enumerate(texts(key))
    }
    if not texts("name"):
        raise ListRejected(f"{place}, property name", "", "at least one name")
    countries = dict.fromkeys(code.upper() for key in _COUNTRIES for code in texts(key))
    addresses = (
        *(Address(text) for text in texts("address")),
        *(Address("", code) for code in countries),
    )
    yield Entry(
        list_id=LIST,
        number=fields.required(row, "id", place),
        kind=kind,
        names=tuple(sorted(names.values(), key=lambda name: name.kind is not NameKind.PRIMARY)),
        identifiers=tuple(
            Identifier(scheme, value) for key, scheme in _NUMBERS.items() for value in texts(key)
        ),
        addresses=addresses,
        programmes=texts("program"),
        url=next(iter(texts("sourceUrl")), ""),
        remarks="; ".join(texts("notes")),
        birth_dates=texts("birthDate"),
    )  # fmt: skip


def _kind(text: str, key: str, kind: NameKind, *, is_first: bool) -> NameKind:
    """Of several equal names the first is primary; further ones are the native form, or aliases."""
    if key != "name" or is_first:
        return kind
    return NameKind.ALIAS if script_of(text) in {"Latn", "Zyyy"} else NameKind.NATIVE


def entity(entry: Entry, edition: Edition) -> dict[str, object]:
    """The entry as a FollowTheMoney entity, with its list and edition as a note of where it is from."""
    properties: dict[str, list[str]] = {}

    def add(key: str, value: str) -> None:
        if value and value not in properties.setdefault(key, []):
            properties[key].append(value)

    for name in entry.names:
        if name.kind in {NameKind.PRIMARY, NameKind.NATIVE}:
            add("name", name.text)
        elif name.kind is NameKind.FORMER:
            add("previousName", name.text)
        else:
            add("weakAlias" if name.quality is Quality.WEAK else "alias", name.text)
    by_scheme = {scheme: key for key, scheme in _NUMBERS.items()}
    for one in entry.identifiers:
        add(by_scheme.get(one.scheme, "idNumber"), one.value)
    for address in entry.addresses:
        add("address", address.text)
        if len(address.country) == len("CN"):
            add("country", address.country.lower())
    for programme in entry.programmes:
        add("program", programme)
    for day in entry.birth_dates if entry.kind is Kind.PERSON else ():
        add("birthDate", day)
    add("sourceUrl", entry.url)
    add("notes", entry.remarks)
    return {
        "id": entry.number if entry.list_id == LIST else f"{entry.list_id}-{entry.number}",
        "schema": SCHEMATA[entry.kind],
        "properties": properties,
        "datasets": [entry.list_id],
        "edition": {"dated": edition.dated.isoformat(), "digest": edition.digest},
    }
