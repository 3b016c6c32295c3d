"""Roster files as HR would make them, by what is put into their cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter

from knowhold.roster.filing.columns import MEANINGS

HEADINGS = [meaning.heading for meaning in MEANINGS.values()]
SITE = "Testland works"


def row(
    number: str,
    name: str,
    item: str = "SXS-06",
    *,
    native: str = "",
    site: str = SITE,
    as_of: str = "2026-10-01",
    level: str = "3",
    evidence: str = "confirmed",
    source: str = "shift plan",
    email: str = "",
) -> list[str]:
    """The cells of one line, in the template's order."""
    return [number, name, native, site, item, as_of, level, evidence, source, email]


def write_xlsx(
    path: Path, rows: Iterable[Sequence[object]], headings: Sequence[str] = HEADINGS
) -> Path:
    """A workbook with these rows; a text that begins with = becomes a formula."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Roster")
    for at, heading in enumerate(headings):
        sheet.write_string(0, at, heading)
    for number, cells in enumerate(rows, start=1):
        for at, cell in enumerate(cells):
            if isinstance(cell, str) and cell.startswith("="):
                sheet.write_formula(number, at, cell, None, 7)
            elif isinstance(cell, str):
                sheet.write_string(number, at, cell)
            else:
                sheet.write(number, at, cell)
    book.close()
    return path


def write_csv(
    path: Path,
    rows: Iterable[Sequence[str]],
    headings: Sequence[str] = HEADINGS,
    encoding: str = "utf-8",
) -> Path:
    lines = [headings, *rows]
    text = "\r\n".join(",".join(cells) for cells in lines)
    path.write_bytes(text.encode(encoding))
    return path


def bad_roster(path: Path, site: str = SITE) -> Path:
    """J1's `roster-bad.xlsx`: 120 rows, 5 of them wrong, 3 possible duplicates, a column too many."""
    wrong = [
        row("1200", "Wilma Wrong", as_of="31.02.2026", site=site),
        row("1201", "Xaver Wrong", "SXS-66", site=site),
        row("", "Ygor Wrong", site=site),
        row("1203", "Zora Wrong", source='=HYPERLINK("x")', site=site),
        row("1204", "Yara Wrong", level="7", site=site),
    ]
    filled = [[*cells, "none"] for cells in _whole(wrong, site)]
    return write_xlsx(path, filled, [*HEADINGS, "religion"])


def good_roster(path: Path, site: str = SITE) -> Path:
    """The same after its five errors were corrected and the column was taken out."""
    corrected = [
        row("1200", "Wilma Wrong", as_of="2026-02-28", site=site),
        row("1201", "Xaver Wrong", "SXS-06", site=site),
        row("1202", "Ygor Wrong", site=site),
        row("1203", "Zora Wrong", site=site),
        row("1204", "Yara Wrong", level="4", site=site),
    ]
    return write_xlsx(path, _whole(corrected, site))


def _whole(five: list[list[str]], site: str) -> list[list[str]]:
    rows = [
        row(f"{1000 + at}", f"{GIVEN[at % 20]} {FAMILY[at // 20]}", ITEMS[at % 5], site=site)
        for at in range(111)
    ]
    twins = [
        row("1300", "Feng Mei", native="冯梅", site=site),
        row("1301", "Mei Feng", "SXS-11", site=site),
        row("1001", "Somebody Else", "SXS-14", site=site),
        row("1302", "Hao Chen", "SXS-14", site=site),
    ]
    return rows[:15] + five[:1] + rows[15:] + five[1:] + twins


GIVEN = ["Ada", "Bela", "Cato", "Dora", "Emil", "Fiona", "Gita", "Hugo", "Ines", "Jiro", "Kaia", "Lars", "Mina", "Noor", "Olga", "Pavel", "Rosa", "Siv", "Taro", "Uma"]  # fmt: skip
FAMILY = ["Vandermeer", "Okonkwo", "Szymanski", "Iturralde", "Brannigan", "Thorvald"]
ITEMS = ["SXS-01", "SXS-05", "SXS-06", "SXS-11", "SXS-14"]
