"""The UN Security Council Consolidated List in XML; a document type or entity is refused unread."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final
from xml.etree import ElementTree as ET

from knowhold.errors import ListRejected
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
from knowhold.screening.reading.source import Source
from knowhold.screening.reading.xml import safe_xml
from knowhold.screening.reading.xml import text_of as _text

QUALITIES: Final = {"good": Quality.STRONG, "low": Quality.WEAK}


def read(source: Source) -> Batch:
    """Entries of both halves of the list, names in their original script included."""
    root = safe_xml(source, "CONSOLIDATED_LIST")
    entries = [
        *(_individual(node, source.name) for node in root.iterfind("INDIVIDUALS/INDIVIDUAL")),
        *(_entity(node, source.name) for node in root.iterfind("ENTITIES/ENTITY")),
    ]
    dated = fields.day(root.get("dateGenerated", ""), f"{source.name}, dateGenerated")
    return Batch(tuple(entries), dated)


def _individual(node: ET.Element, file: str) -> Entry:
    births = tuple(
        value
        for birth in node.iterfind("INDIVIDUAL_DATE_OF_BIRTH")
        if (value := _text(birth, "DATE") or _text(birth, "YEAR"))
    )
    documents = tuple(
        Identifier(_text(document, "TYPE_OF_DOCUMENT"), number, _text(document, "ISSUING_COUNTRY"))
        for document in node.iterfind("INDIVIDUAL_DOCUMENT")
        if (number := _text(document, "NUMBER"))
    )
    return _entry(node, file, "INDIVIDUAL", Kind.PERSON, documents, births)


def _entity(node: ET.Element, file: str) -> Entry:
    return _entry(node, file, "ENTITY", Kind.ORGANISATION, (), ())


def _entry(
    node: ET.Element,
    file: str,
    half: str,
    kind: Kind,
    identifiers: tuple[Identifier, ...],
    births: tuple[str, ...],
) -> Entry:
    reference = _text(node, "REFERENCE_NUMBER")
    number = _text(node, "DATAID")
    place = f"{file}, {half} {reference or number}"
    parts = [_text(node, f"{part}_NAME") for part in ("FIRST", "SECOND", "THIRD", "FOURTH")]
    primary = " ".join(filter(None, parts))
    if not primary or not number:
        raise ListRejected(place, primary or number, "a DATAID and a name")
    listed = fields.day(_text(node, "LISTED_ON"), f"{place}, LISTED_ON")
    return Entry(
        list_id="un.consolidated",
        number=number,
        kind=kind,
        names=tuple({name.text: name for name in _names(node, half, primary)}.values()),
        identifiers=identifiers,
        addresses=tuple(_addresses(node, half)),
        programmes=tuple(filter(None, [_text(node, "UN_LIST_TYPE")])),
        citation=reference,
        listed_on=_iso(listed),
        remarks=_text(node, "COMMENTS1"),
        birth_dates=births,
    )


def _names(node: ET.Element, half: str, primary: str) -> Iterator[Name]:
    yield Name(primary)
    native = _text(node, "NAME_ORIGINAL_SCRIPT")
    if native:
        yield Name(native, NameKind.NATIVE)
    for alias in node.iterfind(f"{half}_ALIAS"):
        quality = _text(alias, "QUALITY").lower()
        for text in filter(None, map(str.strip, _text(alias, "ALIAS_NAME").split(";"))):
            kind = NameKind.FORMER if quality.startswith("f.k.a") else NameKind.ALIAS
            yield Name(text, kind, QUALITIES.get(quality, Quality.UNSTATED))


def _addresses(node: ET.Element, half: str) -> Iterator[Address]:
    for address in node.iterfind(f"{half}_ADDRESS"):
        keys = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
        parts = [_text(address, key) for key in keys]
        if any(parts):
            yield Address(", ".join(filter(None, parts)), parts[-1])


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
