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

from knowhold.law.consistency import needs_of_facts
from knowhold.law.kept import Column, bits_of, open_to, parts_kept
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
class Rows:
    """The rows to decide: a statement with a text in every column, and `seg`, the day's number."""

    sql: str
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    days: tuple[Resolver, ...]  # the law of each `seg`


@dataclass(frozen=True, slots=True)
class Input:
    """What one derived fact is asked about."""

    number: int  # its place among the strata
    sources: list[str]
    known: list[str]  # sources that a column holds
    words: list[str]  # columns of words in which its boxes stand
    texts: Mapping[str, str]  # by key: the columns above, in that order


class NullMask(Exception):
    """A row found no mask: it would have vanished from the answer."""


class Plan:
    """Builds the statement stage by stage; each stage is a sub-query of the next."""

    def __init__(self, engine: Engine, rows: Rows) -> None:
        self.engine = engine
        self.rows = rows
        self.sql = rows.sql
        self.programs = tuple(day.program for day in rows.days)
        self.parts = parts_kept(rows.columns, self.programs)
        self.words = Words(self.parts)
        self.values: list[Value] = [UNKNOWN]
        # False and the number nought are equal in Python, so the type is part of the key
        self.ids: dict[tuple[type, Value], int] = {(type(UNKNOWN), UNKNOWN): 0}
        self.held: dict[str, str] = {}  # fact → the column with the number of its value
        self.fixed: dict[str, list[Value]] = {}  # fact → its value on each day, for every row
        self.needed = self._needed()
        self.keys: list[list[tuple[str, str]]] = []  # of each part: its columns and their texts

    def prepare(self) -> None:
        """Make the small tables; raises NullMask for a row that found no mask."""
        self._look_up()
        for level, numbers in enumerate(self._levels()):
            self._derive(level, numbers)
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

    def _levels(self) -> list[list[int]]:
        """The needed derivations, each after all it rests on: a level is asked in one pass."""
        book = self.programs[0].law.book
        needs, depth = needs_of_facts(book), dict[str, int]()
        levels: list[list[int]] = []
        for number, item in enumerate(self.programs[0].strata):
            below = [depth[name] for name in needs.get(item.name, ()) if name in depth]
            depth[item.name] = max(below, default=-1) + 1
            if item.name in self.needed:
                while len(levels) <= depth[item.name]:
                    levels.append([])
                levels[depth[item.name]].append(number)
        return [numbers for numbers in levels if numbers]

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
            opened &= open_to(program, answered)
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

    def _derive(self, level: int, numbers: Sequence[int]) -> None:
        """Some derived facts: their distinct inputs, each asked in Python, joined back."""
        asked = [self._input(number) for number in numbers]
        rows: list[list[list[object]]] = [[] for _ in asked]
        masks: list[list[tuple[int, int]]] = [[] for _ in asked]
        open_ones = [place for place, item in enumerate(asked) if item.texts]
        if open_ones:
            for which, cells in self._distinct([asked[place].texts for place in open_ones]):
                place = open_ones[which]
                value, *pair = self._asked(asked[place], cells)
                rows[place].append([*cells, self._id(value)])
                masks[place].append((pair[0], pair[1]))
        before = self.words.names()
        pairs = [self._settle(level, [item for item in asked if not item.texts])]
        joins = [f"LEFT JOIN {pairs[0].table} ON {pairs[0].table}.seg = r.seg"]
        for place in open_ones:
            item = asked[place]
            pair_ = self.words.pair(f"derived{item.number}", masks[place])
            pairs.append(pair_)
            types = dict.fromkeys(["seg", *item.texts, "id"], "BIGINT")
            self._make(pair_, types, rows[place])
            on = [f"{pair_.table}.{name} = ({text})" for name, text in item.texts.items()]
            if len(self.programs) > 1:
                on.append(f"{pair_.table}.seg = r.seg")
            joins.append(f"LEFT JOIN {pair_.table} ON {' AND '.join(on)}")
        passed = ["seg", *map(quoted, self.rows.names), *self.held.values()]
        chosen = [f"r.{name}" for name in dict.fromkeys(passed)]
        chosen += self.words.narrowed(pairs, before)
        for place in open_ones:
            name = self.programs[0].strata[asked[place].number].name
            self.held[name] = f"v_d{asked[place].number}"
            chosen.append(f"derived{asked[place].number}.id AS {self.held[name]}")
        self.sql = f"SELECT {', '.join(chosen)} FROM ({self.sql}) AS r {' '.join(joins)}"

    def _input(self, number: int) -> Input:
        """What the derived fact is asked about: columns of values, then words of boxes."""
        bits = 0
        for program in self.programs:
            bits |= program.strata[number].bits
        sources = self._sources(number)
        known = [name for name in sources if name in self.held]
        places = self.words.places(bits)
        texts = [f"r.{self.held[name]}" for name in known]
        texts += [f"r.{name} & {mask}" for name, mask in places]
        named = {f"k{number}_{place}": text for place, text in enumerate(texts)}
        return Input(number, sources, known, [name for name, _ in places], named)

    def _asked(self, item: Input, cells: Sequence[int]) -> tuple[Value, int, int]:
        """The value and the masks it leaves, for one day and one row of its input."""
        seg, *numbers = cells
        given: dict[str, Value] = dict.fromkeys(item.sources, UNKNOWN)
        given |= {name: self.fixed[name][seg] for name in item.sources if name in self.fixed}
        values = numbers[: len(item.known)]
        given |= {name: self.values[n] for name, n in zip(item.known, values, strict=True)}
        found = dict(zip(item.words, numbers[len(item.known) :], strict=True))
        derived = self.programs[seg].strata[item.number]
        if given[derived.name] is not UNKNOWN:
            return given[derived.name], -1, -1  # its masks were joined with the column
        taken = derived.take(*self.words.read(found), given)
        return taken.value, taken.sure, taken.possible

    def _settle(self, level: int, items: Sequence[Input]) -> Pair:
        """Derived facts that no column and no box tells apart: one value for all rows of a day."""
        masks = [(-1, -1) for _ in self.programs]
        for item in items:
            name = self.programs[0].strata[item.number].name
            values: list[Value] = []
            for seg, (sure, possible) in enumerate(masks):
                value, more_sure, more_possible = self._asked(item, [seg])
                values.append(value)
                masks[seg] = sure & more_sure, possible & more_possible
            self.fixed[name] = values
        pair = self.words.pair(f"settled{level}", masks)
        self._make(pair, {"seg": "BIGINT"}, [[seg] for seg in range(len(masks))])
        return pair

    def _resolve(self) -> None:
        """Resolve the distinct masks of every part by itself: apart they are few."""
        parts = [bits for bits in map(bits_of, self.parts[1:]) if bits] or [0]
        if not self.words.split and self.words.count <= _FEW:
            parts = [sum(parts)]  # nothing is open: rows share few masks, and one join is cheaper
        self.keys = [self.words.keys(bits) for bits in parts]
        found: list[list[list[object]]] = [[] for _ in parts]
        texts = [{f"a{n}_{name}": text for name, text in k} for n, k in enumerate(self.keys)]
        for number, (seg, *cells) in self._distinct(texts):
            names = [name for name, _ in self.keys[number]]
            sure, possible = self.words.read(dict(zip(names, cells, strict=True)))
            told = self.rows.days[seg].resolve(sure, possible)
            listed = [" ".join(names) or None for names in (told.fired, told.possible)]
            bounds = [told.interval.lower.value, told.interval.upper.value]
            found[number].append([seg, *cells, *bounds, *listed])
        for number, keys in enumerate(self.keys):
            types = dict.fromkeys(["seg", *(name for name, _ in keys)], "BIGINT")
            self.engine.table(f"answers{number}", {**types, **_RESOLVED}, found[number])

    def _distinct(self, keys: Sequence[Mapping[str, str]]) -> Iterator[tuple[int, list[int]]]:
        """The distinct rows of each of the keys, the day's number first: all in one pass."""
        listed = ["r.seg AS seg"]
        for named in keys:
            # nothing is left null in a key, so that null means another key's row
            listed += [f"coalesce({text}, {_NO_MASK}) AS {name}" for name, text in named.items()]
        sets = [["seg", *named] for named in keys]
        columns = ["seg", *chain.from_iterable(keys)]
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


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
