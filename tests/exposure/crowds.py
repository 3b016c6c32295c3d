"""A matrix of two sites, large enough to be counted, its holder keys recognisable."""

from __future__ import annotations

import csv
from pathlib import Path

ITEMS = ("SXS-01", "SXS-02", "SXS-03", "MET-01")


def crowd_file(folder: Path, people: int = 24, name: str = "matrix.csv") -> Path:
    file = folder / name
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["holder", "item", "level", "as_of", "site", "role"])
        for number in range(people):
            for item in ITEMS[: 1 + number % 4]:
                key = f"secret-key-{number:03}"
                writer.writerow(
                    [key, item, 3 + number % 2, "2026-06-01", "AB"[number % 2], "operator"]
                )
    return file
