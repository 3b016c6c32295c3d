# ruff: noqa: S608 - every name in a statement is quoted or ours, every text is escaped
"""Margins and exact chances of loss of every capability, for matrices past memory: one statement.

The same SQL runs in DuckDB on one machine and, transpiled, on Spark. A holder counts as in
`building`: level reached, evidence fresh, somebody else behind it, no declared leaving date passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from knowhold.errors import DataError
from knowhold.exposure.building import UNCONFIRMED
from knowhold.exposure.claims import LEVELS, columns_of
from knowhold.exposure.floors import SMALLEST_GROUP
from knowhold.exposure.loss import fewer_stay
from knowhold.exposure.nearest import hint
from knowhold.exposure.structure import Structure

Row = tuple[object, ...]
RULES: Final = {"step": "TEXT", "item": "TEXT", "needed": "BIGINT", "level": "BIGINT"}
CHANCES: Final = {"holders": "BIGINT", "needed": "BIGINT", "chance": "DOUBLE"}


class Engine(StrEnum):
    DUCKDB = "duckdb"
    SPARK = "spark"


class Tables(Protocol):
    """Where a statement runs. `rows` is the file, every column as text."""

    place: str

    def columns(self) -> Sequence[str]: ...
    def table(self, name: str, columns: dict[str, str], rows: Sequence[Row]) -> None: ...
    def keep(self, name: str, sql: str) -> None: ...
    def query(self, sql: str) -> list[Row]: ...
    def write(self, sql: str, out: Path) -> None: ...
    def line_of(self, condition: str) -> int: ...


@dataclass(frozen=True, slots=True)
class Bulk:
    """What was counted: capabilities, people, sites; how many are lost, how many one departure away."""

    rows: int
    people: int
    sites: int
    lost: int
    one: int


def count_margins(
    tables: Tables, structure: Structure, out: Path, *, on: date, leaving: float
) -> Bulk:
    """Write step, site, item, holders, needed, unconfirmed, loss of every capability to `out`.

    `leaving` is the yearly leave rate, the same everywhere. DataError, before anything is written,
    for a row that cannot be right, an empty file, or fewer than ten people.
    """
    names = columns_of(tables.columns())
    _require_filled(tables, names)
    tables.table("rules", RULES, _rules(structure))
    _require_right(tables, names, on)
    tables.keep("capabilities", _capabilities(structure, names, on))
    people, sites = tables.query(
        f"SELECT count(DISTINCT {quoted(names['holder'])}), count(DISTINCT {quoted(names['site'])}) FROM rows"
    )[0]
    if int(str(people)) < SMALLEST_GROUP:
        raise DataError(
            tables.place, f"{people} people", f"at least {SMALLEST_GROUP} people",
            advice="so small a group would show persons, not capabilities; take more sites together",
        )  # fmt: skip
    pairs = tables.query("SELECT DISTINCT holders, needed FROM capabilities")
    tables.table("chances", CHANCES, [_chance(pair, leaving) for pair in pairs])
    tables.write(
        'SELECT c."step", c."site", c."item", c."holders", c."needed", c."unconfirmed", p."chance" AS "loss" '
        'FROM capabilities c JOIN chances p ON c."holders" = p."holders" AND c."needed" = p."needed" '
        'ORDER BY c."step", c."site", c."item"',
        out,
    )
    counted = tables.query(
        "SELECT count(*), sum(CASE WHEN holders < needed THEN 1 ELSE 0 END), "
        "sum(CASE WHEN holders = needed THEN 1 ELSE 0 END) FROM capabilities"
    )[0]
    rows, lost, one = (int(str(number or 0)) for number in counted)
    return Bulk(rows, int(str(people)), int(str(sites)), lost, one)


def _chance(pair: Row, leaving: float) -> Row:
    holders, needed = (int(str(number)) for number in pair)
    return holders, needed, fewer_stay([1 - leaving] * holders, needed)


def _rules(structure: Structure) -> list[Row]:
    return [
        (plan.code, item, rule.needed, rule.level)
        for plan in structure.steps
        for item in sorted(plan.every_item)
        for rule in (structure.rule(item),)
    ]


def _capabilities(structure: Structure, names: dict[str, str], on: date) -> str:
    cell = {field: f"r.{quoted(name)}" for field, name in names.items()}
    since = _months_before(on, structure.stale_months)
    counts = [
        f"CAST({cell['level']} AS BIGINT) >= u.level",
        f"CAST({cell['as_of']} AS DATE) >= DATE '{since}'",
    ]
    if "evidence" in cell:
        refused = ", ".join(text(word) for word in sorted(UNCONFIRMED))
        counts.append(f"coalesce(trim({cell['evidence']}), '') NOT IN ({refused})")
    gone = ""
    if "until" in cell:
        until = f"nullif(trim({cell['until']}), '')"
        gone = f"WHERE {until} IS NULL OR CAST({until} AS DATE) > DATE '{on}'"
    # a holder listed twice with the same level is one holder
    return (
        "SELECT step, site, item, needed, sum(counts) AS holders, sum(1 - counts) AS unconfirmed FROM ("
        f"SELECT u.step, trim({cell['site']}) AS site, u.item, u.needed, trim({cell['holder']}) AS holder, "
        f"max(CASE WHEN {' AND '.join(counts)} THEN 1 ELSE 0 END) AS counts "
        f"FROM rows r JOIN rules u ON trim({cell['item']}) = u.item {gone} "
        f"GROUP BY u.step, trim({cell['site']}), u.item, u.needed, trim({cell['holder']})) "
        "GROUP BY step, site, item, needed"
    )


def _require_filled(tables: Tables, names: dict[str, str]) -> None:
    if not tables.query(f"SELECT {quoted(names['item'])} FROM rows LIMIT 1"):
        raise DataError(tables.place, "no rows", "at least one claim", advice="the file is empty")


def _require_right(tables: Tables, names: dict[str, str], on: date) -> None:
    """The first wrong cell of each kind is refused with its line."""
    cell = {field: quoted(name) for field, name in names.items()}
    levels = ", ".join(text(str(level)) for level in LEVELS)
    day = "regexp_matches({0}, '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$') AND TRY_CAST({0} AS DATE) IS NOT NULL"
    wrong = {
        "item": (f"trim({cell['item']}) NOT IN (SELECT item FROM rules)", "an item code"),
        "level": (f"coalesce(trim({cell['level']}), '') NOT IN ({levels})", "a level from 1 to 4"),
        "as_of": (
            f"NOT coalesce(({day.format(cell['as_of'])} AND TRY_CAST({cell['as_of']} AS DATE) <= DATE '{on}'), FALSE)",
            f"a date such as 2026-11-24, up to {on}",
        ),
        "holder": (f"coalesce(trim({cell['holder']}), '') = ''", "a holder"),
        "site": (f"coalesce(trim({cell['site']}), '') = ''", "a site"),
    }
    if "until" in cell:
        filled = f"coalesce(trim({cell['until']}), '')"
        condition = f"{filled} <> '' AND NOT coalesce(({day.format(cell['until'])}), FALSE)"
        wrong["until"] = (condition, "a date such as 2026-11-24")
    for field, (condition, expected) in wrong.items():
        found = tables.query(f"SELECT {cell[field]} FROM rows WHERE {condition} LIMIT 1")
        if found:
            line = tables.line_of(condition)
            place = f"{tables.place} line {line}" if line else tables.place
            value = str(found[0][0] or "")
            raise DataError(
                f"{place}, column {names[field]}",
                value,
                expected,
                advice=_hint(tables, field, value),
            )
    twice = tables.query(
        f"SELECT {cell['item']}, count(DISTINCT trim({cell['level']})) FROM rows "
        f"GROUP BY {cell['item']}, trim({cell['holder']}) "
        f"HAVING count(DISTINCT trim({cell['level']})) > 1 LIMIT 1"
    )
    if twice:
        raise DataError(
            f"{tables.place}, {twice[0][0]}", f"{twice[0][1]} levels", "one level for a holder",
            advice="one holder stands here twice with different levels; keep the right one",
        )  # fmt: skip


def _hint(tables: Tables, field: str, value: str) -> str:
    if field != "item":
        return ""
    known = [str(row[0]) for row in tables.query("SELECT item FROM rules")]
    return hint(value, known, otherwise="see the taxonomy for the codes")


def _months_before(on: date, months: int) -> date:
    """The oldest day whose evidence is still fresh, as `building.is_fresh` has it."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    # a month without this day begins to be fresh with its last day
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return (
        date(year, month + 1, min(on.day, last))
        if on.day <= last
        else date(year + (month == 11), (month + 1) % 12 + 1, 1)
    )


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
