"""Bulk decisions as SQL: small look-up tables of masks, joined and ANDed, in any engine.

The masks of a value come from the same Python function as those of a single decision. A row's
words are ANDed in SQL, its distinct masks are resolved in Python, and the answers joined back.
Boxes no row can meet are left out; where nothing is open, *sure* and *possible* are one column.
"""

# ruff: noqa: S608 - every name in a statement is quoted or ours, every text is a parameter
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from knowhold.law.masks import Derived, Program
from knowhold.law.model import Outcome
from knowhold.law.resolve import Resolver
from knowhold.law.values import UNKNOWN, Value
from knowhold.law.wordpack import Pair, Words

ANSWERS = ("lower", "upper", "fired", "possible")
_RESOLVED = {"lower": "BIGINT", "upper": "BIGINT", "fired": "TEXT", "possible": "TEXT"}
_NO_MASK = -1  # no word is negative
_FEW = 2  # words of boxes


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
    values: Mapping[str | None, Value]  # by text; an empty cell and none at all are unknown


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
        self.parts = _parts(rows, self.programs)
        self.words = Words(self.parts)
        self.values: list[Value] = [UNKNOWN]
        # False and the number nought are equal in Python, so the type is part of the key
        self.ids: dict[tuple[type, Value], int] = {(type(UNKNOWN), UNKNOWN): 0}
        self.held: dict[str, str] = {}  # fact → the column with the number of its value
        self.needed = self._needed()
        self.keys: list[list[tuple[str, str]]] = []  # of each part: its columns and their texts

    def prepare(self) -> None:
        """Make the small tables; raises NullMask for a row that found no mask."""
        self._look_up()
        for number, item in enumerate(self.programs[0].strata):
            if item.name in self.needed:
                self._derive(number, item)
        self._resolve()

    def statement(self) -> str:
        """Every row with its answer."""
        names = [f"answers{number}" for number in range(len(self.keys))]
        chosen = [f"r.{quoted(name)}" for name in self.rows.names]
        for bound in ("lower", "upper"):
            cases = " ".join(f"WHEN {item.value} THEN '{item.token}'" for item in Outcome)
            chosen.append(f"CASE {self._strictest(bound)} {cases} END AS {bound}")
        for listed in ("fired", "possible"):
            texts = ", ".join(f"{name}.{listed}" for name in names)
            chosen.append(f"concat_ws(' ', {texts}) AS {listed}")
        return f"SELECT {', '.join(chosen)} FROM {self._joined()}"

    def counts(self) -> str:
        """How many rows have which bounds, as numbers of outcomes."""
        chosen = ", ".join(f"{self._strictest(bound)} AS {bound}" for bound in ("lower", "upper"))
        listed = f"SELECT {chosen} FROM {self._joined()}"
        return f"SELECT lower, upper, count(*) AS many FROM ({listed}) AS a GROUP BY lower, upper"

    def _needed(self) -> set[str]:
        """The derived facts a kept box tests, and those they are derived from."""
        boxes = self.programs[0].boxes
        found = {
            line.fact
            for program in self.programs
            for box in chain.from_iterable(self.parts)
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
            # not `coalesce`: it would cost DuckDB the dictionary of the column, and three times the CPU
            on = f"{table}.value IS NOT DISTINCT FROM r.{quoted(column.name)}"
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
        return [_numbers(row) for row in seen]

    def _resolve(self) -> None:
        """Resolve the distinct masks of every part by itself: apart they are few."""
        parts = [bits for bits in map(_bits, self.parts[1:]) if bits] or [0]
        if not self.words.split and self.words.count <= _FEW:
            parts = [sum(parts)]  # nothing is open: rows share few masks, and one join is cheaper
        self.keys = [self.words.keys(bits) for bits in parts]
        found: list[list[list[object]]] = [[] for _ in parts]
        for number, (seg, *cells) in self._masks():
            names = [name for name, _ in self.keys[number]]
            sure, possible = self.words.read(dict(zip(names, cells, strict=True)))
            told = self.rows.days[seg].resolve(sure, possible)
            listed = [" ".join(names) or None for names in (told.fired, told.possible)]
            bounds = [told.interval.lower.value, told.interval.upper.value]
            found[number].append([seg, *cells, *bounds, *listed])
        for number, keys in enumerate(self.keys):
            types = dict.fromkeys(["seg", *(name for name, _ in keys)], "BIGINT")
            self.engine.table(f"answers{number}", {**types, **_RESOLVED}, found[number])

    def _masks(self) -> Iterator[tuple[int, list[int]]]:
        """The distinct masks of each part, with the day's number first: all in one pass."""
        listed = ["r.seg AS seg"]
        sets = []
        for number, keys in enumerate(self.keys):
            named = {f"k{number}_{name}": text for name, text in keys}
            listed += [f"coalesce({text}, {_NO_MASK}) AS {name}" for name, text in named.items()]
            sets.append(["seg", *named])
        columns = ["seg", *(name for names in sets for name in names[1:])]
        grouped = ", ".join(f"({', '.join(names)})" for names in sets)
        for row in self.engine.query(
            f"SELECT {', '.join(columns)} FROM (SELECT {', '.join(listed)} FROM ({self.sql}) AS r)"
            f" AS k GROUP BY GROUPING SETS ({grouped})"
        ):
            cells = dict(zip(columns, row, strict=True))
            number = next(n for n, names in enumerate(sets) if cells[names[-1]] is not None)
            yield number, _numbers([cells[name] for name in sets[number]])

    def _strictest(self, bound: str) -> str:
        texts = [f"answers{number}.{bound}" for number in range(len(self.keys))]
        return f"greatest({', '.join(texts)})" if len(texts) > 1 else texts[0]

    def _joined(self) -> str:
        joins = []
        for number, keys in enumerate(self.keys):
            table = f"answers{number}"
            on = [f"{table}.{name} = ({text})" for name, text in keys]
            if len(self.programs) > 1 or not on:
                on.append(f"{table}.seg = r.seg")
            joins.append(f"LEFT JOIN {table} ON {' AND '.join(on)}")
        return f"({self.sql}) AS r {' '.join(joins)}"


def _numbers(cells: Sequence[object]) -> list[int]:
    """The cells as numbers; raises NullMask where one is no number of a day, a value or a mask."""
    if None in cells or _NO_MASK in cells:
        raise NullMask
    return [int(str(cell)) for cell in cells]


def _parts(rows: Rows, programs: Sequence[Program]) -> list[list[int]]:
    """The kept boxes of derivations, then those of each part of the rules."""
    kept = _kept(rows, programs)
    first = programs[0]
    derive = kept & ~first.rules
    return [_places(derive), *(_places(kept & bits) for bits in first.parts)]


def _places(bits: int) -> list[int]:
    return [place for place in range(bits.bit_length()) if bits >> place & 1]


def _bits(places: Sequence[int]) -> int:
    return sum(1 << place for place in places)


def _kept(rows: Rows, programs: Sequence[Program]) -> int:
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
    return kept


def _open(program: Program, answered: set[str]) -> int:
    """The boxes that stay sure although no column answers the other facts."""
    mask = program.every_box
    for name, table in program.tables.items():
        if name not in answered and not table.is_derived:
            mask &= table.free
    return mask


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
