"""The US Denied Persons List as BIS publishes it: tab separated, twelve columns, a header."""

from __future__ import annotations

from typing import Final

from knowhold.errors import ListRejected
from knowhold.screening.model import Address, Batch, Entry, Kind, Name
from knowhold.screening.reading.source import Source

COLUMNS: Final = (
    "Name", "Street_Address", "City", "State", "Country", "Postal_Code", "Effective_Date",
    "Expiration_Date", "Standard_Order", "Last_Update", "Action", "FR_Citation",
)  # fmt: skip


def read(source: Source) -> Batch:
    """Entries; the list has no numbers, so name, date and occurrence identify a row."""
    rows = source.rows("\t")
    header = tuple(next(rows, (0, []))[1])
    if header != COLUMNS:
        raise ListRejected(f"{source.name} line 1", " ".join(header)[:80], " ".join(COLUMNS))
    entries: list[Entry] = []
    seen: dict[str, int] = {}
    for line, raw_cells in rows:
        place = f"{source.name} line {line}"
        cells = [cell.strip() for cell in raw_cells]
        if len(cells) != len(COLUMNS) or not cells[0]:
            raise ListRejected(place, f"{len(cells)} cells", f"{len(COLUMNS)} cells and a name")
        entries.append(_entry(dict(zip(COLUMNS, cells, strict=True)), seen))
    return Batch(tuple(entries))


def _entry(row: dict[str, str], seen: dict[str, int]) -> Entry:
    number = f"{row['Name']} {row['Effective_Date']}"
    seen[number] = seen.get(number, 0) + 1
    parts = ("Street_Address", "City", "State", "Postal_Code", "Country")
    return Entry(
        list_id="us.dpl",
        number=number if seen[number] == 1 else f"{number} #{seen[number]}",
        kind=Kind.UNKNOWN,
        names=(Name(row["Name"]),),
        addresses=(Address(", ".join(row[part] for part in parts if row[part]), row["Country"]),),
        citation=row["FR_Citation"],
        policy=f"order from {row['Effective_Date']} to {row['Expiration_Date']}",
        listed_on=row["Effective_Date"],
        remarks=row["Action"],
    )
