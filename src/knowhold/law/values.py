"""What a fact can be: a value, known not to exist, unknown, or one of several values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction

Truth = bool | None  # None: cannot be told yet (Kleene's third value)


class Absence(Enum):
    UNKNOWN = "unknown"  # nobody has answered
    NONE = "none"  # answered: there is none, such as an item on no list


UNKNOWN = Absence.UNKNOWN
NONE = Absence.NONE


@dataclass(frozen=True, slots=True)
class OneOf:
    """A derived fact that has one of these values, depending on what is still unknown."""

    options: frozenset[Value]


@dataclass(frozen=True, slots=True)
class Settled:
    """A code as somebody states it, and what turns out below it where the code leaves a test open.

    Never a fact anybody gives: one way in which a code that is too coarse can be completed.
    """

    code: str
    below: str | Settled


Value = str | bool | Fraction | date | frozenset[str] | Absence | OneOf | Settled


def every(truths: Iterable[Truth]) -> Truth:
    """Kleene's and: false as soon as one is false, unknown when one is unknown."""
    result: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            result = None
    return result


def some(truths: Iterable[Truth]) -> Truth:
    """Kleene's or: true as soon as one is true, unknown when one is unknown."""
    result: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            result = None
    return result


def opposite(truth: Truth) -> Truth:
    return None if truth is None else not truth


def one_of(values: Iterable[Value]) -> Value:
    """The single value, or OneOf; unknown when any of them is unknown."""
    options: set[Value] = set()
    for value in values:
        options |= value.options if isinstance(value, OneOf) else {value}
    if UNKNOWN in options or not options:
        return UNKNOWN
    return next(iter(options)) if len(options) == 1 else OneOf(frozenset(options))


def above(code: str) -> list[str]:
    """The code itself and everything above it at a dot.

    >>> above("1E902.a.2")
    ['1E902.a.2', '1E902.a', '1E902']
    """
    chain = [code]
    while "." in code:
        code = code.rpartition(".")[0]
        chain.append(code)
    return chain
