"""Turn the machine-readable copy of 15 CFR 738, 740 and 774 into the product's US tables and rules.

    python tools/import_us_chart.py ../shared/data/law src/knowhold/law/data/us

The same input gives the same bytes. Known cells are asserted first: an input that was cut, shifted
or re-typed stops the run and nothing is written.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

import us_exceptions
import us_write
from us_scope import read_scope

COLUMNS = [
    "CB1",
    "CB2",
    "CB3",
    "NP1",
    "NP2",
    "NS1",
    "NS2",
    "MT1",
    "RS1",
    "RS2",
    "FC1",
    "CC1",
    "CC2",
    "CC3",
    "AT1",
    "AT2",
]  # as printed
KNOWN_CELLS = {
    ("JP", "NS1"): "X", ("JP", "NS2"): "", ("JP", "AT1"): "", ("CN", "NS2"): "X",
    ("CN", "CB2"): "X", ("CA", "NS1"): "", ("CA", "CB1"): "X", ("CA", "FC1"): "X",
    ("MY", "NP1"): "X", ("AU", "NP1"): "", ("BR", "NS2"): "X", ("VN", "NS2"): "X",
    ("KP", "NS2"): "", ("IR", "NS2"): "", ("AE", "CC2"): "",
}  # fmt: skip
KNOWN_GROUPS = {"A:5": 38, "A:6": 8, "B": 173, "D:1": 25, "D:5": 23, "E:1": 3, "E:2": 1}
KNOWN_ROWS = {
    ("1C003", "1"): "NS2", ("1C003", "2"): "AT1", ("1E001", "1"): "NS1", ("1E001", "8"): "AT1",
    ("2B226", "1"): "NP1", ("2B227", "1"): "NP1", ("1C350", "1"): "CB2",
}  # fmt: skip
COUNTS = {"entries": 633, "rows": 1606, "chart": 1263, "prose": 273, "not_parsed": 38,
          "itar_pointer": 32, "destinations": 201, "memberships": 501}  # fmt: skip

Row = dict[str, str]


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit("usage: import_us_chart.py FOLDER-WITH-us-CSV TARGET-FOLDER")
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    ccl = read(source / "us-ccl.csv")
    chart = read(source / "us-country-chart.csv")
    groups = read(source / "us-country-groups.csv")
    check(ccl, chart, groups)
    rows = [part for row in ccl for part in split(row)]
    target.mkdir(parents=True, exist_ok=True)
    us_write.entries(ccl, target)
    us_write.rows(rows, target)
    us_write.chart(chart, COLUMNS, target)
    us_write.groups(groups, target)
    known = sorted({row["eccn"] for row in rows})
    scoped = [
        (row, read_scope(row["eccn"], row["applies_to"], known))
        for row in rows
        if row["requirement_kind"] in ("chart", "prose")
    ]
    marked = [name for name in COLUMNS if any(row[name] == "X" for row in chart)]
    us_write.requirements(scoped, rows, marked, target)
    us_write.scoped_rules(scoped, marked, target)
    us_exceptions.exceptions(scoped, marked, target)
    print(f"{len(known)} entries, {len(rows)} rows, {len(chart)} destinations written to {target}")


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))  # csv leaves every cell text: 1E001 stays 1E001


def split(row: Row) -> list[Row]:
    """One row a chart column: `AT1;NP1` printed in one cell is two requirements."""
    columns = row["chart_column"].split(";")
    if len(columns) == 1:
        return [row]
    texts = {
        text.split()[0]: text
        for text in re.split(r"(?<=entry) (?=[A-Z]{2} applies)", row["applies_to"])
    }
    return [
        {**row, "chart_column": column, "reason": column[:2], "applies_to": texts[column[:2]]}
        for column in sorted(columns)
    ]


def check(ccl: list[Row], chart: list[Row], groups: list[Row]) -> None:
    """Stop unless every count and every known cell is as it was read."""
    cells = {(row["iso2"], name): row[name] for row in chart for name in COLUMNS}
    kinds = [row["requirement_kind"] for row in ccl]
    counted = {
        "entries": len({row["eccn"] for row in ccl}), "rows": len(ccl),
        "destinations": len({row["iso2"] for row in chart}), "memberships": len(groups),
        **{kind: kinds.count(kind) for kind in ("chart", "prose", "not_parsed", "itar_pointer")},
    }  # fmt: skip
    wrong = [f"{k}: {counted[k]}, expected {v}" for k, v in COUNTS.items() if counted[k] != v]
    wrong += [f"chart {k}: `{cells.get(k)}`" for k, v in KNOWN_CELLS.items() if cells.get(k) != v]
    wrong += [
        f"chart {k}: `{v}` is neither X nor blank" for k, v in cells.items() if v not in {"", "X"}
    ]
    wrong += [
        f"group {name}: {found}, expected {size}"
        for name, size in KNOWN_GROUPS.items()
        if (found := sum(row["group"] == name for row in groups)) != size
    ]
    columns = {(row["eccn"], row["req_no"]): row["chart_column"] for row in ccl}
    wrong += [f"row {k}: `{columns.get(k)}`" for k, v in KNOWN_ROWS.items() if columns.get(k) != v]
    for twin, model in (("HK", "CN"), ("LI", "CH")):
        if any(cells[twin, name] != cells[model, name] for name in COLUMNS):
            wrong.append(f"{twin} differs from {model}")
    wrong += [
        f"`{r['eccn']}` is no ECCN" for r in ccl if not re.fullmatch(r"\d[A-E]\d{3}", r["eccn"])
    ]
    if wrong:
        sys.exit("the input is not what was read; nothing written:\n  " + "\n  ".join(wrong))


if __name__ == "__main__":
    main()
