"""Which rules of a book can be resolved apart: regimes, joined where a rule overrides across them."""

from __future__ import annotations

from functools import lru_cache

from knowhold.law.model import Rulebook
from knowhold.law.patterns import matching

Overriders = dict[str, tuple[str, ...]]


@lru_cache(maxsize=8)
def overriders_of(book: Rulebook) -> Overriders:
    """For each rule that others override: those rules, in the book's order."""
    found: dict[str, list[str]] = {}
    for rule in book.rules.values():
        for name in matching(rule.overrides, book.rules):
            found.setdefault(name, []).append(rule.id)
    return {name: tuple(rules) for name, rules in found.items()}


@lru_cache(maxsize=8)
def parts_of(book: Rulebook) -> tuple[tuple[str, ...], ...]:
    """Every rule in one part: the answer of a part depends on no rule outside it.

    Parts stand in the order of their first rule, rules of a part in the book's order.
    """
    joined = {rule.regime: rule.regime for rule in book.rules.values()}

    def root(regime: str) -> str:
        while joined[regime] != regime:
            regime = joined[regime]
        return regime

    for name, others in overriders_of(book).items():
        for other in others:
            joined[root(book.rules[other].regime)] = root(book.rules[name].regime)
    parts: dict[str, list[str]] = {}
    for name, rule in book.rules.items():
        parts.setdefault(root(rule.regime), []).append(name)
    return tuple(tuple(part) for part in parts.values())
