"""The UK Sanctions List in XML, the only UK list since 28 January 2026. Not yet run on a real file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
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
from knowhold.screening.reading.source import Source
from knowhold.screening.reading.xml import safe_xml, text_of

KINDS: Final = {"individual": Kind.PERSON, "entity": Kind.ORGANISATION, "ship": Kind.VESSEL}
# "Primary Name Variation" is another spelling, and so an alias.
_PRIMARY: Final = "primary name"
_GOOD: Final = "good quality a.k.a"
_LOW: Final = "low quality a.k.a"


def read(source: Source) -> Batch:
    """Every designation with Latin and other names; the file states its day, no count."""
    root = safe_xml(source, "Designations")
    dated = _day(text_of(root, "DateGenerated"), f"{source.name}, DateGenerated")
    return Batch(tuple(_entry(node, source.name) for node in root.iterfind("Designation")), dated)


def _entry(node: ET.Element, file: str) -> Entry:
    number = text_of(node, "UniqueID")
    place = f"{file}, Designation {number}"
    names = tuple({name.text: name for name in _names(node)}.values())
    if not names or not number:
        raise ListRejected(place, number, "a UniqueID and a name")
    designated = _day(text_of(node, "DateDesignated"), f"{place}, DateDesignated")
    return Entry(
        list_id="uk.sanctions-list",
        number=number,
        kind=KINDS.get(text_of(node, "IndividualEntityShip").lower(), Kind.UNKNOWN),
        names=names,
        identifiers=tuple(_identifiers(node)),
        addresses=tuple(_addresses(node)),
        programmes=tuple(filter(None, [text_of(node, "RegimeName")])),
        citation=text_of(node, "UNReferenceNumber"),
        requirement=text_of(node, "SanctionsImposed"),
        listed_on=designated.isoformat() if designated else "",
        remarks=text_of(node, "UKStatementofReasons") or text_of(node, "OtherInformation"),
        birth_dates=tuple(_texts(node, "DOB")),
    )


def _names(node: ET.Element) -> Iterator[Name]:
    """`Name1` to `Name5` are given names, `Name6` the family name or an entity's whole name."""
    for one in node.iterfind("Names/Name"):
        parts = [text_of(one, f"Name{number}") for number in range(1, 7)]
        text = " ".join(filter(None, parts))
        how = text_of(one, "AliasStrength").lower()
        quality = Quality.STRONG if _GOOD in how else Quality.WEAK if _LOW in how else None
        kind = NameKind.PRIMARY if text_of(one, "NameType").lower() == _PRIMARY else NameKind.ALIAS
        if text:
            yield Name(text, kind, quality or Quality.UNSTATED)
    # files of the first years have the text right below the plural
    for text in _texts(node, "NameNonLatinScript"):
        yield Name(text, NameKind.NATIVE)


def _identifiers(node: ET.Element) -> Iterator[Identifier]:
    for scheme, tag in (
        ("passport", "PassportNumber"), ("national identifier", "NationalIdentifierNumber"),
        ("business registration", "BusinessRegistrationNumber"), ("IMO", "IMONumber"),
    ):  # fmt: skip
        yield from (Identifier(scheme, number) for number in _texts(node, tag))


def _addresses(node: ET.Element) -> Iterator[Address]:
    for one in node.iterfind("Addresses/Address"):
        parts = [text_of(one, f"AddressLine{number}") for number in range(1, 7)]
        parts.append(text_of(one, "AddressPostalCode"))
        text, country = ", ".join(filter(None, parts)), text_of(one, "AddressCountry")
        if text or country:
            yield Address(text, country)


def _texts(node: ET.Element, tag: str) -> list[str]:
    found = (" ".join((one.text or "").split()) for one in node.iter(tag))
    return list(dict.fromkeys(filter(None, found)))


def _day(value: str, place: str) -> date | None:
    """A day as `31/07/2026` or `2026-07-31`, a time after it ignored."""
    if not value:
        return None
    head = value[: len("31/07/2026")]
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(head, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ListRejected(place, value, "a day such as 31/07/2026")
