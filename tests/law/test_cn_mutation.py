"""No Chinese rule, box or condition can be lost without a golden case noticing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

import pytest

from knowhold.law import load_rulebook, read_facts
from knowhold.law.cases import Case, read_cases
from knowhold.law.compiled import LawOfDay, RuleToday, law_of_day
from knowhold.law.judge import Judgement, World, overall
from knowhold.law.values import Truth

Boxes = tuple[tuple[object, ...], ...]
BY_HAND, WITH_GENERATED = 0.92, 0.98


@dataclass(frozen=True, eq=False)
class Asked:
    """One golden case, read once: the world it describes and what it says about the rules."""

    case: Case
    law: LawOfDay
    world: World
    rules: list[RuleToday]
    matches: dict[str, Truth]
    seen: tuple[object, frozenset[str]]


@pytest.fixture(scope="module")
def asked() -> list[Asked]:
    book = load_rulebook()
    found = []
    for case, place, _ in read_cases():
        if place.startswith("cn/") and not (case.expect.status or case.expect.error):
            law = law_of_day(book, case.on)
            world = World(law, read_facts(case.facts, book))
            rules = [item for item in law.rules.values() if item.rule.regime == "CN"]
            judgement = Judgement(law, world, rules)
            found.append(Asked(case, law, world, rules, dict(judgement.matches), answer(judgement)))
    return found


def answer(judgement: Judgement) -> tuple[object, frozenset[str]]:
    names = {item.today.rule.id for item in judgement.all() if item.active is not False}
    return overall(judgement.intervals()), frozenset(names)


def mutants(today: RuleToday) -> Iterator[tuple[str, Boxes]]:
    """The rule dropped; each box dropped; each condition of each box dropped."""
    boxes = today.boxes
    yield "dropped", ()
    for index, box in enumerate(boxes):
        if len(boxes) > 1:
            yield f"box {index} dropped", boxes[:index] + boxes[index + 1 :]
        for line in box if len(box) > 1 else ():
            rest = tuple(other for other in box if other is not line)
            yield (
                f"box {index} without {line.fact}",
                (*boxes[:index], rest, *boxes[index + 1 :]),
            )


def notices(item: Asked, name: str, mutant: RuleToday) -> bool:
    if item.world.matches(mutant.boxes) is item.matches.get(name, False):
        return False
    rules = [mutant if rule.rule.id == name else rule for rule in item.rules]
    interval, names = answer(Judgement(item.law, item.world, rules))
    lost = any(rule in item.seen[1] and rule not in names for rule in item.case.expect.rules)
    gained = any(rule in names for rule in item.case.expect.not_rules)
    outcome = bool(item.case.expect.outcome) and interval != item.seen[0]
    return outcome or lost or gained


@dataclass(frozen=True)
class Survivors:
    total: int
    by_hand: list[str]  # mutants no case written by a person notices
    of_all: list[str]  # mutants no case at all notices


@pytest.fixture(scope="module")
def survivors(asked: list[Asked]) -> Survivors:
    written = [item for item in asked if item.case.basis != "generated"]
    generated = [item for item in asked if item.case.basis == "generated"]
    total, by_hand, of_all = 0, [], []
    for name in (item.rule.id for item in asked[0].rules):
        for number, (what, _) in enumerate(mutants(asked[0].law.rules[name])):
            total += 1
            if not noticed(written, name, number):
                by_hand.append(f"{name}: {what}")
                if not noticed(generated, name, number):
                    of_all.append(f"{name}: {what}")
    return Survivors(total, by_hand, of_all)


def noticed(asked: list[Asked], name: str, number: int) -> bool:
    """Whether some case notices that mutant; cases that expect the rule by name are asked first."""
    expecting = [
        item for item in asked if name in (*item.case.expect.rules, *item.case.expect.not_rules)
    ]
    others = [item for item in asked if item not in expecting] if number else []
    return any(
        notices(item, name, mutated(item.law, name, number))
        for item in (*expecting, *others)
        if item.law.rules[name].operates is not False
    )


@lru_cache(maxsize=4096)
def mutated(law: LawOfDay, name: str, number: int) -> RuleToday:
    today = law.rules[name]
    boxes = next(islice(mutants(today), number, None))[1]
    return replace(today, boxes=boxes)  # type: ignore[arg-type]


def test_every_lost_condition_is_noticed(
    survivors: Survivors, capsys: pytest.CaptureFixture[str]
) -> None:
    score = 1 - len(survivors.of_all) / survivors.total
    by_hand = 1 - len(survivors.by_hand) / survivors.total
    with capsys.disabled():
        print(
            f"\nmutants of Chinese rules noticed: {score:.1%} of {survivors.total}"
            f" ({by_hand:.1%} without generated cases)"
        )

    assert score >= WITH_GENERATED, "\n".join(survivors.of_all)
    assert by_hand >= BY_HAND, "\n".join(survivors.by_hand)


def test_no_whole_rule_depends_on_a_generated_case(survivors: Survivors) -> None:
    assert [text for text in survivors.by_hand if text.endswith(": dropped")] == []
