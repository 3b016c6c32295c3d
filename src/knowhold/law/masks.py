"""The law of one day as bit masks: one bit for every box of conditions, so that a case is a few ANDs.

The truth of a line is asked of `Line.holds`, the specification, once for each value of a fact; the
answer for every box that tests the fact is kept as two masks, *sure* and *possible*. What no box
tests costs nothing, what nobody has answered leaves its boxes possible and no longer sure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from knowhold.law.compiled import DeriveToday, LawOfDay, law_of_day
from knowhold.law.consistency import needs_of_facts
from knowhold.law.judge import constant
from knowhold.law.model import Fact, Rulebook
from knowhold.law.parts import parts_of
from knowhold.law.tested import Line
from knowhold.law.values import UNKNOWN, Truth, Value, every, one_of

_MOST_KEPT = 50_000  # remembered values of one fact, so that exact numbers cannot fill the memory


class FactMasks:
    """For each value of one fact, the boxes that surely and that possibly accept it."""

    __slots__ = ("every_box", "free", "is_derived", "known", "lines", "name")

    def __init__(self, name: str, every_box: int, *, is_derived: bool) -> None:
        self.name = name
        self.every_box = every_box
        self.free = every_box  # boxes that do not test this fact
        self.is_derived = is_derived
        self.lines: list[tuple[Line, int]] = []
        self.known: dict[Value, tuple[int, int]] = {}

    def test(self, line: Line, bits: int) -> None:
        self.lines.append((line, bits))
        self.free &= ~bits

    def of(self, value: Value) -> tuple[int, int]:
        """(sure, possible) over every box; all ones where the box does not test this fact."""
        found = self.known.get(value)
        return found if found is not None else self._ask(value)

    def _ask(self, value: Value) -> tuple[int, int]:
        if value is UNKNOWN and self.is_derived:
            return self.every_box, self.every_box  # not given: the derivations will say
        pair = self.computed(value)
        if len(self.known) >= _MOST_KEPT:
            self.known.clear()
        self.known[value] = pair
        return pair

    def computed(self, value: Value) -> tuple[int, int]:
        sure = possible = self.free
        for line, bits in self.lines:
            truth = line.holds(value)
            if truth is not False:
                possible |= bits
                if truth:
                    sure |= bits
        return sure, possible


@dataclass(frozen=True, slots=True)
class Taken:
    """What a derived fact came to be, and the boxes it leaves."""

    value: Value
    sure: int
    possible: int


class Derived:
    """One fact that deeming rules, a base or a default can set, asked after all it rests on."""

    __slots__ = ("_kept", "_table", "bits", "fact", "name", "rows", "sources")

    def __init__(
        self,
        fact: Fact,
        rows: tuple[tuple[DeriveToday, int], ...],
        sources: tuple[str, ...],
        table: FactMasks | None,
    ) -> None:
        self.fact = fact
        self.name = fact.name
        self.rows = rows
        self.sources = sources
        self.bits = 0
        for _, bits in rows:
            self.bits |= bits
        self._table = table
        self._kept: dict[tuple[object, ...], Taken] = {}

    def take(self, sure: int, possible: int, world: Mapping[str, Value]) -> Taken:
        """The value, given the boxes that match so far and the facts known so far."""
        sources = tuple([world.get(name, UNKNOWN) for name in self.sources])
        key = (sure & self.bits, possible & self.bits, sources)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = self._taken(*key)
        return found

    def _taken(self, sure: int, possible: int, sources: tuple[Value, ...]) -> Taken:
        value = self._value(sure, possible, dict(zip(self.sources, sources, strict=True)))
        if self._table is None:
            return Taken(value, -1, -1)
        return Taken(value, *self._table.computed(value))

    def _value(self, sure: int, possible: int, sources: Mapping[str, Value]) -> Value:
        # the same three steps as World._derive, on masks instead of boxes
        surely: list[Value] = []
        perhaps: list[Value] = []
        for today, bits in self.rows:
            match: Truth = True if sure & bits else (None if possible & bits else False)
            applies = every((today.operates, match))
            if applies is not False:
                text = today.derive.set[self.name]
                value = sources[text] if text in sources else constant(text.removeprefix("value "))
                (surely if applies else perhaps).append(value)
        if surely:
            return one_of([*surely, *perhaps])
        fallback: Value = UNKNOWN
        if self.fact.base:
            fallback = sources[self.fact.base]
        elif self.fact.otherwise:
            fallback = constant(self.fact.otherwise)
        return one_of([*perhaps, fallback])


@dataclass(frozen=True, slots=True)
class Matched:
    """The boxes that match, and every fact that was given or derived."""

    sure: int
    possible: int
    world: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Shape:
    """What all cases that answer the same facts share."""

    names: tuple[str, ...]
    open_to: int  # the boxes that stay sure while only these facts, and those derived, are answered
    tested: tuple[tuple[str, FactMasks], ...]
    sources: tuple[str, ...]  # the answers that derivations can take over


@dataclass(frozen=True, slots=True)
class Staged:
    """Every derived fact, and the masks they leave."""

    derived: Mapping[str, Value]
    sure: int
    possible: int


class Program:
    """Every box of one day's rules, derivations and gaps, numbered; rules first, in their order."""

    def __init__(self, law: LawOfDay) -> None:
        self.law = law
        self.boxes: list[tuple[Line, ...]] = []
        self.owners: list[str] = []  # the rule of a box, for the boxes of rules
        self.rule_bits: dict[str, int] = {}
        for name, today in law.rules.items():
            self.rule_bits[name] = self._number(today.boxes)
            self.owners += [name] * len(today.boxes)
        self.rules = (1 << len(self.boxes)) - 1
        self.parts = self._parts()
        # derivations that do not operate today keep their places, so that all days number alike
        today_ = {item.derive.id: item for group in law.derives.values() for item in group}
        derives: dict[str, tuple[DeriveToday, int]] = {}
        for name, derive in law.book.derives.items():
            boxes = today_[name].boxes if name in today_ else tuple(() for _ in derive.when)
            bits = self._number(boxes)
            if name in today_:
                derives[name] = (today_[name], bits)
        self.gap_bits = tuple((gap, self._number(boxes)) for gap, boxes in law.gaps)
        self.every_box = (1 << len(self.boxes)) - 1
        self.derived_names = _order(law.book)
        self.tables = self._tables()
        self.strata = tuple(self._derived(name, derives) for name in self.derived_names)
        self._shapes: dict[tuple[str, ...], Shape] = {}
        self._stage = 0  # the boxes of derivations
        for item in self.strata:
            self._stage |= item.bits
        self._sources = {name for item in self.strata for name in (item.name, *item.sources)}
        self._kept: dict[tuple[object, ...], Staged] = {}

    def _number(self, boxes: Iterable[tuple[Line, ...]]) -> int:
        bits = 0
        for box in boxes:
            bits |= 1 << len(self.boxes)
            self.boxes.append(box)
        return bits

    def _parts(self) -> tuple[int, ...]:
        """The boxes of rules that can be resolved apart, part by part."""
        found = []
        for part in parts_of(self.law.book):
            bits = 0
            for name in part:
                bits |= self.rule_bits.get(name, 0)
            found.append(bits)
        return tuple(found)

    def _tables(self) -> dict[str, FactMasks]:
        bits: dict[tuple[str, str], tuple[Line, int]] = {}
        for index, box in enumerate(self.boxes):
            for line in box:
                known = bits.get((line.fact, line.test), (line, 0))
                bits[line.fact, line.test] = (known[0], known[1] | 1 << index)
        tables: dict[str, FactMasks] = {}
        derived = set(self.derived_names)
        for (fact, _), (line, mask) in bits.items():
            if fact not in tables:
                tables[fact] = FactMasks(fact, self.every_box, is_derived=fact in derived)
            tables[fact].test(line, mask)
        return tables

    def _derived(self, name: str, derives: Mapping[str, tuple[DeriveToday, int]]) -> Derived:
        facts = self.law.book.facts
        rows = tuple(derives[today.derive.id] for today in self.law.derives.get(name, ()))
        texts = [today.derive.set[name] for today, _ in rows]
        base = [facts[name].base] if facts[name].base else []
        sources = tuple(dict.fromkeys([*(text for text in texts if text in facts), *base]))
        return Derived(facts[name], rows, sources, self.tables.get(name))

    def _shape(self, names: tuple[str, ...]) -> Shape:
        """What is known of every case that answers these facts and no others."""
        open_to = self.every_box
        for name, table in self.tables.items():
            if name not in names and not table.is_derived:
                open_to &= table.free
        tested = tuple((name, self.tables[name]) for name in names if name in self.tables)
        sources = tuple(name for name in names if name in self._sources)
        if len(self._shapes) >= _MOST_KEPT:
            self._shapes.clear()
        found = self._shapes[names] = Shape(names, open_to, tested, sources)
        return found

    def match(self, values: Mapping[str, Value]) -> Matched:
        """The boxes that surely and possibly hold for these facts and what derives from them."""
        names = tuple(values)
        shape = self._shapes.get(names) or self._shape(names)
        sure, possible = shape.open_to, self.every_box
        for name, table in shape.tested:
            value = values[name]
            pair = table.known.get(value) or table.of(value)
            sure &= pair[0]
            possible &= pair[1]
        if not self.strata:
            return Matched(sure, possible, values)
        stage = self._stage
        sources = tuple([values[name] for name in shape.sources])
        key = (sure & stage, possible & stage, shape.names, sources)
        staged = self._kept.get(key)
        if staged is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            staged = self._kept[key] = self._derive(sure, possible, values)
        world = {**values, **staged.derived}
        return Matched(sure & staged.sure, possible & staged.possible, world)

    def _derive(self, sure: int, possible: int, values: Mapping[str, Value]) -> Staged:
        """Every derived fact in its order; the boxes that any of them rules out."""
        world = dict(values)
        derived: dict[str, Value] = {}
        kept_sure = kept_possible = -1
        for item in self.strata:
            if world.get(item.name, UNKNOWN) is UNKNOWN:
                taken = item.take(sure & kept_sure, possible & kept_possible, world)
                world[item.name] = derived[item.name] = taken.value
                kept_sure &= taken.sure
                kept_possible &= taken.possible
        return Staged(derived, kept_sure, kept_possible)


@lru_cache(maxsize=8)
def _order(book: Rulebook) -> tuple[str, ...]:
    """The facts something can derive, on any day, each after all it rests on."""
    derived = {name for name, fact in book.facts.items() if fact.base or fact.otherwise}
    derived |= {name for derive in book.derives.values() for name in derive.set}
    needs = needs_of_facts(book)
    ordered: dict[str, None] = {}

    def visit(name: str) -> None:
        if name not in ordered:
            for other in needs.get(name, ()):
                visit(other)
            ordered[name] = None

    for name in book.facts:
        visit(name)
    return tuple(name for name in ordered if name in derived)


@lru_cache(maxsize=64)
def program_of(book: Rulebook, day: date) -> Program:
    """The masks of the law of `day`, made once."""
    return Program(law_of_day(book, day))
