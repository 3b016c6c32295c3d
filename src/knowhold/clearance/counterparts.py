"""Organisations of a case against the lists that are loaded; persons are never screened here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from knowhold.clearance.answer import LANGUAGES
from knowhold.clearance.inquiry import Screen
from knowhold.clearance.trip import NONE, UNKNOWN, Value
from knowhold.screening import (
    ListPolicy,
    ListStore,
    Query,
    Screening,
    feeds,
    list_effect,
    list_effects,
    screen,
)


def screen_with(path: Path) -> Screen:
    """Screening against the list store at `path`; a store that is not there has no lists."""

    def screened(name: str, country: str, on: date) -> Mapping[str, Any]:
        store = ListStore.open(path)
        try:
            found = screen(store, Query(name, countries=(country,)), on=on)
        finally:
            store.close()
        return record_of(found)

    return screened


def record_of(found: Screening) -> dict[str, Any]:
    """What a case keeps of a screening: what it answers, from when, and the whole in both languages."""
    dated = [edition.dated for edition in found.editions]
    return {
        "on": found.on.isoformat(),
        "state": str(found.state),
        "lists_of": max(dated).isoformat() if dated else "",
        "parties": parties_of(found),
        **{language: found.as_json(language) for language in LANGUAGES},
    }


def parties_of(found: Screening) -> dict[str, Value]:
    """The facts that the lists answer.

    A fact is `none` only when every list it turns on is loaded and fresh and holds no candidate;
    a candidate leaves it unknown until a person has judged it.
    """
    missing = {gap.feed for gap in found.gaps}
    loaded = {edition.feed for edition in found.editions} - missing
    hit = {list_effect(each.entry.list_id).fact for each in found.hits}
    return {
        fact: NONE if needed <= loaded and fact not in hit else UNKNOWN
        for fact, needed in _feeds_by_fact().items()
    }


def _feeds_by_fact() -> dict[str, set[str]]:
    """Fact → the feeds it turns on: the required ones; where none is, whichever carries it."""
    required = set(ListPolicy().required)
    found: dict[str, set[str]] = {}
    for feed in feeds().values():
        for fact in _facts_of(feed.carries):
            found.setdefault(fact, set()).add(feed.id)
    return {fact: carriers & required or carriers for fact, carriers in found.items()}


def _facts_of(lists: Iterable[str]) -> set[str]:
    effects = list_effects()
    return {effects[each].fact for each in lists if each in effects and effects[each].fact}
