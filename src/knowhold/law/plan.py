"""Bulk decisions as SQL: small look-up tables of masks, joined and ANDed, in any engine.

The masks of a value come from the same Python function as those of a single decision. A row's
words are ANDed in SQL, its distinct masks are resolved in Python, and the answers joined back.
Boxes no row can meet are left out; where nothing is open, *sure* and *possible* are one column.
"""

# ruff: noqa: S608 - every name in a statement is quoted or ours, every text is a parameter
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from knowhold.law.masks import Derived, Program
from knowhold.law.resolve import Resolver
from knowhold.law.values import UNKNOWN, Value
from knowhold.law.wordpack import Pair, Words

ANSWERS = {"lower": "TEXT", "upper": "TEXT", "fired": "TEXT", "possible": "TEXT"}


class Engine(Protocol):
    """What a plan needs of a database."""

    def table(
        self, name: str, columns: Mapping[str, str], rows: Sequence[Sequence[object]]
    ) -> None:
        """Make the small table `name`; the types are TEXT and BIGINT."""

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """All rows of a statement."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the rows that answers a fact, and what each of its texts means."""

    name: str
    fact: str
    values: Mapping[str, Value]  # by text; "" is unknown


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows to decide: a statement with a text in every column, and `seg`, the day's number."""

    sql: str
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    days: tuple[Resolver, ...]  # the law of each `seg`


class NullMask(Exception):
    """A row found no mask: it would have vanished from the answer."""


