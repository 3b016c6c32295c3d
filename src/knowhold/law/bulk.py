"""Decide whole tables: each row its outcome interval and the rules that fire, on its own legal day."""

# ruff: noqa: S608 - every name in a statement is quoted or ours, every text is a parameter
from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from knowhold.errors import DataError, FactError
from knowhold.law.changes import days_of_book
from knowhold.law.facts import Facts, check_editions, names_of, read_value
from knowhold.law.judge import Interval
from knowhold.law.kept import Column
from knowhold.law.model import Fact, Outcome, Rulebook
from knowhold.law.plan import ANSWERS, Engine, NullMask, Plan, Rows, quoted
from knowhold.law.resolve import resolver_of
from knowhold.law.suggest import nearest
from knowhold.law.values import UNKNOWN, Value

SET_MARK = ";"  # between the members of a set in one cell


class Table(Engine, Protocol):
    """An engine that has the rows open as `rows`, every column as text."""

    place: str  # what an error calls the rows

    def columns(self) -> list[str]:
        """The names of the columns."""

    def write(self, sql: str, out: Path) -> None:
        """Write what the statement gives to a file."""

    def written(self, out: Path) -> str:
        """What stands after FROM to read what was written."""

    def row_of(self, column: str, text: str) -> int:
        """The number, from one, of the first row with this text in the column."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to read the rows: the legal day or the column that holds it, and what is no fact."""

    on: date | None = None
    date_column: str = ""
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """How many rows came to which interval, most frequent first."""

    rows: int
    outcomes: tuple[tuple[str, str, int], ...]  # lower, upper, rows


def decide_bulk(
    book: Rulebook,
    table: Table,
    wanted: Wanted,
    out: Path,
    step: Callable[[str], None] = lambda _: None,
) -> Decided:
    """Write every row with `lower`, `upper`, `fired` and `possible` to `out`.

    A column must be a fact, by name or synonym, or be named in `keep`. An empty cell is unknown.
    The bounds are Kleene's: they err to open where `explain` may still be exact. Raises FactError
    with row and column for a cell that cannot be read, DataError for a column that may not be used.
    """
    table.write(_plan(book, table, wanted, step).statement(), out)
    step("rows")
    counted = table.query(
        f"SELECT lower, upper, count(*) AS many FROM {table.written(out)} GROUP BY lower, upper"
    )
    return _decided(
        (Outcome[str(low).upper()], Outcome[str(high).upper()], many) for low, high, many in counted
    )


def count_bulk(book: Rulebook, table: Table, wanted: Wanted) -> Decided:
    """The same without writing the rows: only how many came to which interval."""
    counted = table.query(_plan(book, table, wanted, lambda _: None).counts())
    return _decided(
        (Outcome(int(str(low))), Outcome(int(str(high))), many) for low, high, many in counted
    )


def _plan(book: Rulebook, table: Table, wanted: Wanted, step: Callable[[str], None]) -> Plan:
    facts = _facts_of(book, table, wanted)
    step("columns")
    rows = _rows(book, table, wanted, facts)
    step("values")
    plan = Plan(table, rows)
    try:
        plan.prepare()
    except NullMask as error:
        raise _unmatched(table, rows) from error
    step("masks")
    return plan


def _decided(counted: Iterable[tuple[Outcome, Outcome, object]]) -> Decided:
    outcomes = [(low.token, high.token, int(str(many))) for low, high, many in counted]
    outcomes.sort(key=lambda item: (-item[2], item))
    return Decided(sum(many for *_, many in outcomes), tuple(outcomes))


def compare_bulk(
    books: tuple[Rulebook, Rulebook], table: Table, wanted: tuple[Wanted, Wanted], folder: Path
) -> list[tuple[Interval, Interval, int]]:
    """How many rows are answered with which interval before and after; `folder` is scratch."""
    for number, (book, side) in enumerate(zip(books, wanted, strict=True)):
        decide_bulk(book, table, side, folder / f"{number}.parquet")
    first, second = (str(folder / f"{number}.parquet").replace("'", "''") for number in (0, 1))
    counted = table.query(
        f"SELECT a.lower, a.upper, b.lower, b.upper, count(*) FROM read_parquet('{first}') AS a"
        f" POSITIONAL JOIN read_parquet('{second}') AS b GROUP BY ALL"
    )
    return [
        (_interval(row[0], row[1]), _interval(row[2], row[3]), int(str(row[4]))) for row in counted
    ]


def _interval(lower: object, upper: object) -> Interval:
    return Interval(Outcome[str(lower).upper()], Outcome[str(upper).upper()])


