"""The grammar of one condition line: a fact against constants, as in docs/spec/rules.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

EXPECTED = "a test such as `in CN, JP`, `not under 1E902.a`, `any in @set`, `>= 0.1%`, `is true`"
_ITEM = re.compile(r"@?[^\s,@]+")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_WORDS = {"in", "under", "not", "and", "any", "all", "is"}


class TestError(ValueError):
    """The text is not a test; the message names the part that could not be read."""

    __test__ = False


@dataclass(frozen=True, slots=True)
class Membership:
    """`in` and `under`: `quantifier` is "any" or "all" for facts that hold a set, else empty."""

    negated: bool
    quantifier: str
    word: str
    items: tuple[str, ...]

    def __str__(self) -> str:
        words = ("not" if self.negated else "", self.quantifier, self.word)
        return " ".join(word for word in words if word) + " " + ", ".join(self.items)


@dataclass(frozen=True, slots=True)
class Comparison:
    operator: str
    bound: Fraction | date
    text: str  # as written, so that the file is reproduced exactly

    def __str__(self) -> str:
        return f"{self.operator} {self.text}"


@dataclass(frozen=True, slots=True)
class Claim:
    expected: bool

    def __str__(self) -> str:
        return f"is {'true' if self.expected else 'false'}"


Clause = Membership | Comparison | Claim
Test = tuple[Clause, ...]


@lru_cache(maxsize=8192)
def parse_test(text: str) -> Test:
    """The clauses of `text`, all of which must hold.

    >>> [str(clause) for clause in parse_test("not under 1C902, 1C903 and in @cn.items")]
    ['not under 1C902, 1C903', 'in @cn.items']
    """
    return tuple(_clause(part.strip()) for part in re.split(r"\s+and\s+", text.strip()))


def format_test(test: Test) -> str:
    return " and ".join(str(clause) for clause in test)


def _clause(text: str) -> Clause:
    head, _, rest = text.partition(" ")
    if head in {">=", ">", "<=", "<"}:
        return _comparison(head, rest.strip())
    if head == "is":
        return _claim(rest.strip())
    return _membership(text)


def _claim(text: str) -> Clause:
    if text == "none":
        return Membership(negated=False, quantifier="", word="in", items=("none",))
    if text not in {"true", "false"}:
        raise TestError(f"after `is`: `{text}`")
    return Claim(text == "true")


def _comparison(operator: str, text: str) -> Comparison:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return Comparison(operator, date.fromisoformat(text), text)
        except ValueError as error:
            raise TestError(f"impossible date `{text}`") from error
    number = text.removesuffix("%").rstrip()
    if not _NUMBER.fullmatch(number):
        raise TestError(f"not a number: `{text}`")
    percent = text.endswith("%")
    return Comparison(operator, Fraction(number) / (100 if percent else 1), text)


def _membership(text: str) -> Membership:
    words = text.split()
    negated = bool(words) and words[0] == "not"
    words = words[1:] if negated else words
    quantifier = words[0] if words and words[0] in {"any", "all"} else ""
    words = words[1:] if quantifier else words
    if not words or words[0] not in {"in", "under"}:
        raise TestError(f"`{text}`")
    items = tuple(item.strip() for item in " ".join(words[1:]).split(","))
    for item in items:
        if not _ITEM.fullmatch(item) or item in _WORDS:
            raise TestError(f"not a value: `{item}`")
    return Membership(negated, quantifier, words[0], items)
