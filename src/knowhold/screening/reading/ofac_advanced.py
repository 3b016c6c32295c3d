"""OFAC's advanced XML, the only US form with names in their own script. Not yet run on a real file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
from knowhold.screening.reading.source import Source
from knowhold.screening.reading.xml import attribute, safe_xml, text_of

KINDS: Final = {
    "individual": Kind.PERSON, "entity": Kind.ORGANISATION, "vessel": Kind.VESSEL,
    "aircraft": Kind.AIRCRAFT,
}  # fmt: skip
_FORMER: Final = "F.K.A."
_BIRTH: Final = "Birthdate"


@dataclass(frozen=True, slots=True)
class _Values:
    """What the numbers of the file stand for."""

    scripts: Mapping[str, str]
    kinds: Mapping[str, str]
    aliases: Mapping[str, str]
    documents: Mapping[str, str]
    features: Mapping[str, str]
    countries: Mapping[str, str]
    lists: Mapping[str, str]


def read(source: Source) -> Batch:
    """Every distinct party with its names by script; the file states its day, no count."""
    root = safe_xml(source, "Sanctions")
    values = _values(root)
    places = {
        attribute(one, "ID"): _address(one, values) for one in root.iterfind("Locations/Location")
    }
    numbers: dict[str, list[Identifier]] = {}
    for one in root.iterfind("IDRegDocuments/IDRegDocument"):
        value = text_of(one, "IDRegistrationNo")
        if value:
            scheme = values.documents.get(attribute(one, "IDRegDocTypeID"), "number")
            country = values.countries.get(attribute(one, "IssuedBy-CountryID"), "")
            numbers.setdefault(attribute(one, "IdentityID"), []).append(
                Identifier(scheme, value, country)
            )
    sanctions = {
        attribute(one, "ProfileID"): one for one in root.iterfind("SanctionsEntries/SanctionsEntry")
    }
    entries = [
        _entry(party, values, places, numbers, sanctions, source.name)
        for party in root.iterfind("DistinctParties/DistinctParty")
    ]
    return Batch(tuple(entries), _day(root.find("DateOfIssue"), source.name))  # fmt: skip


def _values(root: ET.Element) -> _Values:
    def texts(tag: str, name: str = "") -> dict[str, str]:
        found = root.iterfind(f"ReferenceValueSets/{tag}Values/{tag}")
        return {
            attribute(one, "ID"): attribute(one, name)
            if name
            else " ".join((one.text or "").split())
            for one in found
        }

    kinds, types = texts("PartySubType", "PartyTypeID"), texts("PartyType")
    subtypes = texts("PartySubType")
    return _Values(
        scripts=texts("Script", "ScriptCode"),
        # A subtype may name the kind itself (vessel, aircraft); else its party type does.
        kinds={
            key: subtypes[key] if subtypes[key].lower() in KINDS else types.get(kinds[key], "")
            for key in subtypes
        },
        aliases=texts("AliasType"),
        documents=texts("IDRegDocType"),
        features=texts("FeatureType"),
        countries=texts("Country", "ISO2"),
        lists=texts("List"),
    )


def _entry(
    party: ET.Element,
    values: _Values,
    places: Mapping[str, Address],
    numbers: Mapping[str, list[Identifier]],
    sanctions: Mapping[str, ET.Element],
    file: str,
) -> Entry:
    number = attribute(party, "FixedRef")
    place = f"{file}, DistinctParty {number}"
    profile = party.find("Profile")
    if profile is None or not number:
        raise ListRejected(place, number, "a FixedRef and a Profile")
    names = tuple({name.text: name for name in _names(profile, values)}.values())
    if not names:
        raise ListRejected(place, number, "at least one name")
    sanction = sanctions.get(attribute(profile, "ID"), ET.Element("SanctionsEntry"))
    listed = values.lists.get(attribute(sanction, "ListID"), "")
    kind = values.kinds.get(attribute(profile, "PartySubTypeID"), "").lower()
    located = [one.get("LocationID", "") for one in profile.iter("VersionLocation")]
    event = _day(sanction.find("EntryEvent/Date"), place)
    return Entry(
        list_id="us.sdn" if not listed or listed == "SDN List" else "us.non-sdn",
        number=number,
        kind=KINDS.get(kind, Kind.UNKNOWN),
        names=names,
        identifiers=tuple(
            one for of in profile.iterfind("Identity") for one in numbers.get(attribute(of, "ID"), ())
        ),
        addresses=tuple(places[key] for key in located if key in places),
        programmes=tuple(
            filter(None, (text_of(one, "Comment") for one in sanction.iterfind("SanctionsMeasure")))
        ),
        listed_on=event.isoformat() if event else "",
        birth_dates=tuple(_births(profile, values, place)),
    )  # fmt: skip


def _names(profile: ET.Element, values: _Values) -> Iterator[Name]:
    for alias in profile.iterfind("Identity/Alias"):
        is_primary = attribute(alias, "Primary") == "true"
        quality = Quality.WEAK if attribute(alias, "LowQuality") == "true" else Quality.STRONG
        is_former = values.aliases.get(attribute(alias, "AliasTypeID"), "") == _FORMER
        for documented in alias.iterfind("DocumentedName"):
            parts = list(documented.iterfind("DocumentedNamePart/NamePartValue"))
            text = " ".join(" ".join((part.text or "").split()) for part in parts).strip()
            script = values.scripts.get(attribute(parts[0], "ScriptID"), "") if parts else ""
            if not text:
                continue
            kind = NameKind.ALIAS
            if script and script != "Latn":
                kind = NameKind.NATIVE
            elif is_primary:
                kind = NameKind.PRIMARY
            elif is_former:
                kind = NameKind.FORMER
            yield Name(text, kind, quality)


def _births(profile: ET.Element, values: _Values, place: str) -> Iterator[str]:
    for feature in profile.iterfind("Feature"):
        if values.features.get(attribute(feature, "FeatureTypeID"), "") == _BIRTH:
            day = _day(feature.find("FeatureVersion/DatePeriod/Start/From"), place)
            if day:
                yield day.isoformat()


def _address(node: ET.Element, values: _Values) -> Address:
    parts = [text_of(part, "Value") for part in node.iterfind("LocationPart/LocationPartValue")]
    country = node.find("LocationCountry")
    code = "" if country is None else values.countries.get(attribute(country, "CountryID"), "")
    return Address(", ".join(filter(None, parts)), code)


def _day(node: ET.Element | None, place: str) -> date | None:
    if node is None:
        return None
    words = [text_of(node, part) for part in ("Year", "Month", "Day")]
    try:
        return date(*map(int, words))
    except ValueError:
        raise ListRejected(place, "-".join(words), "a day of year, month and day") from None
