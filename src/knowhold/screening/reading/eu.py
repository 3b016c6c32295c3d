"""The EU's consolidated list of financial sanctions, XML 1.1. Not yet run on a real file."""

from __future__ import annotations

from collections.abc import Iterator
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
    script_of,
)
from knowhold.screening.reading import fields
from knowhold.screening.reading.source import Source
from knowhold.screening.reading.xml import attribute, safe_xml, text_of

KINDS: Final = {"person": Kind.PERSON, "enterprise": Kind.ORGANISATION}
UNKNOWN_COUNTRY: Final = "00"


def read(source: Source) -> Batch:
    """Every sanctioned entity with its names in all scripts; the file states its day, no count."""
    root = safe_xml(source, "export")
    entries = tuple(_entry(node, source.name) for node in root.iterfind("sanctionEntity"))
    dated = fields.day(attribute(root, "generationDate"), f"{source.name}, generationDate")
    return Batch(entries, dated)


def _entry(node: ET.Element, file: str) -> Entry:
    number = attribute(node, "euReferenceNumber") or attribute(node, "logicalId")
    place = f"{file}, sanctionEntity {number}"
    names = tuple({name.text: name for name in _names(node)}.values())
    if not names or not number:
        raise ListRejected(place, number, "a reference number and a name")
    rule = node.find("regulation")
    rule = ET.Element("regulation") if rule is None else rule
    kind = node.find("subjectType")
    return Entry(
        list_id="eu.consolidated",
        number=number,
        kind=KINDS.get("" if kind is None else attribute(kind, "code"), Kind.UNKNOWN),
        names=names,
        identifiers=tuple(_identifiers(node)),
        addresses=tuple(_addresses(node)),
        programmes=tuple(
            dict.fromkeys(
                word for one in node.iterfind("regulation") if (word := attribute(one, "programme"))
            )
        ),
        citation=attribute(rule, "numberTitle"),
        listed_on=attribute(rule, "entryIntoForceDate")[: len("2026-07-31")],
        url=text_of(rule, "publicationUrl"),
        remarks="; ".join(filter(None, (" ".join((one.text or "").split()) for one in node.iterfind("remark")))),
        birth_dates=tuple(
            value
            for one in node.iterfind("birthdate")
            if (value := attribute(one, "birthdate") or attribute(one, "year"))
        ),
    )  # fmt: skip


def _names(node: ET.Element) -> Iterator[Name]:
    """The first Latin name is primary; a weak alias is marked as the list marks it."""
    is_first = True
    for alias in node.iterfind("nameAlias"):
        parts = [attribute(alias, part) for part in ("firstName", "middleName", "lastName")]
        text = attribute(alias, "wholeName") or " ".join(filter(None, parts))
        if not text:
            continue
        quality = {"true": Quality.STRONG, "false": Quality.WEAK}.get(attribute(alias, "strong"))
        if script_of(text) not in {"Latn", "Zyyy"}:
            kind = NameKind.NATIVE
        else:
            kind, is_first = (NameKind.PRIMARY if is_first else NameKind.ALIAS), False
        yield Name(
            text, kind, quality or Quality.UNSTATED, attribute(alias, "nameLanguage").lower()
        )


def _identifiers(node: ET.Element) -> Iterator[Identifier]:
    """Numbers the list does not call false."""
    for one in node.iterfind("identification"):
        number = attribute(one, "latinNumber") or attribute(one, "number")
        if number and attribute(one, "knownFalse") != "true":
            scheme = attribute(one, "identificationTypeCode") or "number"
            yield Identifier(scheme, number, _country(one))


def _addresses(node: ET.Element) -> Iterator[Address]:
    for one in node.iterfind("address"):
        parts = [
            attribute(one, part)
            for part in ("street", "poBox", "zipCode", "city", "region", "place")
        ]
        text, country = ", ".join(filter(None, parts)), _country(one)
        if text or country:
            yield Address(text, country)
    for one in node.iterfind("citizenship"):
        if _country(one):
            yield Address(country=_country(one))


def _country(node: ET.Element) -> str:
    code = attribute(node, "countryIso2Code")
    return "" if code == UNKNOWN_COUNTRY else code
