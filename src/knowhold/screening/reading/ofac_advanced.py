"""OFAC's advanced XML, the only US form with names in their own script. Not yet run on a real file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
# Other features have places too: a nationality is no address, and is not taken.
_PLACE: Final = "Location"


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
    sanctions: dict[str, list[ET.Element]] = {}
    for one in root.iterfind("SanctionsEntries/SanctionsEntry"):
        sanctions.setdefault(attribute(one, "ProfileID"), []).append(one)
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
    sanctions: Mapping[str, Sequence[ET.Element]],
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
    of_it = sanctions.get(attribute(profile, "ID"), ())
    listed = {values.lists.get(attribute(one, "ListID"), "") for one in of_it}
    kind = values.kinds.get(attribute(profile, "PartySubTypeID"), "").lower()
    located = [
        one.get("LocationID", "")
        for feature in _features(profile, values, _PLACE)
        for one in feature.iter("VersionLocation")
    ]
    days = [day for one in of_it if (day := _day(one.find("EntryEvent/Date"), place)) is not None]
    return Entry(
        list_id="us.sdn" if not listed - {""} or "SDN List" in listed else "us.non-sdn",
        number=number,
        kind=KINDS.get(kind, Kind.UNKNOWN),
        names=names,
        identifiers=tuple(
            one for of in profile.iterfind("Identity") for one in numbers.get(attribute(of, "ID"), ())
        ),
        addresses=tuple(places[key] for key in located if key in places),
        programmes=tuple(
            dict.fromkeys(
                comment
                for one in of_it
                for measure in one.iterfind("SanctionsMeasure")
                if (comment := text_of(measure, "Comment"))
            )
        ),
        listed_on=min(days).isoformat() if days else "",
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


def _features(profile: ET.Element, values: _Values, kind: str) -> Iterator[ET.Element]:
    for feature in profile.iterfind("Feature"):
        if values.features.get(attribute(feature, "FeatureTypeID"), "") == kind:
            yield feature


def _births(profile: ET.Element, values: _Values, place: str) -> Iterator[str]:
    """A day where the period is one; else the year it starts in, or the years it spans."""
    for feature in _features(profile, values, _BIRTH):
        first = _day(feature.find("FeatureVersion/DatePeriod/Start/From"), place)
        last = _day(feature.find("FeatureVersion/DatePeriod/End/To"), place)
        if first is None:
            continue
        if last is None or last == first:
            yield first.isoformat()
        else:
            yield f"{first.year}" if first.year == last.year else f"{first.year}/{last.year}"


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
