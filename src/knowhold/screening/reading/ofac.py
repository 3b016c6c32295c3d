"""OFAC's legacy tables, by OFAC's data specification of 2023-09-25: no header, `-0-` is nothing.

Main (12 columns), aliases (5), addresses (6) and overflow remarks (2) are told apart by width.
Every table ends with the DOS end-of-file byte: a file without it was cut.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

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

END: Final = b"\x1a"
NOTHING: Final = "-0-"
MAIN, ALIASES, ADDRESSES, REMARKS = 12, 5, 6, 2
KINDS: Final = {
    "": Kind.ORGANISATION, "individual": Kind.PERSON, "vessel": Kind.VESSEL,
    "aircraft": Kind.AIRCRAFT,
}  # fmt: skip
NAME_KINDS: Final = {"aka": NameKind.ALIAS, "fka": NameKind.FORMER, "nka": NameKind.ALIAS}

# Remarks carry births, documents and weak aliases as sentences divided by `; `.
_BIRTH: Final = re.compile(r"^(?:alt\. )?DOB (.+?)\.?$")
_WEAK: Final = re.compile(r"^(?:alt\. )?([afn])\.k\.a\. ['\"](.+?)['\"]\.?$")
_DOCUMENT: Final = re.compile(
    r"^(?:alt\. )?(.{2,60}?(?:No\.|Number|Code|IMO|MMSI|LEI|#))\s*:?\s*([A-Z0-9][\w./-]+)"
    r"(?: \((.+?)\))?"
)


@dataclass(slots=True)
class _Tables:
    main: dict[str, list[str]] = field(default_factory=dict)
    aliases: dict[str, list[Name]] = field(default_factory=lambda: defaultdict(list))
    addresses: dict[str, list[Address]] = field(default_factory=lambda: defaultdict(list))
    overflow: dict[str, str] = field(default_factory=dict)


def read(sources: Sequence[Source], list_id: str) -> Batch:
    """Entries of the main table joined with whichever other tables are given.

    Rows of the other tables whose entry is not in the main table are left out: the tables of
    different days differ. ListRejected for a cut file, a ragged row, or a missing main table.
    """
    tables = _Tables()
    for source in sources:
        _take(source, tables)
    if not tables.main:
        raise ListRejected(
            ", ".join(source.name for source in sources), "no table of 12 columns",
            "the main table (sdn.csv or cons_prim.csv)", advice="give it beside the others",
        )  # fmt: skip
    return Batch(tuple(_entry(cells, tables, list_id) for cells in tables.main.values()))


def _take(source: Source, tables: _Tables) -> None:
    if not source.raw.rstrip(b"\r\n").endswith(END):
        raise ListRejected(
            source.name, source.raw[-12:].decode("utf-8", "replace"), "the end-of-file byte 1A",
            advice="the file was cut; download it again",
        )  # fmt: skip
    width = 0
    for line, raw_cells in source.rows():
        cells = ["" if cell.strip() == NOTHING else cell.strip() for cell in raw_cells]
        width = width or len(cells)
        if len(cells) != width or width not in {MAIN, ALIASES, ADDRESSES, REMARKS}:
            expected = (
                str(width) if width in {MAIN, ALIASES, ADDRESSES, REMARKS} else "12, 5, 6 or 2"
            )
            raise ListRejected(
                f"{source.name} line {line}", f"{len(cells)} cells", f"{expected} cells"
            )
        if line == 1 and cells[0].lower() == "ent_num":
            continue
        if not cells[0].isdigit():
            raise ListRejected(f"{source.name} line {line}", cells[0], "an entity number")
        _file(cells, tables, f"{source.name} line {line}")


def _file(cells: list[str], tables: _Tables, place: str) -> None:
    number = cells[0]
    if len(cells) == MAIN:
        if number in tables.main:
            raise ListRejected(place, number, "each entity number once")
        if cells[2].lower() not in KINDS:
            raise ListRejected(place, cells[2], "individual, vessel, aircraft or nothing")
        tables.main[number] = cells
    elif len(cells) == ALIASES:
        tables.aliases[number].append(Name(cells[3], NAME_KINDS.get(cells[2], NameKind.ALIAS)))
    elif len(cells) == ADDRESSES:
        text = ", ".join(filter(None, cells[2:5]))
        if text:
            tables.addresses[number].append(Address(text, cells[4]))
    else:
        tables.overflow[number] = cells[1]


def _entry(cells: list[str], tables: _Tables, list_id: str) -> Entry:
    number = cells[0]
    remarks = (cells[11] + tables.overflow.get(number, "")).strip()
    told = [part.strip() for part in remarks.split(";")]
    weak = tuple(_weak_names(told))
    names = (Name(cells[1]), *tables.aliases.get(number, ()), *weak)
    return Entry(
        list_id=list_id,
        number=number,
        kind=KINDS[cells[2].lower()],
        names=tuple({name.text: name for name in reversed(names) if name.text}.values())[::-1],
        identifiers=tuple(_identifiers(told)),
        addresses=tuple(tables.addresses.get(number, ())),
        programmes=tuple(filter(None, re.split(r"\] \[|; ", cells[3].strip("[] ")))),
        remarks=remarks,
        birth_dates=tuple(found[1] for part in told if (found := _BIRTH.match(part))),
    )


def _weak_names(told: list[str]) -> Iterator[Name]:
    for part in told:
        if found := _WEAK.match(part):
            kind = NameKind.FORMER if found[1] == "f" else NameKind.ALIAS
            yield Name(found[2], kind, Quality.WEAK)


def _identifiers(told: list[str]) -> Iterator[Identifier]:
    for part in told:
        if found := _DOCUMENT.match(part):
            yield Identifier(found[1], found[2].rstrip("."), found[3] or "")
