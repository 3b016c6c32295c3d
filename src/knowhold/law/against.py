"""Which sample situations two rulebooks answer differently: golden cases asked of both, on the same days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from knowhold.errors import FactError
from knowhold.law.cases import Case
from knowhold.law.changes import days_of_book
from knowhold.law.compiled import law_of_day
from knowhold.law.facts import Facts, read_facts
from knowhold.law.judge import Interval, Judgement, judge, overall
from knowhold.law.model import Rulebook
from knowhold.law.values import Truth


@dataclass(frozen=True, slots=True)
class Moved:
    """One situation on one day: the outcome under the old rules and under the new, and whose rules."""

    case: Case
    on: date
    before: Interval
    after: Interval
    rules: tuple[str, ...]  # active under one of them only


def new_days(old: Rulebook, new: Rulebook, today: date) -> tuple[date, ...]:
    """The days on which the two may differ: those only one of them knows, and today."""
    return tuple(sorted({today, *(set(days_of_book(old)) ^ set(days_of_book(new)))}))


def moved(
    old: Rulebook, new: Rulebook, cases: Iterable[Case], days: Iterable[date]
) -> Iterator[Moved]:
    """Every case with another outcome, or with other rules behind it, on its own day or on `days`."""
    for case in cases:
        for on in dict.fromkeys([case.on, *days]):
            found = _asked(old, new, case, on)
            if found is not None:
                yield found
                break  # one day a case is told; the first


def _asked(old: Rulebook, new: Rulebook, case: Case, on: date) -> Moved | None:
    try:
        facts = read_facts(case.facts, new)
    except FactError:
        return None  # the case states on purpose what no reader accepts
    known = Facts({name: value for name, value in facts.values.items() if name in old.facts})
    before, after = judge(law_of_day(old, on), known), judge(law_of_day(new, on), facts)
    every = {**old.rules, **new.rules}
    names = [name for name in every if _active(before, name) is not _active(after, name)]
    outcomes = overall(before.intervals()), overall(after.intervals())
    if outcomes[0] == outcomes[1] and not names:
        return None
    return Moved(case, on, outcomes[0], outcomes[1], tuple(names))


def _active(judgement: Judgement, name: str) -> Truth:
    return judgement.active(name) if name in judgement.law.rules else False
