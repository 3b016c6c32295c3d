"""The shipped taxonomy of know-how along the rare-earth chain, read from its table."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from knowhold.errors import DataError

TABLE = Path(__file__).resolve().parent / "data" / "rare-earth-knowhow.csv"
COLUMNS = (
    "id", "parent", "name_en", "name_zh", "stage",
    "description", "source", "basis", "control_refs",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    code: str
    parent: str | None
    name_en: str
    name_zh: str
    stage: str
    description: str
    source: str
    basis: str
    control_refs: str


def read_taxonomy(path: Path = TABLE) -> list[Line]:
    """Every line, parents before children; DataError names the line that cannot be used."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise DataError(
                f"{path.name}:1", ",".join(reader.fieldnames or ()), f"columns {','.join(COLUMNS)}"
            )
        lines: list[Line] = []
        known: set[str] = set()
        for row in reader:
            place = f"{path.name}:{reader.line_num}"
            if not row["id"] or row["id"] in known:
                raise DataError(place, row["id"], "a new item code")
            if row["parent"] and row["parent"] not in known:
                raise DataError(place, row["parent"], "a parent that stands above its children")
            known.add(row["id"])
            lines.append(_line(row))
    return lines


def _line(row: dict[str, str]) -> Line:
    return Line(
        code=row["id"],
        parent=row["parent"] or None,
        name_en=row["name_en"],
        name_zh=row["name_zh"],
        stage=row["stage"],
        description=row["description"],
        source=row["source"],
        basis=row["basis"],
        control_refs=row["control_refs"],
    )
