"""How well a finding is founded: the rule's evidence, or that of the very row that matched."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from knowhold.law.compiled import RuleToday
from knowhold.law.conditions import Membership
from knowhold.law.judge import World
from knowhold.law.model import Evidence, Rulebook
from knowhold.law.tested import Line
from knowhold.law.values import Value, above


def ground_of(world: World, today: RuleToday, box: Iterable[Line]) -> Evidence:
    """The rule's stated evidence; else the weakest among its sources and the rows it rests on."""
    if today.rule.evidence:
        return today.evidence
    rows = [
        evidence
        for line in box
        for clause in line.clauses
        if isinstance(clause.clause, Membership) and not clause.clause.negated
        for item in clause.clause.items
        if item.startswith("@")
        for evidence in _rows(world.law.book, item[1:], world.value(line.fact))
    ]
    return max([today.evidence, *rows])


def _rows(book: Rulebook, name: str, value: Value) -> list[Evidence]:
    stated = _stated(book, name)
    wanted = set(value) if isinstance(value, frozenset) else above(str(value))
    found = [evidence for member in wanted for evidence in stated.get(member, ())]
    for other in book.sets[name].includes:
        found += _rows(book, other, value)
    return found


@lru_cache(maxsize=512)
def _stated(book: Rulebook, name: str) -> dict[str, list[Evidence]]:
    """How each member of a set was read, where its row or the set says so."""
    named = book.sets[name]
    found: dict[str, list[Evidence]] = {}
    for member in named.members:
        token = member.evidence or named.evidence
        if token:
            found.setdefault(member.member, []).append(Evidence.of(token))
    return found
