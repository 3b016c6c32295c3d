"""Which boxes a table of rows can meet at all: the others need no bit and no look-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowhold.law.masks import Program
from knowhold.law.values import Value


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the rows that answers a fact, and what each of its texts means."""

    name: str
    fact: str
    values: Mapping[str | None, Value]  # by text; an empty cell and none at all are unknown


def parts_kept(columns: Sequence[Column], programs: Sequence[Program]) -> list[list[int]]:
    """The kept boxes of derivations, then those of each part of the rules."""
    kept = _kept(columns, programs)
    first = programs[0]
    derive = kept & ~first.rules
    return [_places(derive), *(_places(kept & bits) for bits in first.parts)]


def _places(bits: int) -> list[int]:
    return [place for place in range(bits.bit_length()) if bits >> place & 1]


def bits_of(places: Sequence[int]) -> int:
    return sum(1 << place for place in places)


def _kept(columns: Sequence[Column], programs: Sequence[Program]) -> int:
    """Boxes of rules that operate, and of derivations, that some value of every column meets."""
    kept = 0
    for program in programs:
        reach = program.every_box
        for _, bits in program.gap_bits:
            reach &= ~bits
        for name, today in program.law.rules.items():
            if today.operates is False:
                reach &= ~program.rule_bits[name]
        for column in columns:
            table = program.tables.get(column.fact)
            if table is not None:
                met = 0
                for value in column.values.values():
                    met |= table.of(value)[1]
                reach &= met
        kept |= reach
    return kept


def open_to(program: Program, answered: set[str]) -> int:
    """The boxes that stay sure although no column answers the other facts."""
    mask = program.every_box
    for name, table in program.tables.items():
        if name not in answered and not table.is_derived:
            mask &= table.free
    return mask
