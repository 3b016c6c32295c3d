"""No rule, box or condition of the further regimes can be lost without a golden case noticing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property

import pytest

from knowhold.law import load_rulebook, read_facts
from knowhold.law.cases import Case, read_cases, rules_of
from knowhold.law.compiled import LawOfDay, RuleToday, law_of_day
from knowhold.law.judge import Interval, Judgement, World, overall
from knowhold.law.model import Effect
from knowhold.law.tested import Line
from knowhold.law.values import Truth

FOLDERS = ("eu", "uk", "jp", "kr", "tw", "au", "ca")
BY_HAND, WITH_GENERATED = 0.97, 0.99
Boxes = tuple[tuple[Line, ...], ...]
Seen = tuple[Interval, frozenset[str]]


@dataclass(frozen=True, eq=False)
class Asked:
    """One golden case, read once: the world it describes and what the rules say to it."""

    case: Case
    law: LawOfDay
    world: World

    @cached_property
    def matches(self) -> dict[str, Truth]:
        return dict(Judgement(self.law, self.world, self.law.rules.values()).matches)

    @cached_property
    def seen(self) -> Seen:
        return answer(Judgement(self.law, self.world, self.law.rules.values()))

    @property
    def expected(self) -> set[str]:
        """The rules this case names, on the scale or beside it."""
        said = self.case.expect
        beside = (
            said.hold,
            said.exception_candidates,
            said.authority_approval,
            said.conflict_of_laws,
        )
        return {*said.rules, *said.duties, *(name for names in beside for name in names or ())}

    def refuses(self, today: RuleToday) -> bool:
        """Whether the case says that this rule does not speak."""
        said = self.case.expect
        whole = {
            Effect.HOLD.value: said.hold,
            Effect.EXCEPTION_CANDIDATE.value: said.exception_candidates,
            Effect.AUTHORITY_APPROVAL.value: said.authority_approval,
        }.get(today.rule.effect)
        name = today.rule.id
        return name in said.not_rules or (whole is not None and name not in whole)


def answer(judgement: Judgement) -> Seen:
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
            changed = (*boxes[:index], rest, *boxes[index + 1 :])
            yield f"box {index} without {line.fact}", changed


def notices(item: Asked, today: RuleToday, boxes: Boxes) -> bool:
    name = today.rule.id
    if today.operates is False or item.world.matches(boxes) is item.matches.get(name, False):
        return False
    rules = {**item.law.rules, name: replace(today, boxes=boxes)}
    interval, names = answer(Judgement(item.law, item.world, rules.values()))
    lost = name in item.expected and name not in names
    gained = name in names and name not in item.seen[1] and item.refuses(today)
    return lost or gained or (bool(item.case.expect.outcome) and interval != item.seen[0])


@cache
def asked(folder: str) -> tuple[Asked, ...]:
    book = rules_of(load_rulebook(), folder)
    found = []
    for case, place, _ in read_cases():
        if place.startswith(f"{folder}/") and not (case.expect.status or case.expect.error):
            law = law_of_day(book, case.on)
            found.append(Asked(case, law, World(law, read_facts(case.facts, book))))
    return tuple(found)


def survivors(folder: str, *, by_hand: bool) -> tuple[int, list[str]]:
    """How many mutants there are, and those that no case notices."""
    every = [item for item in asked(folder) if not by_hand or item.case.basis != "generated"]
    total, alive = 0, []
    for name in every[0].law.rules:
        every.sort(key=lambda item: name not in item.expected)
        for number, (what, _) in enumerate(mutants(every[0].law.rules[name])):
            total += 1
            if not noticed(every, name, number):
                alive.append(f"{name}: {what}")
    return total, alive


def noticed(items: Iterable[Asked], name: str, number: int) -> bool:
    for item in items:
        today = item.law.rules[name]
        if notices(item, today, mutated(item.law, name)[number]):
            return True
    return False


@cache
def mutated(law: LawOfDay, name: str) -> list[Boxes]:
    return [boxes for _, boxes in mutants(law.rules[name])]


def score(folders: Iterable[str], *, by_hand: bool) -> tuple[float, int, list[str]]:
    found = [survivors(folder, by_hand=by_hand) for folder in folders]
    total = sum(count for count, _ in found)
    alive = [text for _, texts in found for text in texts]
    return 1 - len(alive) / total, total, alive


def test_every_lost_condition_is_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    noticed_by_hand, total, by_hand = score(FOLDERS, by_hand=True)
    noticed_at_all, _, of_all = score(FOLDERS, by_hand=False)
    with capsys.disabled():
        print(
            f"\nmutants of the further regimes noticed: {noticed_at_all:.1%} of {total}"
            f" ({noticed_by_hand:.1%} without generated cases)"
        )

    assert noticed_at_all >= WITH_GENERATED, "\n".join(of_all)
    assert noticed_by_hand >= BY_HAND, "\n".join(by_hand)
    assert [text for text in by_hand if text.endswith(": dropped")] == []
