"""Read the facts of one question: names and synonyms, values checked against their kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from knowhold.codes import read_json, read_toml
from knowhold.errors import DataError, FactError
from knowhold.law.compiled import edition_on
from knowhold.law.model import Fact, Rulebook
from knowhold.law.suggest import nearest
from knowhold.law.values import NONE, UNKNOWN, Value, above

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_TRUTHS: dict[object, bool] = {"true": True, "false": False, "yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known, by fact name; everything else is unknown."""

    values: Mapping[str, Value]

    def get(self, name: str) -> Value:
        return self.values.get(name, UNKNOWN)

    def with_value(self, name: str, value: Value) -> Facts:
        """The same facts with one answer replaced."""
        return replace(self, values={**self.values, name: value})

    def without(self, name: str) -> Facts:
        """The same facts with one answer taken back."""
        return replace(self, values={k: v for k, v in self.values.items() if k != name})


def read_facts(raw: Mapping[str, object], book: Rulebook) -> Facts:
    """The facts in `raw`; nested names read as dotted ones, synonyms as the names they stand for.

    `None` (or leaving a fact out) means unknown, `"none"` means known not to have one. Raises
    FactError with the name, the value, what was expected and the nearest known name.
    """
    names = _names(book)
    values: dict[str, Value] = {}
    given: dict[str, str] = {}
    for key, value in _pairs(raw, book):
        name = names.get(key)
        if name is None:
            raise FactError(
                "facts",
                key,
                "a known fact",
                advice=nearest(key, names) or "see `knowhold law facts`",
            )
        if name in given:
            raise FactError(
                f"facts.{key}", str(value), f"one answer; `{given[name]}` answers the same fact"
            )
        given[name] = key
        if value is not None:
            values[name] = _Reader(book, book.facts[name], key).value(value)
    return Facts({name: value for name, value in values.items() if value is not UNKNOWN})


def read_facts_file(path: Path, book: Rulebook) -> tuple[Facts, date | None]:
    """The facts of a TOML or JSON file and the legal date it names as `on`, if any.

    Numbers stay exact. A table `facts` may hold the facts; otherwise the file's own keys do.
    """
    try:
        return read_document(read_any(path), book)
    except FactError as error:
        if error.place.startswith(path.name):
            raise
        place = f"{path.name}, {error.place}"
        raise FactError(place, error.value, error.expected, advice=error.advice) from error


def read_document(document: Mapping[str, object], book: Rulebook) -> tuple[Facts, date | None]:
    """The same for a document already parsed."""
    rest = {key: value for key, value in document.items() if key not in {"on", "title", "note"}}
    inner = rest.get("facts")
    on = document.get("on")
    facts = read_facts(inner if isinstance(inner, Mapping) else rest, book)
    return facts, None if on is None else _date("on", on)


