"""Which unknown facts can still change the answer, and how far the answer can really go.

Exact by listing the classes of the unknown facts while the combinations stay under a cap. Beyond
it the bounds are Kleene's, which err to open, and of each open alternative one fact is asked first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod

from knowhold.law.classes import TooMany, classes
from knowhold.law.compiled import LawOfDay, RuleToday
from knowhold.law.facts import Facts
from knowhold.law.judge import Interval, Judged, Judgement, World
from knowhold.law.model import Outcome
from knowhold.law.tested import Line
from knowhold.law.values import UNKNOWN, Value, every

CAP = 2_000
Signature = tuple[frozenset[tuple[str, Interval]], frozenset[tuple[str, bool | None]]]


@dataclass(frozen=True, slots=True)
class Residue:
    """What is still open: facts worth asking (most useful first), rules left open, intervals."""

    facts: tuple[str, ...]
    rules: tuple[Judged, ...]
    intervals: Mapping[str, Interval]
    is_exact: bool


def residue(law: LawOfDay, facts: Facts, judgement: Judgement) -> Residue:
    """What remains open once the facts have been judged."""
    intervals = judgement.intervals()
    open_rules = _open_rules(judgement, intervals)
    roots = _Roots(law, judgement.world)
    boxes = [
        names
        for judged in open_rules
        for box in judged.today.boxes
        if (names := roots.of_boxes([box]))
    ]
    asked = Counter(name for names in boxes for name in names)
    ordered = sorted(asked, key=lambda name: (law.book.facts[name].sensitive, -asked[name], name))
    lists = _classes_of(law, facts, ordered, open_rules)
    if lists is None:
        first = _first_of_each(boxes, ordered)
        return Residue(first, tuple(open_rules), intervals, is_exact=False)
    trial = _Trial(judgement, facts, open_rules, intervals)
    answers = [trial.answer(ordered, choice) for choice in product(*lists)]
    sizes = [len(group) for group in lists]
    relevant = [
        name
        for index, name in enumerate(ordered)
        if _matters(index, sizes, answers) and not _can_wait(law, name, boxes)
    ]
    exact = _exact(intervals, (trial.signatures[answer] for answer in set(answers)))
    return Residue(tuple(relevant), tuple(open_rules), exact, is_exact=True)


def _first_of_each(boxes: Iterable[set[str]], ordered: list[str]) -> tuple[str, ...]:
    """Of each open alternative the fact that settles most others: the rest may never be needed."""
    rank = {name: index for index, name in enumerate(ordered)}
    first = {min(names, key=rank.__getitem__) for names in boxes}
    return tuple(name for name in ordered if name in first)


def _can_wait(law: LawOfDay, name: str, boxes: Iterable[set[str]]) -> bool:
    """A sensitive fact waits while another answer could still make it needless."""
    if not law.book.facts[name].sensitive:
        return False
    return all(len(names) > 1 for names in boxes if name in names)


def _open_rules(judgement: Judgement, intervals: Mapping[str, Interval]) -> list[Judged]:
    """The possibly active rules that could move the answer, with whatever may override them."""
    judged = {item.today.rule.id: item for item in judgement.all()}
    chosen = {
        name: item
        for name, item in judged.items()
        if item.active is None and _could_move(item.today, intervals)
    }
    pending = list(chosen.values())
    while pending:
        for name in pending.pop().today.overridden_by:
            other = judged.get(name)
            if other is not None and name not in chosen and other.today.operates is not False:
                chosen[name] = other
                pending.append(other)
    return list(chosen.values())


def _could_move(today: RuleToday, intervals: Mapping[str, Interval]) -> bool:
    if today.outcome is None:
        return True
    lower = intervals[today.rule.regime].lower
    says_more = bool(today.rule.review or today.rule.duties)
    return today.outcome > lower or (says_more and today.outcome is lower)


class _Roots:
    """The facts to ask about, each worked out once."""

    def __init__(self, law: LawOfDay, world: World) -> None:
        self.law = law
        self.world = world
        self._known: dict[str, frozenset[str]] = {}

    def of_boxes(self, boxes: Iterable[tuple[Line, ...]]) -> set[str]:
        """Of the boxes that are neither met nor missed: what would settle them."""
        world = self.world
        found: set[str] = set()
        for box in boxes:
            if world.box(box) is None:
                for line in box:
                    if line.holds(world.value(line.fact)) is None:
                        found |= self.of(line.fact)
        return found

    def of(self, name: str) -> frozenset[str]:
        """The fact itself, or those it would be derived from."""
        if name not in self._known:
            self._known[name] = frozenset(self._of(name))
        return self._known[name]

    def _of(self, name: str) -> set[str]:
        law, world = self.law, self.world
        if world.facts.get(name) is not UNKNOWN:
            return {name}  # answered, but too coarsely
        fact = law.book.facts[name]
        found: set[str] = set()
        surely = False
        for today in law.derives.get(name, ()):
            applies = every((today.operates, world.matches(today.boxes)))
            if applies is None:
                found |= self.of_boxes(today.boxes)
            surely = surely or applies is True
            value = today.derive.set[name]
            if applies is not False and value in law.book.facts and world.value(value) is UNKNOWN:
                found |= self.of(value)
        if fact.base and not surely and world.value(fact.base) is UNKNOWN:
            found |= self.of(fact.base)
        can_be_told = surely or fact.base or fact.otherwise
        return found if can_be_told and found else {*found, name}


def _classes_of(
    law: LawOfDay, facts: Facts, names: list[str], rules: Iterable[Judged]
) -> list[list[Value]] | None:
    """The classes of each fact, or nothing when their combinations are too many."""
    asked = [judged.today for judged in rules]
    lists: list[list[Value]] = []
    for name in names:
        tested = lines_on(law, law.flows[name], asked)
        try:
            found = classes(law, law.book.facts[name], tested, facts.get(name))
        except TooMany:
            return None
        lists.append(found or [UNKNOWN])
        if prod(len(group) for group in lists) > CAP:
            return None
    return lists


def lines_on(law: LawOfDay, names: Iterable[str], rules: Iterable[RuleToday]) -> list[Line]:
    """Every line of these rules and of all derivations that tests one of the facts `names`."""
    tested = [_lines_of_rule(today) for today in rules]
    tested.append(_lines_of_derivations(law))
    found: dict[tuple[str, str], Line] = {}
    for name in names:
        for lines in tested:
            for line in lines.get(name, ()):
                found[name, line.test] = line
    return list(found.values())


@lru_cache(maxsize=65_536)
def _lines_of_rule(today: RuleToday) -> dict[str, tuple[Line, ...]]:
    return _grouped(today.boxes)


@lru_cache(maxsize=64)
def _lines_of_derivations(law: LawOfDay) -> dict[str, tuple[Line, ...]]:
    return _grouped(box for group in law.derives.values() for today in group for box in today.boxes)


def _grouped(boxes: Iterable[tuple[Line, ...]]) -> dict[str, tuple[Line, ...]]:
    found: dict[str, dict[str, Line]] = {}
    for box in boxes:
        for line in box:
            found.setdefault(line.fact, {})[line.test] = line
    return {fact: tuple(lines.values()) for fact, lines in found.items()}


class _Trial:
    """Asks the open rules again with the unknown facts filled in; answers are numbered."""

    def __init__(
        self,
        judgement: Judgement,
        facts: Facts,
        rules: list[Judged],
        sofar: Mapping[str, Interval],
    ) -> None:
        self.facts = facts
        self.again = judgement.trial(judged.today for judged in rules)
        self.sofar = {regime: interval.lower for regime, interval in sofar.items()}
        self.signatures: list[Signature] = []
        self._numbers: dict[Signature, int] = {}
        self._known: dict[object, int] = {}

    def answer(self, names: list[str], choice: tuple[Value, ...]) -> int:
        """The number of the answer these values lead to."""
        values = {**self.facts.values, **dict(zip(names, choice, strict=True))}
        judgement = self.again(Facts(values))
        identity = judgement.identity()
        if identity not in self._known:
            signature = self._signature(judgement)
            number = self._numbers.setdefault(signature, len(self.signatures))
            if number == len(self.signatures):
                self.signatures.append(signature)
            self._known[identity] = number
        return self._known[identity]

    def _signature(self, judgement: Judgement) -> Signature:
        found = judgement.intervals()
        intervals = {
            regime: _at_least(found.get(regime), lower) for regime, lower in self.sofar.items()
        }
        beside = {
            (item.today.rule.id, item.active)
            for item in judgement.all()
            if item.active is not False and _says_something(item.today, intervals)
        }
        return frozenset(intervals.items()), frozenset(beside)


def _says_something(today: RuleToday, intervals: Mapping[str, Interval]) -> bool:
    if today.outcome is None:
        return True
    says_more = bool(today.rule.review or today.rule.duties)
    return says_more and today.outcome >= intervals[today.rule.regime].lower


def _at_least(found: Interval | None, lower: Outcome) -> Interval:
    if found is None:
        return Interval(lower, lower)
    return Interval(max(found.lower, lower), max(found.upper, lower))


def _matters(index: int, sizes: list[int], answers: list[int]) -> bool:
    """Whether two combinations that differ only in this fact are answered differently."""
    stride = prod(sizes[index + 1 :])
    for start in range(0, len(answers), stride * sizes[index]):
        ends = range(start + stride, start + stride * sizes[index], stride)
        first = answers[start : start + stride]
        if any(answers[end : end + stride] != first for end in ends):
            return True
    return False


def _exact(intervals: Mapping[str, Interval], answers: Iterable[Signature]) -> dict[str, Interval]:
    lowers: dict[str, Outcome] = {}
    uppers: dict[str, Outcome] = {}
    for found, _ in answers:
        for regime, interval in found:
            lowers[regime] = min(lowers.get(regime, interval.lower), interval.lower)
            uppers[regime] = max(uppers.get(regime, interval.upper), interval.upper)
    return {regime: Interval(lowers[regime], uppers[regime]) for regime in intervals}
