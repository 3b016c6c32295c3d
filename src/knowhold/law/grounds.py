"""How well a finding is founded: the rule's evidence, or that of the very row that matched."""

from __future__ import annotations

from collections.abc import Iterable

from knowhold.law.compiled import Line, RuleToday
from knowhold.law.conditions import Membership
from knowhold.law.judge import World
from knowhold.law.model import Evidence, Rulebook
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
    named = book.sets[name]
    wanted = set(value) if isinstance(value, frozenset) else set(above(str(value)))
    found = [
        Evidence.of(member.evidence or named.evidence)
        for member in named.members
        if member.member in wanted and (member.evidence or named.evidence)
    ]
    for other in named.includes:
        found += _rows(book, other, value)
    return found
