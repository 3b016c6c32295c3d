"""Break every rule a little and see who notices: `python tools/mutate_rules.py [REGIME …]`.

A mutant is a rule dropped, a box dropped, a condition dropped, a set narrowed by one member, a test
turned round. A golden case notices when its outcome, or whether a rule it names is active, changes.
What no case notices is listed; the shares are printed with and without generated cases.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from knowhold.law import Facts, load_rulebook, read_facts
from knowhold.law.cases import Case, read_cases, rules_of
from knowhold.law.compiled import LawOfDay, RuleToday, law_of_day
from knowhold.law.conditions import Comparison, Membership
from knowhold.law.judge import Judgement, World, overall
from knowhold.law.tested import Compiled, Line

Boxes = tuple[tuple[Line, ...], ...]
TURNED = {">=": "<", "<": ">=", ">": "<=", "<=": ">"}


@dataclass(frozen=True, eq=False)
class Asked:
    """One golden case, read once, and what it says of the rules now."""

    case: Case
    law: LawOfDay
    world: World
    matched: Judgement
    seen: tuple[object, frozenset[str]]


@dataclass
class Score:
    total: int = 0
    noticed: Counter[str] = field(default_factory=Counter)  # by "written", "all"
    survivors: list[str] = field(default_factory=list)


def asked_of(folder: str) -> list[Asked]:
    book = load_rulebook()
    own = rules_of(book, folder)
    found = []
    for case, place, _ in read_cases():
        if not place.startswith(f"{folder}/") or case.expect.status or case.expect.error:
            continue
        law = law_of_day(book if case.regime == "all" else own, case.on)
        world = World(law, Facts(read_facts(case.facts, law.book).values))
        judgement = Judgement(law, world, law.rules.values())
        found.append(Asked(case, law, world, judgement, said(judgement)))
    return found


def said(judgement: Judgement) -> tuple[object, frozenset[str]]:
    names = {item.today.rule.id for item in judgement.all() if item.active is not False}
    return overall(judgement.intervals()), frozenset(names)


def mutants(boxes: Boxes) -> Iterator[tuple[str, Boxes]]:
    """What was done, and the boxes that are left."""
    yield "dropped", ()
    for index, box in enumerate(boxes):
        before, after = boxes[:index], boxes[index + 1 :]
        if len(boxes) > 1:
            yield f"box {index} dropped", before + after
        for line in box:
            rest = tuple(other for other in box if other is not line)
            if rest:
                yield f"box {index} without {line.fact}", (*before, rest, *after)
            for what, changed in changed_lines(line):
                yield f"box {index}: {line.fact} {what}", (*before, (*rest, changed), *after)


def changed_lines(line: Line) -> Iterator[tuple[str, Line]]:
    """A set narrowed by one, a comparison or a membership turned round."""
    for number, compiled in enumerate(line.clauses):
        clause = compiled.clause
        if isinstance(clause, Comparison):
            turned = replace(clause, operator=TURNED[clause.operator])
            yield f"turned to {turned}", with_clause(line, number, replace(compiled, clause=turned))
        elif isinstance(clause, Membership) and len(compiled.members) > 1:
            fewer = frozenset(sorted(compiled.members)[1:])
            yield "narrowed by one", with_clause(line, number, replace(compiled, members=fewer))
        if isinstance(clause, Membership):
            other = replace(clause, negated=not clause.negated)
            yield "turned round", with_clause(line, number, replace(compiled, clause=other))


def with_clause(line: Line, number: int, compiled: Compiled) -> Line:
    clauses = (*line.clauses[:number], compiled, *line.clauses[number + 1 :])
    return Line(line.fact, f"{line.test} (mutant {number})", clauses)


def notices(item: Asked, today: RuleToday, boxes: Boxes) -> bool:
    name = today.rule.id
    if item.world.matches(boxes) is item.matched.matches.get(name, False):
        return False
    rules = [
        replace(other, boxes=boxes) if other.rule.id == name else other
        for other in item.law.rules.values()
    ]
    interval, names = said(Judgement(item.law, item.world, rules))
    expect = item.case.expect
    lost = any(rule in item.seen[1] and rule not in names for rule in expect.rules)
    gained = any(rule in names for rule in expect.not_rules)
    return bool(expect.outcome and interval != item.seen[0]) or lost or gained


def score_of(folder: str) -> Score:
    asked = asked_of(folder)
    score = Score()
    names = [name for name, today in asked[0].law.rules.items() if today.rule.id] if asked else []
    for name in names:
        for number, (what, _) in enumerate(mutants(asked[0].law.rules[name].boxes)):
            score.total += 1
            written = all_ = False
            for item in asked:
                today = item.law.rules.get(name)
                if today is None or today.operates is False:
                    continue
                boxes = list(mutants(today.boxes))[number][1]
                generated = item.case.basis == "generated"
                if not (generated and all_) and notices(item, today, boxes):
                    all_, written = True, written or not generated
                if written:
                    break
            score.noticed["written"] += written
            score.noticed["all"] += all_
            if not all_:
                score.survivors.append(f"{name}: {what}")
    return score


def main(chosen: list[str]) -> None:
    data = Path(load_rulebook.__code__.co_filename).parent / "data"
    folders = chosen or sorted(p.name for p in data.iterdir() if p.is_dir() and p.name != "common")
    for folder in folders:
        score = score_of(folder)
        if score.total:
            shares = {key: score.noticed[key] / score.total for key in ("written", "all")}
            print(
                f"{folder}: {score.total} mutants, {shares['all']:.1%} noticed by a golden case,"
                f" {shares['written']:.1%} without generated cases"
            )
            for survivor in score.survivors:
                print(f"  {survivor}")


if __name__ == "__main__":
    main(sys.argv[1:])
