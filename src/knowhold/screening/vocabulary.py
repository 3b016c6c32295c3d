"""The tables of data/words.toml, turned round for reading names word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pypinyin import lazy_pinyin

from knowhold.codes import read_toml
from knowhold.screening.fold import simplify

WORDS: Final = Path(__file__).parent / "data" / "words.toml"

PLACE, DIRECTION, NUMBER, SECTOR, WORD = "place", "direction", "number", "sector", "word"
FORM = "form"
"""a stray or misspelt word of a company form"""

# Shorter words of forms ("de", "pp") also stand in names.
LEAST_FORM_WORD: Final = 5
# A word this short may differ from a form by one letter and still be somebody's name.
MOST_CHANCE: Final = 6

# The core of a name is compared strictly, the rest loosely: what a trade or a place counts.
KIND_WEIGHT: Final = {SECTOR: 0.85, PLACE: 0.9, FORM: 0.05}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`latin`: word → (spelling compared, kind); `han`: word → (its English words, kind)."""

    latin: dict[str, tuple[str, str]]
    han: dict[str, tuple[tuple[str, ...], str]]
    stop: frozenset[str]
    forms: dict[str, list[tuple[str, ...]]]
    """Latin forms by their first word, longest first"""
    form_words: frozenset[str]
    """single words of forms, none of which is a name by itself"""
    form_letters: frozenset[str]
    """the letters of each of these in alphabetical order"""
    long_form_words: tuple[str, ...]
    """those in which one wrong letter leaves no doubt"""
    han_forms: re.Pattern[str]
    longest_han: int


@cache
def vocabulary() -> Vocabulary:
    """The shipped tables, read once per process."""
    tables = read_toml(WORDS.read_text(encoding="utf-8"), WORDS.name)
    latin: dict[str, tuple[str, str]] = {}
    han: dict[str, tuple[tuple[str, ...], str]] = {}
    for word, english in _pairs(tables, "sectors"):
        han[simplify(word)] = (tuple(english.split()), SECTOR)
    _canonical(tables, latin)
    for word, place in _pairs(tables, "places"):
        han[simplify(word)] = ((place,), PLACE)
        latin[place] = (place, PLACE)
    for place, spellings in _pairs(tables, "place_words"):
        latin.update((spelling, (place, PLACE)) for spelling in spellings.split())
    for direction, spellings in _pairs(tables, "directions"):
        latin[direction] = (direction, DIRECTION)
        for spelling in spellings.split():
            if spelling.isascii():
                latin[spelling] = (direction, DIRECTION)
            else:
                han[simplify(spelling)] = ((direction,), DIRECTION)
    for number, spellings in _pairs(tables, "numbers"):
        latin.update((spelling, (f"#{number}", NUMBER)) for spelling in spellings.split())
    forms = _table(tables, "forms")
    cuts = sorted(map(simplify, _texts(forms["han"])), key=len, reverse=True)
    form_words = frozenset(
        word
        for form in _texts(forms["latin"])
        for word in form.split()
        if len(word) >= LEAST_FORM_WORD or word in {"llc", "ltd"}
    )
    return Vocabulary(
        latin=latin,
        han=han,
        stop=frozenset(_texts(_table(tables, "stop")["latin"])),
        forms=_by_first_word(_texts(forms["latin"])),
        form_words=form_words,
        form_letters=frozenset("".join(sorted(word)) for word in form_words),
        long_form_words=tuple(sorted(one for one in form_words if len(one) > MOST_CHANCE)),
        han_forms=re.compile("|".join(map(re.escape, cuts))),
        longest_han=max(map(len, han)),
    )


def _canonical(tables: dict[str, object], latin: dict[str, tuple[str, str]]) -> None:
    for spelling, others in _pairs(tables, "canonical"):
        latin[spelling] = (spelling, SECTOR)
        latin.update((other, (spelling, SECTOR)) for other in others.split())
    # "Keji", "Dianzi": a sector word left in pinyin means its translation when that is one word.
    for word, english in _pairs(tables, "sectors"):
        reading = "".join(lazy_pinyin(word))
        if len(word) > 1 and len(english.split()) == 1:
            latin.setdefault(reading, (english, SECTOR))
        for part in english.split():
            latin.setdefault(part, (part, SECTOR))


def _by_first_word(forms: list[str]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for form in forms:
        parts = tuple(form.split())
        found.setdefault(parts[0], []).append(parts)
    for parts_list in found.values():
        parts_list.sort(key=len, reverse=True)
    return found


def _table(tables: dict[str, object], key: str) -> dict[str, object]:
    found = tables[key]
    assert isinstance(found, dict)
    return found


def _pairs(tables: dict[str, object], key: str) -> list[tuple[str, str]]:
    return [(word, str(value)) for word, value in _table(tables, key).items()]


def _texts(value: object) -> list[str]:
    assert isinstance(value, list)
    return [str(item) for item in value]
