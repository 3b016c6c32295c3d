"""How far the law of every country these facts touch has been looked at."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from knowhold.law.compiled import LawOfDay
from knowhold.law.determination import Coverage, CoverageState
from knowhold.law.judge import Judgement, World
from knowhold.law.model import Regime, Rulebook, Text
from knowhold.law.phrases import PHRASES
from knowhold.law.values import NONE, Absence, OneOf, Value


def coverage_of(law: LawOfDay, judgement: Judgement) -> tuple[Coverage, ...]:
    """One entry per regime touched: by a country, an origin, a release status, a code or a rule."""
    touched = dict.fromkeys(_touched(law, judgement))
    return tuple(_coverage(law, judgement.world, name) for name in touched)


def touched_regimes(law: LawOfDay, judgement: Judgement) -> tuple[Regime, ...]:
    """The recorded regimes among those touched."""
    names = dict.fromkeys(_touched(law, judgement))
    return tuple(law.book.regimes[name] for name in names if name in law.book.regimes)


def named_by(book: Rulebook, values: Mapping[str, Value]) -> list[str]:
    """What the facts themselves touch: the regime of a country, or it, and those of codes and origins."""
    home = _home(book)
    found: list[str] = []
    for name, value in values.items():
        fact = book.facts[name]
        scope = name.rpartition(".")[2]
        if fact.kind in {"country", "countryset"} and not fact.sensitive:
            countries = value if isinstance(value, frozenset) else {value}
            named = sorted(str(c) for c in countries if not isinstance(c, (Absence, OneOf)))
            found += [home.get(country, country) for country in named]
        elif "." in name and scope in book.regimes and value not in (NONE, False):
            found.append(scope)
    return found


@lru_cache(maxsize=8)
def _home(book: Rulebook) -> dict[str, str]:
    return {country: regime.id for regime in book.regimes.values() for country in regime.countries}


def _touched(law: LawOfDay, judgement: Judgement) -> list[str]:
    book = law.book
    spoken = (
        item.today.rule.regime
        for item in judgement.all()
        if item.active is not False or item.today.operates is not True
    )
    facts = named_by(book, judgement.world.facts.values)
    return [*facts, *(name for name in spoken if name in book.regimes)]


def _coverage(law: LawOfDay, world: World, name: str) -> Coverage:
    regime = law.book.regimes.get(name)
    if regime is None:
        title = law.book.countries.get(name, Text(en=name, zh=name))
        why = PHRASES["not_encoded"]
        return Coverage(name, title, CoverageState.NOT_ENCODED, (why,))
    missing = [
        gap.title
        for gap, boxes in law.gaps
        if gap.regime == name and (not boxes or world.matches(boxes) is not False)
    ]
    state = CoverageState(regime.state)
    if missing and state is CoverageState.EVALUATED:
        state = CoverageState.PARTIAL
    return Coverage(name, regime.title, state, (regime.why, *missing))
