"""The US Consolidated Screening List: official JSON, official 29-column CSV, compact projection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from knowhold.errors import ListRejected
from knowhold.screening.effects import lists_by_csl_name
from knowhold.screening.model import Address, Batch, Entry, Identifier, Kind
from knowhold.screening.reading import fields
from knowhold.screening.reading.fields import Record
from knowhold.screening.reading.source import Source

COLUMNS: Final = (
    "_id", "source", "entity_number", "type", "programs", "name", "title", "addresses",
    "federal_register_notice", "start_date", "end_date", "standard_order", "license_requirement",
    "license_policy", "call_sign", "vessel_type", "gross_tonnage", "gross_registered_tonnage",
    "vessel_flag", "vessel_owner", "remarks", "source_list_url", "alt_names", "citizenships",
    "dates_of_birth", "nationalities", "places_of_birth", "source_information_url", "ids",
)  # fmt: skip

KINDS: Final = {
    "entity": Kind.ORGANISATION, "individual": Kind.PERSON, "vessel": Kind.VESSEL,
    "aircraft": Kind.AIRCRAFT, "": Kind.UNKNOWN,
}  # fmt: skip


def read_json(source: Source) -> Batch:
    """Entries of the official JSON (`results`) or of the compact projection (`entries`)."""
    whole = fields.record(source.json(), source.name)
    if "entries" in whole:
        return _projection(whole, source.name)
    results = fields.records(whole.get("results"), f"{source.name}, results")
    entries = tuple(
        _official(fields.record(item, place), place)
        for item, place in _placed(results, source.name)
    )
    total = fields.text(whole, "total", source.name)
    return Batch(entries, counts=(("", int(total)),) if total.isdigit() else ())


def read_csv(source: Source) -> Batch:
    """Entries of the official CSV; its header must be the 29 columns, repeats of it are skipped."""
    rows = source.rows()
    header = tuple(next(rows, (0, []))[1])
    if header != COLUMNS:
        raise ListRejected(f"{source.name} line 1", ",".join(header)[:80], ",".join(COLUMNS))
    return Batch(tuple(_csv_entries(rows, source.name)))


def _csv_entries(rows: Iterator[tuple[int, list[str]]], name: str) -> Iterator[Entry]:
    for line, cells in rows:
        place = f"{name} line {line}"
        if tuple(cells) == COLUMNS:
            continue
        if len(cells) != len(COLUMNS):
            raise ListRejected(
                place, f"{len(cells)} cells", f"{len(COLUMNS)} cells",
                advice="the file looks cut in this row; download it again",
            )  # fmt: skip
        yield _official(dict(zip(COLUMNS, cells, strict=True)), place)


def _official(row: Record, place: str) -> Entry:
    name = fields.required(row, "name", place)
    list_id = _list(fields.required(row, "source", place), place)
    return Entry(
        list_id=list_id,
        number=fields.text(row, "entity_number", place)
        or fields.required(row, "_id" if "_id" in row else "id", place),
        kind=_kind(fields.text(row, "type", place), place),
        names=fields.names(name, _listed(row, "alt_names", place)),
        identifiers=tuple(_identifiers(row.get("ids"), place)),
        addresses=tuple(_addresses(row.get("addresses"), place)),
        programmes=_listed(row, "programs", place),
        citation=fields.text(row, "federal_register_notice", place),
        requirement=fields.text(row, "license_requirement", place),
        policy=fields.text(row, "license_policy", place),
        listed_on=fields.text(row, "start_date", place),
        url=fields.text(row, "source_list_url", place),
        remarks=fields.text(row, "remarks", place),
        birth_dates=_listed(row, "dates_of_birth", place),
    )


def _listed(row: Record, key: str, place: str) -> tuple[str, ...]:
    """JSON gives a list, CSV one cell divided by `; `."""
    value = row.get(key)
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split("; ") if part.strip())
    return fields.texts(row, key, place)


def _addresses(value: object, place: str) -> Iterator[Address]:
    """CSV: `street, city, code, CC; …`; JSON: objects with address, city, state, country."""
    if isinstance(value, str):
        for part in filter(None, map(str.strip, value.split("; "))):
            tail = part.rsplit(", ", 1)[-1]
            is_code = len(tail) == len("CN") and tail.isascii() and tail.isupper()
            yield Address(part, tail if is_code else "")
    elif value is not None:
        for item in fields.records(value, place):
            row = fields.record(item, place)
            keys = ("address", "city", "state", "postal_code", "country")
            parts = [fields.text(row, key, place) for key in keys]
            yield Address(", ".join(filter(None, parts)), parts[-1])


def _identifiers(value: object, place: str) -> Iterator[Identifier]:
    """CSV: `scheme, number, CC; …`; JSON: objects with type, number, country."""
    if isinstance(value, str):
        for part in filter(None, map(str.strip, value.split("; "))):
            scheme, _, rest = part.partition(", ")
            number, _, country = rest.partition(", ")
            yield Identifier(scheme, number, country)
    elif value is not None:
        for item in fields.records(value, place):
            row = fields.record(item, place)
            scheme, number, country = (
                fields.text(row, key, place) for key in ("type", "number", "country")
            )
            yield Identifier(scheme, number, country)


def _projection(whole: Record, name: str) -> Batch:
    place = f"{name}, source"
    source = fields.record(whole.get("source"), place)
    tables = fields.record(whole.get("tables"), f"{name}, tables")
    lookups = {key: fields.texts(tables, key, f"{name}, tables") for key in tables}
    rows = fields.records(whole.get("entries"), f"{name}, entries")
    seen: dict[str, int] = {}
    entries = tuple(
        _compact(fields.record(item, place), lookups, seen, place)
        for item, place in _placed(rows, name)
    )
    claimed = fields.record(whole.get("countsBySource"), f"{name}, countsBySource")
    counts = tuple((_list(key, name), int(str(count))) for key, count in claimed.items())
    total = fields.required(whole, "entryCount", name)
    stamp = fields.text(whole, "sourceGeneratedAt", name)
    return Batch(
        entries,
        fields.day(stamp, f"{name}, sourceGeneratedAt"),
        fields.text(source, "url", place),
        (("", int(total)), *counts),
    )


def _compact(
    row: Record, tables: Mapping[str, tuple[str, ...]], seen: dict[str, int], place: str
) -> Entry:
    def looked_up(key: str, table: str) -> str:
        index = fields.text(row, key, place)
        if not index:
            return ""
        try:
            return tables[table][int(index)]
        except (KeyError, ValueError, IndexError):
            raise ListRejected(f"{place}, field {key}", index, f"a row of {table}") from None

    name = fields.required(row, "n", place)
    list_id = _list(looked_up("s", "sources"), place)
    # Only Treasury numbers its entries here; the others are told apart by name and occurrence.
    number = fields.text(row, "e", place) or name
    key = f"{list_id}:{number}"
    seen[key] = seen.get(key, 0) + 1
    return Entry(
        list_id=list_id,
        number=number if seen[key] == 1 else f"{number} #{seen[key]}",
        kind=_kind(fields.text(row, "t", place), place),
        names=fields.names(name, fields.texts(row, "a", place)),
        addresses=tuple(Address("", code) for code in fields.texts(row, "c", place)),
        programmes=tuple(filter(None, looked_up("pg", "programmes").split("; "))),
        citation=fields.text(row, "fr", place),
        requirement=looked_up("lr", "licenceRequirements"),
        policy=looked_up("lp", "licencePolicies"),
        url=looked_up("u", "urls"),
    )


def _list(source_name: str, place: str) -> str:
    try:
        return lists_by_csl_name()[source_name]
    except KeyError:
        raise ListRejected(
            place, source_name, "a source list of the Consolidated Screening List",
            advice="describe the new list in data/lists.toml before loading it",
        ) from None  # fmt: skip


def _kind(word: str, place: str) -> Kind:
    try:
        return KINDS[word.lower()]
    except KeyError:
        raise ListRejected(place, word, "Entity, Individual, Vessel or Aircraft") from None


def _placed(items: list[object], name: str) -> Iterator[tuple[object, str]]:
    return ((item, f"{name} entry {number}") for number, item in enumerate(items, start=1))
