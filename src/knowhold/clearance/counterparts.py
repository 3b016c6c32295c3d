"""Organisations of a case against the lists that are loaded; persons are never screened here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from knowhold.clearance.answer import LANGUAGES
from knowhold.clearance.inquiry import Screen
from knowhold.clearance.trip import NONE, UNKNOWN, Value
from knowhold.parties.records import Found, all_found, judgements_of, known_party, query_of
from knowhold.screening import (
    ListPolicy,
    ListStore,
    Query,
    Screening,
    Verdict,
    feeds,
    list_effect,
    list_effects,
    screen,
)


def screen_with(path: Path) -> Screen:
    """Screening against the list store at `path`; a store that is not there has no lists.

    What the firm knows of the organisation is compared with it, and what its officers judged counts.
    """

    def screened(name: str, country: str, on: date, organisation: UUID) -> Mapping[str, Any]:
        party = known_party(organisation, name)
        query = query_of(party) if party is not None else Query(name, countries=(country,))
        store = ListStore.open(path)
        try:
            found = screen(store, query, on=on)
        finally:
            store.close()
        known = judgements_of([party.pk]).get(party.pk, {}) if party is not None else {}
        return record_of(found.judged(known))

    return screened


def record_of(found: Screening) -> dict[str, Any]:
    """What a case keeps of a screening: what it answers, from when, and the whole in both languages."""
    dated = [edition.dated for edition in found.editions]
    return {
        "on": found.on.isoformat(),
        "state": str(found.state),
        "lists_of": max(dated).isoformat() if dated else "",
        "parties": parties_of(found),
        "found": [_kept(each) for each in all_found(found)],
        **{language: found.as_json(language) for language in LANGUAGES},
    }


def _kept(found: Found) -> dict[str, Any]:
    """A hit without what stands in the whole anyway, in the same order."""
    return {name: value for name, value in found.items() if name not in LANGUAGES}


def found_of(screened: Mapping[str, Any]) -> list[Found]:
    """The hits of a kept screening, as a match keeps them."""
    return [
        Found(**kept, en=en, zh=zh)  # type: ignore[typeddict-item]  # from JSON
        for kept, en, zh in zip(
            screened.get("found", ()),
            screened["en"].get("hits", ()),
            screened["zh"].get("hits", ()),
            strict=False,
        )
    ]


def parties_of(found: Screening) -> dict[str, Value]:
    """The facts that the lists answer.

    A fact is `none` only when every list it turns on is loaded and fresh and holds no candidate;
    a candidate leaves it unknown until a person has judged it. A confirmed one answers it, unless
    a list at least as serious still waits.
    """
    missing = {gap.feed for gap in found.gaps}
    loaded = {edition.feed for edition in found.editions} - missing
    waiting: dict[str, int] = {}
    listed: dict[str, tuple[int, str]] = {}
    for hit in found.hits:
        effect = list_effect(hit.entry.list_id)
        if hit.is_open:
            waiting[effect.fact] = max(effect.severity, waiting.get(effect.fact, 0))
        elif hit.judgement is not None and hit.judgement.judgement.verdict is Verdict.CONFIRMED:
            known = listed.get(effect.fact, (0, ""))
            listed[effect.fact] = max(known, (effect.severity, effect.value))
    return {
        fact: _answered(listed.get(fact), waiting.get(fact, 0), clear=needed <= loaded)
        for fact, needed in _feeds_by_fact().items()
    }


def _answered(listed: tuple[int, str] | None, waiting: int, *, clear: bool) -> Value:
    if listed is not None and listed[0] > waiting:
        return listed[1]
    return NONE if clear and not waiting and listed is None else UNKNOWN


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