def read_any(path: Path) -> dict[str, object]:
    """The mapping in a TOML or JSON file; two answers to one key are refused in both."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise FactError(path.name, str(error.strerror), "a file that can be read") from error
    except UnicodeDecodeError as error:
        raise FactError(path.name, f"byte {error.start}", "text in UTF-8") from error
    read = read_json if path.suffix == ".json" else read_toml
    try:
        document = read(text, path.name)
    except DataError as error:
        raise FactError(error.place, error.value, error.expected, advice=error.advice) from error
    if not isinstance(document, dict):
        raise FactError(path.name, type(document).__name__, "names and values")
    return document


@lru_cache(maxsize=8)
def _names(book: Rulebook) -> dict[str, str]:
    names = {name: name for name in book.facts}
    for fact in book.facts.values():
        names.update(dict.fromkeys(fact.synonyms, fact.name))
    return names


@lru_cache(maxsize=8)
def _ratios(book: Rulebook) -> frozenset[str]:
    return frozenset(
        name
        for fact in book.facts.values()
        if fact.kind == "ratio"
        for name in (fact.name, *fact.synonyms)
    )


def _pairs(raw: Mapping[str, object], book: Rulebook) -> Iterable[tuple[str, object]]:
    """Dotted names and their values; the parts of a ratio stay together."""
    ratios = _ratios(book)

    def walk(table: Mapping[str, object], prefix: str) -> Iterable[tuple[str, object]]:
        for key, value in table.items():
            name = f"{prefix}.{key}" if prefix else str(key)
            if isinstance(value, Mapping) and name not in ratios:
                yield from walk(value, name)
            else:
                yield name, value

    return walk(raw, "")


def _date(key: str, value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return date.fromisoformat(value)
    except ValueError as error:
        raise FactError(f"facts.{key}", str(value), "a day that exists") from error
    raise FactError(f"facts.{key}", str(value), "a day such as `2026-06-01`")


def read_value(book: Rulebook, fact: Fact, key: str, raw: object) -> Value:
    """One answer to one fact; `key` is what the person called it. Raises FactError."""
    return UNKNOWN if raw is None else _Reader(book, fact, key).value(raw)


def names_of(book: Rulebook) -> dict[str, str]:
    """Every name and synonym of a fact, and the fact it stands for."""
    return _names(book)


class _Reader:
    """Reads values of one fact; `key` is the name the person used."""

    def __init__(self, book: Rulebook, fact: Fact, key: str) -> None:
        self.book = book
        self.fact = fact
        self.key = key

    def refuse(self, value: object, expected: str, known: Iterable[str] = ()) -> FactError:
        return FactError(
            f"facts.{self.key}", str(value), expected, advice=nearest(str(value), known)
        )

    def value(self, raw: object) -> Value:
        text = str(raw).lower() if isinstance(raw, bool) else raw
        if isinstance(text, str) and text in self.fact.value_synonyms:
            raw = self.fact.value_synonyms[text]
        kind = self.fact.kind
        if isinstance(raw, str) and raw == "unknown" and "unknown" not in self.fact.values:
            return UNKNOWN
        if isinstance(raw, str) and raw == "none" and self._may_be_none():
            return NONE
        if kind in {"bool", "judgement"}:
            return self._truth(raw)
        if kind in {"number", "ratio"}:
            return self._number(raw) if kind == "number" else self._ratio(raw)
        if kind == "date":
            return _date(self.key, raw)
        if kind in {"countryset", "enumset"}:
            return self._several(raw)
        return self._word(raw)

    def _may_be_none(self) -> bool:
        kind = self.fact.kind
        return "none" in self.fact.values or kind not in {"enum", "bool", "judgement"}

    def _truth(self, raw: object) -> Value:
        answer = raw if isinstance(raw, bool) else _TRUTHS.get(raw)
        if answer is None:
            raise self.refuse(raw, "true or false")
        return answer

    def _number(self, raw: object) -> Fraction:
        if isinstance(raw, bool):
            raise self.refuse(raw, "a number")
        # the shortest decimal that means this float is what its writer typed
        text = f"{Decimal(repr(raw)):f}" if isinstance(raw, float) else str(raw).strip()
        if isinstance(raw, (int, Fraction)) or (isinstance(raw, Decimal) and raw.is_finite()):
            return Fraction(raw)
        if not _NUMBER.fullmatch(text):
            raise self.refuse(raw, "a number such as `12.5`")
        return Fraction(text)

    def _ratio(self, raw: object) -> Fraction:
        if isinstance(raw, Mapping):
            if set(raw) != {"numerator", "denominator"}:
                raise self.refuse(raw, "`numerator` and `denominator`")
            return self._divided(raw["numerator"], raw["denominator"])
        if isinstance(raw, str) and "/" in raw:
            numerator, _, denominator = raw.partition("/")
            return self._divided(numerator, denominator)
        if isinstance(raw, str) and raw.rstrip().endswith("%"):
            return self._number(raw.rstrip()[:-1]) / 100
        percent = self.key.endswith("_pct") or self.fact.unit == "%"
        return self._number(raw) / (100 if percent else 1)

    def _divided(self, numerator: object, denominator: object) -> Fraction:
        bottom = self._number(denominator)
        if bottom == 0:
            raise self.refuse(denominator, "a denominator other than zero")
        return self._number(numerator) / bottom

    def _several(self, raw: object) -> Value:
        items = [raw] if isinstance(raw, str) else raw
        if not isinstance(items, (list, tuple, set, frozenset)):
            raise self.refuse(raw, "a list of values")
        words = frozenset(str(self._word(item)) for item in items if item != "none")
        if not words:
            return NONE
        if len(words) < len(list(items)):
            raise self.refuse(raw, "each value once, and `none` alone")
        return words

    def _word(self, raw: object) -> Value:
        if not isinstance(raw, str):
            raise self.refuse(raw, "text in quotes")
        if not raw.strip() or raw != raw.strip():
            raise self.refuse(raw, "text without spaces around it")
        kind = self.fact.kind
        if kind in {"country", "countryset"} and raw not in self.book.countries:
            raise self.refuse(raw, "a country code such as `DE`", self.book.countries)
        if kind in {"enum", "enumset"} and raw not in self.fact.values:
            word = self.fact.value_synonyms.get(raw)
            if word is None:
                raise self.refuse(raw, ", ".join(self.fact.values), self.fact.values)
            return word
        if kind == "code":
            check_shape(raw, self.fact, self.book, f"facts.{self.key}")
        return raw


def check_shape(code: str, fact: Fact, book: Rulebook, place: str) -> None:
    """Refuse what cannot be a code of the fact's scheme on any day."""
    scheme = book.schemes[fact.scheme]
    if not re.fullmatch(scheme.pattern, code):
        raise FactError(place, code, f"a code of {scheme.title.en}")


def check_editions(facts: Facts, book: Rulebook, on: date) -> None:
    """Refuse a code that the edition of `on` does not hold: it is an error, not a non-match.

    A code above a listed one is too coarse but valid; one below a listed one is a finer paragraph;
    one already published to be listed later may be classified ahead.
    """
    for name, value in facts.values.items():
        fact = book.facts[name]
        scheme = book.schemes.get(fact.scheme)
        if scheme is None or not scheme.codes or not isinstance(value, str):
            continue
        edition = edition_on(book, scheme.codes.removeprefix("@"), on)
        listed = any(code in edition for code in above(value))
        if not listed and not any(code.startswith(f"{value}.") for code in edition):
            expected = f"a code of {scheme.title.en} on {on}"
            raise FactError(f"facts.{name}", value, expected, advice=nearest(value, edition))
