"""Turn the tables of EU and UK law into the sets the rules name.

    python tools/import_eu_uk_tables.py ../shared/data/law src/knowhold/law/data

The same input gives the same bytes. Known cells are asserted first: an input that was cut, shifted
or re-typed stops the run and nothing is written. Every cell stays text; `NO` is Norway.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

Row = dict[str, str]

COUNTS = {
    "eu-ugea-destinations.csv": 142,
    "eu-ugea-items.csv": 120,
    "eu-ugea-conditions.csv": 15,
    "eu-annex2-section-i.csv": 14,
    "eu-annex1-chain-entries.csv": 20,
    "uk-atas-exempt.csv": 12,
}
DESTINATIONS = {"EU001": 10, "EU002": 4, "EU003": 23, "EU004": 23, "EU005": 9, "EU006": 4,
                "EU007": 16, "EU008": 53}  # fmt: skip
KNOWN_DESTINATIONS = {
    ("EU001", "include", "NO"), ("EU001", "include", "US"), ("EU002", "include", "KR"),
    ("EU003", "include", "CN"), ("EU007", "include", "IN"), ("EU008", "exclude", "CN"),
}  # fmt: skip
KNOWN_ITEMS = {
    ("EU002", "include", "1C003.b"), ("EU002", "include", "1C003.c"),
    ("EU003", "exclude", "1C227"), ("EU004", "exclude", "1C002.b.4"),
    ("EU007", "include", "ANNEX_I:E:*"), ("EU008", "include", "5A002.a.2"),
}  # fmt: skip
NEVER_ITEMS = {("EU002", "include", "1C003"), ("EU002", "include", "1C003.a")}
SECTION_I = {"0C001", "0C002", "0E001", "1C351", "7E104"}
CHAIN = {"0C001": "yes", "1C003.a": "yes", "1C227": "no", "1C513": "yes", "2B226": "yes"}
ATAS = {"EU", "IS", "LI", "NO", "CH", "AU", "CA", "JP", "NZ", "SG", "KR", "US"}
MEMBERS = [
    "AT",
    "BE",
    "BG",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "ES",
    "FI",
    "FR",
    "GR",
    "HR",
    "HU",
    "IE",
    "IT",
    "LT",
    "LU",
    "LV",
    "MT",
    "NL",
    "PL",
    "PT",
    "RO",
    "SE",
    "SI",
    "SK",
]
CODE = re.compile(r"([0-9][A-E][0-9]{3}(?:\.[a-z0-9]+)*)( \(.+\))?")


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit("usage: import_eu_uk_tables.py FOLDER-WITH-TABLES TARGET-FOLDER")
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    tables = {name: read(source / name) for name in COUNTS}
    check(tables)
    (target / "eu").mkdir(parents=True, exist_ok=True)
    (target / "uk").mkdir(parents=True, exist_ok=True)
    write(target / "eu/ugea-destinations.csv", destinations(tables["eu-ugea-destinations.csv"]))
    write(target / "eu/ugea-items.csv", items(tables["eu-ugea-items.csv"]))
    write(target / "eu/section-i.csv", section_i(tables["eu-annex2-section-i.csv"]))
    write(target / "eu/chain-entries.csv", chain(tables["eu-annex1-chain-entries.csv"]))
    write(target / "uk/atas-exempt.csv", atas(tables["uk-atas-exempt.csv"]))
    print(f"5 tables written to {target}")


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def write(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def citation(row: Row) -> str:
    """The instrument and its official address, without the copy it was read in."""
    return row["source"].split(" ; read via ")[0].strip()


def destinations(rows: list[Row]) -> list[Row]:
    """One row a country; a destination without a code of its own (French territories) is a gap."""
    return [
        {"member": row["iso2"], "authorisation": row["authorisation"], "mode": row["mode"],
         "country_name": row["country_name"], "as_of": row["as_of"], "citation": citation(row)}
        for row in rows if row["iso2"]
    ]  # fmt: skip


def items(rows: list[Row]) -> list[Row]:
    """Codes as codes; whole-list wildcards and “related to” rows are marked and stay text."""
    found = []
    for row in rows:
        match = CODE.fullmatch(row["item"])
        related = match is not None and "related" in (match[2] or "")
        kind = "code" if match and not related else "related" if match else "wildcard"
        found.append(
            {"member": match[1] if match else row["item"], "kind": kind,
             "authorisation": row["authorisation"], "mode": row["mode"], "item": row["item"],
             "note": row["note"], "as_of": row["as_of"], "citation": citation(row)}
        )  # fmt: skip
    return found


def section_i(rows: list[Row]) -> list[Row]:
    return [
        {"member": row["item"], "kind": "code" if CODE.fullmatch(row["item"]) else "wildcard",
         "short_description": row["short_description"], "as_of": row["as_of"],
         "citation": citation(row)}
        for row in rows
    ]  # fmt: skip


def chain(rows: list[Row]) -> list[Row]:
    """Entries near the rare-earth chain; those not seen in the list of 2025 are second-hand."""
    return [
        {"member": row["code"], "group": row["group"], "short_description": row["short_description"],
         "threshold": row["threshold"], "relevance_note": row["relevance_note"],
         "evidence": "read" if row["verified_in_2025_2003"] == "yes" else "second-hand",
         "as_of": row["as_of"], "citation": chain_citation(row)}
        for row in rows
    ]  # fmt: skip


def chain_citation(row: Row) -> str:
    text = citation(row)
    return text.split(", github.com")[0]


def atas(rows: list[Row]) -> list[Row]:
    """One row a country; “EU member states” becomes the twenty-seven."""
    found = []
    for row in rows:
        codes = MEMBERS if row["code"] == "EU" else [row["code"]]
        found += [
            {"member": code, "nationality_group": row["nationality_group"], "note": row["note"],
             "as_of": row["as_of"], "citation": "Academic Technology Approval Scheme, as "
             "described by university guidance pages"}
            for code in codes
        ]  # fmt: skip
    return found


def check(tables: dict[str, list[Row]]) -> None:
    """Stop unless every count and every known cell is as it was read."""
    wrong = [
        f"{name}: {len(rows)} rows, expected {COUNTS[name]}"
        for name, rows in tables.items()
        if len(rows) != COUNTS[name]
    ]
    there = tables["eu-ugea-destinations.csv"]
    for name, size in DESTINATIONS.items():
        found = sum(row["authorisation"] == name for row in there)
        wrong += [] if found == size else [f"{name}: {found} destinations, expected {size}"]
    cells = {(row["authorisation"], row["mode"], row["iso2"]) for row in there}
    wrong += [f"no destination {cell}" for cell in sorted(KNOWN_DESTINATIONS - cells)]
    listed = {
        (row["authorisation"], row["mode"], row["item"]) for row in tables["eu-ugea-items.csv"]
    }
    wrong += [f"no item {cell}" for cell in sorted(KNOWN_ITEMS - listed)]
    wrong += [f"item {cell} is not to be there" for cell in sorted(NEVER_ITEMS & listed)]
    section = {row["item"] for row in tables["eu-annex2-section-i.csv"]}
    wrong += [f"no {code} in Section I" for code in sorted(SECTION_I - section)]
    seen = {r["code"]: r["verified_in_2025_2003"] for r in tables["eu-annex1-chain-entries.csv"]}
    wrong += [f"entry {k}: `{seen.get(k)}`" for k, v in CHAIN.items() if seen.get(k) != v]
    exempt = {row["code"] for row in tables["uk-atas-exempt.csv"]}
    wrong += [f"exempt: {sorted(exempt ^ ATAS)}"] if exempt != ATAS else []
    if wrong:
        sys.exit("the input is not what was read; nothing written:\n  " + "\n  ".join(wrong))


if __name__ == "__main__":
    main()
