"""Who holds what, as filed: dated claims from a table, checked row by row before anything is counted.

Holder keys are read to tell people apart and are dropped when the matrix is built.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from knowhold.codes import Row, Table
from knowhold.errors import DataError
from knowhold.exposure.nearest import hint
from knowhold.refused import refuse_columns, words_of

# The columns in either language; what else stands in the file is not read.
COLUMNS: Final = {
    "holder": ("holder", "持有人"),
    "item": ("item", "条目"),
    "level": ("level", "等级"),
    "evidence": ("evidence", "证据"),
    "as_of": ("as_of", "日期"),
    "site": ("site", "厂区"),
    "role": ("role", "岗位"),
    # a leaving date that the holder has declared; nobody guesses one
    "until": ("until", "预计离开"),
}
_NEEDED: Final = ("holder", "item", "level", "as_of", "site")
LEVELS: Final = range(1, 5)
# Besides what no table may carry: whatever would turn know-how into a judgement of a person.
REFUSED: Final = frozenset(
    {
        "travel", "trip", "trips", "contact", "contacts", "recruiter", "attrition", "likelihood",
        "probability", "risk", "score", "rating", "rank", "engagement", "sentiment", "appraisal",
        "seniority", "retention",
    }
)  # fmt: skip
REFUSED_CHINESE: Final = (
    "出行",
    "出差",
    "旅行",
    "联系人",
    "猎头",
    "离职概率",
    "风险",
    "评分",
    "评级",
    "考核",
    "资历",
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One line of the matrix: `holder` (a key, dropped later) holds `item` at `level` 1 to 4."""

    holder: str
    item: str
    level: int
    as_of: date
    site: str
    evidence: str = ""
    role: str = ""
    until: date | None = None


def claims(table: Table, items: Mapping[str, object], *, on: date) -> tuple[Claim, ...]:
    """The claims of a table; `items` are the codes that exist, `on` the day of the analysis.

    Raises DataError at the first row that cannot be right: unknown item (with the nearest code),
    level outside 1 to 4, a column that may not be filed, impossible or future date, one holder with two levels for one item.
    """
    columns = columns_of(table.columns)
    if not table.rows:
        raise DataError("the table", "no rows", "at least one claim", advice="the file is empty")
    found: list[Claim] = []
    seen: dict[tuple[str, str], tuple[int, str]] = {}
    for row in table.rows:
        claim = _claim(row, columns, items, on)
        level, place = seen.setdefault((claim.holder, claim.item), (claim.level, row.place))
        if level != claim.level:
            raise DataError(
                f"{row.place}, {claim.item}",
                f"level {claim.level}",
                f"level {level} as in {place}",
                advice="one holder stands here twice with different levels; keep the right one",
            )
        if place == row.place:
            found.append(claim)
    return tuple(found)


def columns_of(names: Sequence[str]) -> dict[str, str]:
    """Field → column of a header; DataError for one that is missing, or that may not be filed."""
    refuse_columns(names, "the header")
    for name in names:
        if words_of(name) & REFUSED or any(word in name for word in REFUSED_CHINESE):
            raise DataError(
                "the header",
                name,
                "no such column",
                advice="know-how is counted without it: no judgement of a person is made here",
            )
    found = {
        field: name
        for field, known in COLUMNS.items()
        for name in names
        if name.strip().lower() in known
    }
    for field in _NEEDED:
        if field not in found:
            raise DataError("the header", ", ".join(names), f"a column `{COLUMNS[field][0]}`")
    return found


def _claim(row: Row, columns: Mapping[str, str], items: Mapping[str, object], on: date) -> Claim:
    item = row.text(columns["item"])
    if item not in items:
        advice = hint(item, items, otherwise="see the taxonomy for the codes")
        raise DataError(
            f"{row.place}, column {columns['item']}", item, "an item code", advice=advice
        )
    holder, site = row.text(columns["holder"]), row.text(columns["site"])
    for field, text in (("holder", holder), ("site", site)):
        if not text:
            raise DataError(f"{row.place}, column {columns[field]}", "", f"a {field}")
    return Claim(
        holder,
        item,
        _level(row, columns["level"]),
        _day(row, columns["as_of"], on),
        site,
        row.text(columns["evidence"]) if "evidence" in columns else "",
        row.text(columns["role"]) if "role" in columns else "",
        _until(row, columns["until"]) if "until" in columns else None,
    )


def _level(row: Row, column: str) -> int:
    text = str(row.cells.get(column) if row.cells.get(column) is not None else "").strip()
    if text not in {str(level) for level in LEVELS}:
        raise DataError(f"{row.place}, column {column}", text, "a level from 1 to 4")
    return int(text)


def _day(row: Row, column: str, on: date) -> date:
    day = _date(row, column)
    if day > on:
        raise DataError(f"{row.place}, column {column}", str(day), f"a day up to {on}")
    return day


def _until(row: Row, column: str) -> date | None:
    return None if row.cells.get(column) in {None, ""} else _date(row, column)


def _date(row: Row, column: str) -> date:
    cell = row.cells.get(column)
    try:
        return cell if isinstance(cell, date) else date.fromisoformat(row.text(column))
    except ValueError as error:
        raise DataError(
            f"{row.place}, column {column}", row.text(column), "a date such as 2026-11-24"
        ) from error
