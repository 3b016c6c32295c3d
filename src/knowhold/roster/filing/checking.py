"""Every line against the rules of the roster: all that is wrong, not the first thing."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from knowhold.errors import MarkedSecret
from knowhold.roster.filing.columns import NEEDED, Column
from knowhold.roster.filing.problems import Problem, Rule
from knowhold.roster.filing.reading import Cell, Line, Sheet
from knowhold.roster.filing.staging import BATCH, Entry, Staging
from knowhold.wording import refuse_markings

OLDEST: Final = date(1950, 1, 1)
LONGEST: Final[dict[Column, int]] = {
    Column.NUMBER: 40, Column.LATIN: 200, Column.NATIVE: 200, Column.SITE: 200, Column.ITEM: 12,
    Column.SOURCE: 200, Column.EMAIL: 254, Column.EVIDENCE: 40, Column.AS_OF: 40, Column.LEVEL: 40,
}  # fmt: skip
EVIDENCE: Final = {
    "": "self_stated", "self_stated": "self_stated", "self stated": "self_stated", "本人陈述": "self_stated",
    "confirmed": "confirmed", "主管确认": "confirmed",
    "documented": "documented", "有文件证明": "documented",
}  # fmt: skip
_YEAR_FIRST: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_ADDRESS: Final = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\".]{2,}")

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Codes:
    """What the file may name: items (code → parent, empty for a heading) and the firm's sites."""

    items: Mapping[str, str]
    sites: Sequence[str]
    # outside an installation nobody knows the firm's sites
    any_site: bool = False
    _near: dict[tuple[str, str], str] = field(default_factory=dict)

    def nearest(self, text: str, among: str) -> str:
        """The code or site most like `text`, or nothing; asked once for each text."""
        if (among, text) not in self._near:
            folded = {
                one.casefold(): one for one in (self.sites if among == "site" else self.items)
            }
            found = difflib.get_close_matches(text.casefold(), folded, n=1, cutoff=0.5)
            self._near[among, text] = folded[found[0]] if found else ""
        return self._near[among, text]

    def first_under(self, heading: str) -> str:
        return next((code for code, parent in self.items.items() if parent == heading), "")


def check(
    sheet: Sheet, codes: Codes, staging: Staging, *, on: date, progress: Progress = lambda _: None
) -> int:
    """Read and check every line into `staging`; how many there were. `progress` hears the row."""
    lines: list[tuple[Entry, dict[str, str], bool]] = []
    problems: list[Problem] = []
    total = 0
    with staging.at_once():
        staging.add_headings(sheet.headings)
        for line in sheet.lines():
            entry, found = _checked(line, sheet, codes, on)
            # an item that was refused for its marking is not repeated in the file given back
            marked = {one.column for one in found if one.rule is Rule.MARKED}
            raw = {
                str(column): _shown(cell)
                for column, cell in line.cells.items()
                if column not in marked
            }
            lines.append((entry, raw, bool(found)))
            problems += found
            total += 1
            if len(lines) >= BATCH:
                staging.add_lines(lines)
                staging.add_problems(problems)
                progress(line.row)
                lines, problems = [], []
        staging.add_lines(lines)
        staging.add_problems(problems)
        staging.refuse_rows(_twice(staging, sheet))
    return total


def _checked(line: Line, sheet: Sheet, codes: Codes, on: date) -> tuple[Entry, list[Problem]]:
    if line.width is not None:
        said = Problem(
            line.row, str(line.row), None, str(line.width), Rule.RAGGED, str(sheet.width)
        )
        return Entry(line.row, None, "", "", "", "", None, None, "", None, ""), [said]
    reading = _Reading(line, sheet)
    number = reading.text(Column.NUMBER)
    latin, native = reading.text(Column.LATIN), reading.text(Column.NATIVE)
    if not latin and not native and not reading.is_wrong(Column.LATIN, Column.NATIVE):
        reading.wrong(Column.NATIVE, "", Rule.NO_NAME)
    entry = Entry(
        line.row,
        number or None,
        latin,
        native,
        _site(reading, codes),
        _email(reading),
        _item(reading, codes),
        _level(reading),
        _evidence(reading),
        _day(reading, on),
        reading.text(Column.SOURCE),
    )
    return entry, reading.problems


