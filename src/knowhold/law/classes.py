"""The classes of a fact: values that every rule of the day treats alike, one example of each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, pairwise

from knowhold.law.compiled import LawOfDay
from knowhold.law.conditions import Comparison, Membership
from knowhold.law.model import Fact
from knowhold.law.tested import Line
from knowhold.law.values import NONE, UNKNOWN, Settled, Truth, Value, above

_SET_MEMBERS = 6  # more constants than this give too many subsets to list


class TooMany(Exception):
    """The fact has more classes than can be listed."""


def classes(
    law: LawOfDay, fact: Fact, lines: Iterable[Line], sofar: Value = UNKNOWN
) -> list[Value]:
    """One complete value for each way the lines can answer, within `sofar` if that is too coarse.

    Raises TooMany where the classes cannot be listed.
    """
    tests = {line.test: line for line in lines}
    return list(_classes(law, fact.name, tuple(tests.values()), sofar))


@lru_cache(maxsize=4096)
def _classes(law: LawOfDay, name: str, lines: tuple[Line, ...], sofar: Value) -> tuple[Value, ...]:
    found: dict[tuple[Truth, ...], Value] = {}
    values = examples(law, law.book.facts[name], list(lines), sofar)
    for value in [*values, *settled(lines, values)]:
        if isinstance(sofar, str) and not _refines(value, sofar):
            continue
        answers = tuple([line.holds(value) for line in lines])
        if None not in answers:
            found.setdefault(answers, value)
    return tuple(found.values())


def _refines(value: Value, sofar: str) -> bool:
    if isinstance(value, Settled):
        return value.code == sofar or value.code.startswith(f"{sofar}.")
    return isinstance(value, str) and value.startswith(f"{sofar}.")


def named_but_coarse(lines: Iterable[Line]) -> list[str]:
    """The codes an `in` names although a clause asks what lies below them; the deepest first.

    Such a code meets the `in`, which nothing below it does, and leaves the other clause open.
    """
    clauses = [clause for line in lines for clause in line.clauses if clause.is_code]
    named: set[str] = set()
    coarse: set[str] = set()
    for clause in clauses:
        if isinstance(clause.clause, Membership) and clause.clause.word == "in":
            named |= clause.members
        coarse |= clause.coarser
    return sorted(named & coarse, key=lambda code: (-code.count("."), code))


def settled(lines: Iterable[Line], values: Iterable[Value]) -> list[Settled]:
    """Each code that an `in` names though it is coarse, with each of `values` that may lie below."""
    codes = [value for value in values if isinstance(value, str)]
    found: list[Settled] = []
    for code in named_but_coarse(lines):
        below: list[str | Settled] = [*codes, *found]
        found += [Settled(code, value) for value in below if _refines(value, code)]
    return found


def examples(law: LawOfDay, fact: Fact, lines: list[Line], sofar: Value = UNKNOWN) -> list[Value]:
    """Values among which every class of the lines is met, some of them more than once."""
    clauses = [clause for line in lines for clause in line.clauses]
    bounds = [c.clause.bound for c in clauses if isinstance(c.clause, Comparison)]
    members = sorted({member for clause in clauses for member in clause.members} - {"none"})
    if fact.kind in {"bool", "judgement"}:
        return [True, False]
    if fact.kind in {"number", "ratio", "date"}:
        return [*_around(bounds), NONE]
    if fact.kind in {"enumset", "countryset"}:
        words = list(fact.values) or [*members, *_another(law.book.countries, members)]
        return _subsets([word for word in words if word != "none"], members)
    if fact.kind == "country":
        return [*members, *_another(law.book.countries, members), NONE]
    if fact.kind == "enum":
        return [NONE if value == "none" else value for value in fact.values]
    if fact.kind == "code":
        # below each listed code, and beside it, there is always room for one nobody named
        heads = dict.fromkeys(code for member in members for code in above(member))
        coarse = [f"{sofar}.zz"] if isinstance(sofar, str) else []
        return [NONE, *members, *(f"{head}.zz" for head in heads), *coarse, "0Z000.zz"]
    return [NONE, "text"]


def _another(known: Iterable[str], members: Iterable[str]) -> list[str]:
    """One country no line names."""
    named = set(members)
    return [next((code for code in known if code not in named), "XX")]


def _around(bounds: Iterable[Fraction | date]) -> list[Value]:
    """Each bound, and a value just below and just above it."""
    found: list[Value] = []
    numbers = sorted({bound for bound in bounds if isinstance(bound, Fraction)})
    gaps = [b - a for a, b in pairwise(numbers)]
    step = min(gaps, default=Fraction(1)) / 2
    for number in numbers:
        found += [number - step, number, number + step]
    for day in sorted({bound for bound in bounds if isinstance(bound, date)}):
        found += [day - timedelta(days=1), day, day + timedelta(days=1)]
    return found or [Fraction(0)]


def _subsets(words: list[str], members: list[str]) -> list[Value]:
    named = [word for word in words if word in members]
    others = [word for word in words if word not in members][:1]
    if len(named) > _SET_MEMBERS:
        raise TooMany
    pool = [*named, *others]
    sizes = range(1, len(pool) + 1)
    return [NONE, *(frozenset(part) for size in sizes for part in combinations(pool, size))]