class Plan:
    """Builds the statement stage by stage; each stage is a sub-query of the next."""

    def __init__(self, engine: Engine, rows: Rows) -> None:
        self.engine = engine
        self.rows = rows
        self.sql = rows.sql
        self.programs = tuple(day.program for day in rows.days)
        self.words = Words(_kept(rows, self.programs))
        self.values: list[Value] = [UNKNOWN]
        # False and the number nought are equal in Python, so the type is part of the key
        self.ids: dict[tuple[type, Value], int] = {(type(UNKNOWN), UNKNOWN): 0}
        self.held: dict[str, str] = {}  # fact → the column with the number of its value
        self.needed = self._needed()

    def statement(self) -> str:
        """The statement that gives every row its answer; small tables are made on the way."""
        self._look_up()
        for number, item in enumerate(self.programs[0].strata):
            if item.name in self.needed:
                self._derive(number, item)
        return self._answer()

    def _needed(self) -> set[str]:
        """The derived facts a kept box tests, and those they are derived from."""
        boxes = self.programs[0].boxes
        found = {
            line.fact
            for program in self.programs
            for box in self.words.kept
            for line in program.boxes[box]
        }
        assert len(boxes) == len(self.programs[-1].boxes), "all days number their boxes alike"
        for program in self.programs:
            for item in reversed(program.strata):
                if item.name in found:
                    found |= set(item.sources)
        return found

    def _sources(self, number: int) -> list[str]:
        """What the derived fact rests on, on any of the days; its own given value first."""
        found: dict[str, None] = {self.programs[0].strata[number].name: None}
        for program in self.programs:
            found |= dict.fromkeys(program.strata[number].sources)
        return list(found)

    def _look_up(self) -> None:
        """Join the masks of every column's value; AND them word by word."""
        words, many = self.words, len(self.programs) > 1
        read = {
            name
            for number, item in enumerate(self.programs[0].strata)
            if item.name in self.needed
            for name in self._sources(number)
        }
        joins, chosen = [], ["r.*"]
        parts: list[Pair] = []
        for number, column in enumerate(self.rows.columns):
            table, is_read = f"look{number}", column.fact in read
            pair = self._fill(table, column)
            if not pair.tested and not is_read:
                continue
            parts.append(pair)
            on = f"{table}.value = coalesce(r.{quoted(column.name)}, '')"
            joins.append(f"LEFT JOIN {table} ON {on}{f' AND {table}.seg = r.seg' if many else ''}")
            if is_read:
                self.held[column.fact] = f"v_{number}"
                chosen.append(f"{table}.id AS v_{number}")
        answered = {column.fact for column in self.rows.columns}
        opened = -1
        for program in self.programs:  # a box that is idle on one of the days tests nothing there
            opened &= _open(program, answered)
        chosen += words.anded(parts, words.pack(opened))
        self.sql = f"SELECT {', '.join(chosen)} FROM ({self.sql}) AS r {' '.join(joins)}"

    def _fill(self, table: str, column: Column) -> Pair:
        """The look-up table of one column: its texts, on each of the days."""
        rows: list[list[object]] = []
        masks: list[tuple[int, int]] = []
        for seg, program in enumerate(self.programs):
            tested = program.tables.get(column.fact)
            for text, value in column.values.items():
                rows.append([seg, text, self._id(value)])
                masks.append(tested.of(value) if tested is not None else (-1, -1))
        pair = self.words.pair(table, masks)
        types = {"seg": "BIGINT", "value": "TEXT", "id": "BIGINT"}
        self._make(pair, types, rows)
        return pair

    def _make(self, pair: Pair, types: dict[str, str], rows: list[list[object]]) -> None:
        names = dict.fromkeys(pair.names(), "BIGINT")
        full = [[*row, *cells] for row, cells in zip(rows, pair.cells, strict=True)]
        self.engine.table(pair.table, {**types, **names}, full)

    def _id(self, value: Value) -> int:
        number = self.ids.setdefault((type(value), value), len(self.values))
        if number == len(self.values):
            self.values.append(value)
        return number

    def _derive(self, number: int, item: Derived) -> None:
        """One derived fact: its distinct inputs, each asked in Python, joined back."""
        bits = 0
        for program in self.programs:
            bits |= program.strata[number].bits
        sources = self._sources(number)
        held = [self.held[name] for name in sources if name in self.held]
        places = self.words.places(bits)
        keys = ["r.seg", *(f"r.{name}" for name in held)]
        keys += [f"r.{name} & {mask}" for name, mask in places]
        listed = ", ".join(f"{text} AS k{place}" for place, text in enumerate(keys))
        rows: list[list[object]] = []
        masks: list[tuple[int, int]] = []
        for cells in self._distinct(listed):
            given: dict[str, Value] = dict.fromkeys(sources, UNKNOWN)
            known = [name for name in sources if name in self.held]
            numbers = cells[1 : 1 + len(known)]
            given |= {name: self.values[n] for name, n in zip(known, numbers, strict=True)}
            found = dict(zip([name for name, _ in places], cells[1 + len(known) :], strict=True))
            value, sure, possible = self._asked(self.programs[cells[0]], number, found, given)
            rows.append([*cells, self._id(value)])
            masks.append((sure, possible))
        self._join(f"derived{number}", keys, rows, masks)
        self.held[item.name] = f"v_d{number}"

    def _asked(
        self, program: Program, number: int, found: Mapping[str, int], given: Mapping[str, Value]
    ) -> tuple[Value, int, int]:
        item = program.strata[number]
        if given[item.name] is not UNKNOWN:
            return given[item.name], -1, -1  # its masks were joined with the column
        taken = item.take(*self.words.read(found), given)
        return taken.value, taken.sure, taken.possible

    def _join(
        self, table: str, keys: list[str], rows: list[list[object]], masks: list[tuple[int, int]]
    ) -> None:
        before = self.words.names()
        pair = self.words.pair(table, masks)
        types = dict.fromkeys([*(f"k{place}" for place in range(len(keys))), "id"], "BIGINT")
        self._make(pair, types, rows)
        on = " AND ".join(f"{table}.k{place} = ({text})" for place, text in enumerate(keys))
        passed = ["seg", *map(quoted, self.rows.names), *self.held.values()]
        chosen = [f"r.{name}" for name in dict.fromkeys(passed)]
        chosen += self.words.narrowed(pair, before)
        chosen.append(f"{table}.id AS v_d{table.removeprefix('derived')}")
        self.sql = f"SELECT {', '.join(chosen)} FROM ({self.sql}) AS r LEFT JOIN {table} ON {on}"

    def _distinct(self, listed: str) -> list[list[int]]:
        seen = self.engine.query(f"SELECT DISTINCT {listed} FROM ({self.sql}) AS r")
        if any(None in row for row in seen):
            raise NullMask
        return [[int(str(cell)) for cell in row] for row in seen]

    def _answer(self) -> str:
        """Resolve the distinct masks and join their answers to the rows."""
        names = self.words.names()
        rows: list[list[object]] = []
        for cells in self._distinct(", ".join(["seg", *names])):
            sure, possible = self.words.read(dict(zip(names, cells[1:], strict=True)))
            found = self.rows.days[cells[0]].resolve(sure, possible)
            bounds = [found.interval.lower.token, found.interval.upper.token]
            rows.append([*cells, *bounds, " ".join(found.fired), " ".join(found.possible)])
        types = {**dict.fromkeys(["seg", *names], "BIGINT"), **ANSWERS}
        self.engine.table("answers", types, rows)
        on = " AND ".join(f"answers.{name} = r.{name}" for name in ["seg", *names])
        chosen = [f"r.{quoted(name)}" for name in self.rows.names]
        chosen += [f"answers.{name}" for name in ANSWERS]
        return f"SELECT {', '.join(chosen)} FROM ({self.sql}) AS r LEFT JOIN answers ON {on}"


def _kept(rows: Rows, programs: Sequence[Program]) -> list[int]:
    """Boxes of rules that operate, and of derivations, that some value of every column meets."""
    kept = 0
    for program in programs:
        reach = program.every_box
        for _, bits in program.gap_bits:
            reach &= ~bits
        for name, today in program.law.rules.items():
            if today.operates is False:
                reach &= ~program.rule_bits[name]
        for column in rows.columns:
            table = program.tables.get(column.fact)
            if table is not None:
                met = 0
                for value in column.values.values():
                    met |= table.of(value)[1]
                reach &= met
        kept |= reach
    return [box for box in range(len(programs[0].boxes)) if kept >> box & 1]


def _open(program: Program, answered: set[str]) -> int:
    """The boxes that stay sure although no column answers the other facts."""
    mask = program.every_box
    for name, table in program.tables.items():
        if name not in answered and not table.is_derived:
            mask &= table.free
    return mask


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