class _Reading:
    """One line being read, and what was found wrong with it so far."""

    def __init__(self, line: Line, sheet: Sheet) -> None:
        self.line, self.sheet = line, sheet
        self.problems: list[Problem] = []
        for column in line.formulas:
            self.wrong(column, "", Rule.FORMULA)
        for column in NEEDED:
            if column not in line.cells and column not in line.formulas:
                self.wrong(column, "", Rule.MISSING)

    def wrong(self, column: Column, value: str, rule: Rule, near: str = "") -> None:
        letter = self.sheet.letter(column)
        self.problems.append(
            Problem(self.line.row, f"{letter}{self.line.row}", column, value, rule, near)
        )

    def is_wrong(self, *columns: Column) -> bool:
        return any(one.column in columns for one in self.problems)

    def cell(self, column: Column) -> Cell | None:
        """The cell unless it was refused already."""
        return None if self.is_wrong(column) else self.line.cells.get(column)

    def text(self, column: Column) -> str:
        """Its text; whole numbers count as text where a firm numbers its people."""
        cell = self.cell(column)
        if cell is None:
            return ""
        if isinstance(cell, Decimal) and column is Column.NUMBER and cell == cell.to_integral():
            return str(cell)
        if not isinstance(cell, str):
            self.wrong(column, _shown(cell), Rule.NOT_TEXT)
            return ""
        if len(cell) > LONGEST[column]:
            self.wrong(column, cell, Rule.TOO_LONG, str(LONGEST[column]))
            return ""
        if not cell.isascii() or "//" in cell:
            try:
                refuse_markings(cell)
            except MarkedSecret:
                self.wrong(column, "", Rule.MARKED)
                return ""
        return " ".join(cell.split())


def _site(reading: _Reading, codes: Codes) -> str:
    text = reading.text(Column.SITE)
    if text and not codes.any_site and text not in codes.sites:
        reading.wrong(Column.SITE, text, Rule.UNKNOWN_SITE, codes.nearest(text, "site"))
        return ""
    return text


def _email(reading: _Reading) -> str:
    text = reading.text(Column.EMAIL).lower()
    if text and not _ADDRESS.fullmatch(text):
        reading.wrong(Column.EMAIL, text, Rule.NOT_AN_ADDRESS)
        return ""
    return text


def _item(reading: _Reading, codes: Codes) -> str | None:
    text = reading.text(Column.ITEM)
    code = text.upper()
    if not text:
        return None
    if code not in codes.items:
        reading.wrong(Column.ITEM, text, Rule.UNKNOWN_ITEM, codes.nearest(text, "item"))
        return None
    if not codes.items[code]:
        reading.wrong(Column.ITEM, text, Rule.HEADING_ITEM, codes.first_under(code))
        return None
    return code


def _level(reading: _Reading) -> int | None:
    cell = reading.cell(Column.LEVEL)
    if cell is None:
        return None
    text = _shown(cell).strip()
    if isinstance(cell, bool) or text not in {"1", "2", "3", "4"}:
        reading.wrong(Column.LEVEL, text, Rule.NOT_A_LEVEL)
        return None
    return int(text)


def _evidence(reading: _Reading) -> str:
    text = reading.text(Column.EVIDENCE)
    found = EVIDENCE.get(text.lower())
    if found is None:
        reading.wrong(Column.EVIDENCE, text, Rule.NOT_EVIDENCE)
        return ""
    return found


def _day(reading: _Reading, on: date) -> str | None:
    cell = reading.cell(Column.AS_OF)
    if cell is None:
        return None
    day = cell if isinstance(cell, date) else read_day(_shown(cell))
    if day is None:
        reading.wrong(Column.AS_OF, _shown(cell), Rule.NOT_A_DATE)
    elif day > on:
        reading.wrong(Column.AS_OF, _shown(cell), Rule.IN_THE_FUTURE)
    elif day < OLDEST:
        reading.wrong(Column.AS_OF, _shown(cell), Rule.TOO_OLD)
    else:
        return day.isoformat()
    return None


def read_day(text: str) -> date | None:
    """A day as people write it: year first with any sign, or day first with dots; None otherwise.

    >>> read_day("2026年2月28日"), read_day("31.02.2026"), read_day("03/04/2026")
    (datetime.date(2026, 2, 28), None, None)
    """
    text = text.strip()
    try:
        if found := _YEAR_FIRST.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY_FIRST.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None
    # with slashes and the year last, day and month cannot be told apart
    return None


def _twice(staging: Staging, sheet: Sheet) -> Iterator[Problem]:
    rows = staging.connection.execute(
        "SELECT line.row, line.item, seen.first FROM line JOIN "
        "(SELECT number, item, latin, native, min(row) AS first FROM line WHERE number IS NOT NULL AND item IS "
        "NOT NULL GROUP BY number, item, latin, native HAVING count(*) > 1) AS seen "
        "USING (number, item, latin, native) WHERE line.row > seen.first"
    ).fetchall()
    letter = sheet.letter(Column.ITEM)
    for row, item, first in rows:
        yield Problem(row, f"{letter}{row}", Column.ITEM, item, Rule.TWICE, str(first))


def _shown(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return cell.isoformat() if isinstance(cell, date) else str(cell)
