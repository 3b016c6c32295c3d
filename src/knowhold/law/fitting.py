"""Whether a test fits the fact it is asked of: its kind, its values, the sets it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from knowhold.errors import LawDataError
from knowhold.law.conditions import Claim, Clause, Comparison, Membership
from knowhold.law.model import Fact, Rulebook

SET_KINDS = {"countryset", "enumset"}
NUMBER_KINDS = {"number", "ratio"}
TRUTH_KINDS = {"bool", "judgement"}

# (key, value, expected, known names) → the error that names the place
Refuse = Callable[[str, str, str, Iterable[str]], LawDataError]


def fit(book: Rulebook, refuse: Refuse, fact: Fact, clause: Clause) -> None:
    if isinstance(clause, Claim):
        if fact.kind not in TRUTH_KINDS:
            raise refuse("", str(clause), f"a test for a fact of kind {fact.kind}", ())
        return
    if isinstance(clause, Comparison):
        is_number = not hasattr(clause.bound, "year")
        fits = fact.kind in NUMBER_KINDS if is_number else fact.kind == "date"
        if not fits:
            raise refuse("", str(clause), f"a test for a fact of kind {fact.kind}", ())
        return
    _membership(book, refuse, fact, clause)


def _membership(book: Rulebook, refuse: Refuse, fact: Fact, clause: Membership) -> None:
    if clause.items == ("none",) and not clause.quantifier and clause.word == "in":
        return  # `is none` fits every kind
    if fact.kind in NUMBER_KINDS | TRUTH_KINDS | {"date", "text"}:
        raise refuse("", str(clause), f"a test for a fact of kind {fact.kind}", ())
    if (fact.kind in SET_KINDS) != bool(clause.quantifier):
        words = "`any in` or `all in`" if fact.kind in SET_KINDS else "`in` or `under`"
        raise refuse("", str(clause), f"{words} for a fact of kind {fact.kind}", ())
    if clause.word == "under" and fact.kind != "code":
        raise refuse("", str(clause), "`in`: only codes have descendants", ())
    for item in clause.items:
        if item.startswith("@"):
            if item[1:] not in book.sets:
                known = [f"@{name}" for name in book.sets]
                raise refuse("", item, "a known set", known)
        elif item != "none":
            fit_constant(book, refuse, "", fact, item)


def fit_constant(book: Rulebook, refuse: Refuse, key: str, fact: Fact, value: str) -> None:
    if fact.kind in {"country", "countryset"}:
        one_of(refuse, key, value, book.countries)
    elif fact.kind in {"enum", "enumset"}:
        one_of(refuse, key, value, fact.values)
    elif fact.kind in TRUTH_KINDS:
        one_of(refuse, key, value, ("true", "false"))
    elif fact.kind == "code" and value != "none":
        scheme = book.schemes[fact.scheme]
        if not re.fullmatch(scheme.pattern, value):
            raise refuse(key, value, f"a code of {scheme.title.en}", ())
        known = _edition(book, scheme.codes.removeprefix("@"))
        if known and not any(
            value == code or _below(code, value) or _below(value, code) for code in known
        ):
            raise refuse(key, value, f"a code of {scheme.title.en}", known)


def _edition(book: Rulebook, name: str) -> list[str]:
    """Every code the scheme's list ever held; which of them on which day is asked of facts."""
    if not name:
        return []
    named = book.sets[name]
    inner = [code for other in named.includes for code in _edition(book, other)]
    return [*(member.member for member in named.members), *inner]


def one_of(refuse: Refuse, key: str, value: str, known: Iterable[str]) -> None:
    names = list(known)
    if value not in names:
        listed = ", ".join(names) if len(names) <= 12 else f"one of {len(names)} known names"
        raise refuse(key, value, listed or "a known name", names)


def _below(code: str, top: str) -> bool:
    return code.startswith(f"{top}.")
