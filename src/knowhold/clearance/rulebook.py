"""The shipped rulebook as an inquiry needs it: loaded once, its facts, its clocks, its evaluator."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import cast
from zoneinfo import ZoneInfo

from knowhold.clearance.answer import LANGUAGES, Both, Law
from knowhold.clearance.trip import Value
from knowhold.law import (
    Determination,
    Facts,
    Rulebook,
    conclude,
    explain,
    load_rulebook,
    read_facts,
)
from knowhold.law.changes import days_of_book
from knowhold.law.footing import footings_of

Evaluator = Callable[[Rulebook, Facts, date], Determination]
Answering = Callable[[Mapping[str, Value], date], Both]

# Facts that take several values at once are given as a list, though a combination has one.
_SEVERAL = "enumset"
# Facts of which a footing is remembered: many cases share them.
FOOTINGS_KEPT = 100_000
# Answers in memory: the question pages, the answer page and its buttons ask the same again.
KEPT = 256


@cache
def shipped_law() -> Law:
    """The law of this installation; the first call reads and checks every file."""
    return law_of(load_rulebook())


def law_of(book: Rulebook) -> Law:
    several = {name for name, fact in book.facts.items() if fact.kind == _SEVERAL}
    zones = {
        country: ZoneInfo(regime.timezone)
        for regime in book.regimes.values()
        for country in regime.countries
    }

    return Law(
        facts=dict.fromkeys(book.facts),
        zones=zones,
        conclude=_kept(book, several, conclude),
        explain=_kept(book, several, explain),
        asked_of={name: fact.asked_of for name, fact in book.facts.items()},
        turning_days=days_of_book(book),
        footing=_footing(book, several),
    )


def _kept(book: Rulebook, several: Collection[str], evaluator: Evaluator) -> Answering:
    """`evaluator` on plain facts, in both languages, with its latest answers kept in memory."""

    @lru_cache(maxsize=KEPT)
    def answered(facts: frozenset[tuple[str, str]], on: date) -> Both:
        raw = {name: [value] if name in several else value for name, value in facts}
        found = evaluator(book, read_facts(raw, book), on)
        return {language: found.as_json(language) for language in LANGUAGES}

    def answering(facts: Mapping[str, Value], on: date) -> Both:
        known = {(name, value) for name, value in facts.items() if value is not None}
        return answered(frozenset(known), on)

    return answering


def _footing(
    book: Rulebook, several: Collection[str]
) -> Callable[[Mapping[str, Value], date], str]:
    """What the answer to plain facts rests on, remembered by facts and state of the law."""

    @lru_cache(maxsize=FOOTINGS_KEPT)
    def found(facts: frozenset[tuple[str, str]], start: date) -> str:
        raw = {name: [value] if name in several else value for name, value in facts}
        return footings_of(book).of(read_facts(raw, book), start)

    def footing(facts: Mapping[str, Value], on: date) -> str:
        known = frozenset([pair for pair in facts.items() if pair[1] is not None])
        return found(cast("frozenset[tuple[str, str]]", known), footings_of(book).segment(on))

    return footing