def _facts_of(book: Rulebook, table: Table, wanted: Wanted) -> dict[str, Fact]:
    """The fact each column answers; every other column must have been named."""
    names = names_of(book)
    found: dict[str, Fact] = {}
    for column in table.columns():
        if column in wanted.keep or column == wanted.date_column:
            continue
        if column in ANSWERS:
            raise DataError(table.place, column, "another column name", advice="it is the answer's")
        if column not in names:
            advice = nearest(column, names) or "keep a column that is no fact with --keep"
            raise DataError(
                f"{table.place}, column {column}", column, "a known fact", advice=advice
            )
        fact = book.facts[names[column]]
        if fact.sensitive:
            expected = "facts that may be answered for many people at once"
            advice = "ask case by case: each answer belongs to the person"
            raise DataError(f"{table.place}, column {column}", fact.name, expected, advice=advice)
        double = [other for other, known in found.items() if known is fact]
        if double:
            expected = f"one answer; `{double[0]}` answers the same fact"
            raise DataError(f"{table.place}, column {column}", column, expected)
        found[column] = fact
    missing = {*wanted.keep, *([wanted.date_column] if wanted.date_column else [])}
    for column in sorted(missing - set(table.columns())):
        advice = nearest(column, table.columns())
        raise DataError(table.place, column, "a column of the rows", advice=advice)
    return found


def _rows(book: Rulebook, table: Table, wanted: Wanted, facts: Mapping[str, Fact]) -> Rows:
    names = tuple(table.columns())
    listed = ", ".join(f"r.{quoted(name)}" for name in names)
    if wanted.date_column:
        days = {
            text: _day(table, wanted.date_column, text)
            for text in _texts(table, wanted.date_column)
        }
        starts = sorted({_start(book, day) for day in days.values()})
        segments = [[text, starts.index(_start(book, day))] for text, day in days.items()]
        table.table("days", {"value": "TEXT", "seg": "BIGINT"}, segments)
        day_column = quoted(wanted.date_column)
        join = f"LEFT JOIN days ON days.value IS NOT DISTINCT FROM r.{day_column}"
        sql = f"SELECT {listed}, days.seg AS seg FROM rows AS r {join}"
    else:
        if wanted.on is None:
            raise DataError(table.place, "", "a legal day", advice="name a day or a date column")
        starts = [wanted.on]
        sql = f"SELECT {listed}, 0 AS seg FROM rows AS r"
    columns = tuple(_column(book, table, name, fact, starts) for name, fact in facts.items())
    return Rows(sql, names, columns, tuple(resolver_of(book, day) for day in starts))


def _texts(table: Table, column: str) -> list[str | None]:
    found = table.query(f"SELECT DISTINCT {quoted(column)} FROM rows")
    return [None if text is None else str(text) for (text,) in found]


def _day(table: Table, column: str, cell: str | None) -> date:
    text = cell or ""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        place = f"{table.place} row {table.row_of(column, text)}, column {column}"
        raise FactError(place, text, "a day such as `2026-06-01`") from error


def _start(book: Rulebook, day: date) -> date:
    """The first day with the same law as `day`."""
    turning = days_of_book(book)
    place = bisect_right(turning, day)
    return turning[place - 1] if place else date.min


def _column(book: Rulebook, table: Table, name: str, fact: Fact, starts: Iterable[date]) -> Column:
    values: dict[str | None, Value] = {}
    for text in _texts(table, name):
        if not text:
            values[text] = UNKNOWN
        else:
            try:
                values[text] = _value(book, fact, name, text)
                for day in starts:
                    check_editions(Facts({fact.name: values[text]}), book, day)
            except FactError as error:
                place = f"{table.place} row {table.row_of(name, text)}, column {name}"
                raise FactError(place, text, error.expected, advice=error.advice) from error
    return Column(name, fact.name, values)


def _value(book: Rulebook, fact: Fact, name: str, text: str) -> Value:
    several = fact.kind in {"countryset", "enumset"} and text not in {"none", "unknown"}
    return read_value(book, fact, name, text.split(SET_MARK) if several else text)


def _unmatched(table: Table, rows: Rows) -> DataError:
    """The first row and column whose text found no mask."""
    for number, column in enumerate(rows.columns):
        name = quoted(column.name)
        lost = table.query(
            f"SELECT r.{name} FROM rows AS r LEFT JOIN look{number} AS l"
            f" ON l.value IS NOT DISTINCT FROM r.{name} WHERE l.id IS NULL LIMIT 1"
        )
        if lost:
            text = str(lost[0][0] or "")
            place = f"{table.place} row {table.row_of(column.name, text)}, column {column.name}"
            return DataError(place, text, "a value that has a mask")
    return DataError(table.place, "a null mask", "a mask for every row")
