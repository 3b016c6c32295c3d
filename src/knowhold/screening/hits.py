"""From alignments and numbers to hits: the entry as published, the reasons, what was judged before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from knowhold.screening.align import Alignment
from knowhold.screening.effects import list_effect
from knowhold.screening.evidence import evidence_for, shares_number
from knowhold.screening.explain import pieces
from knowhold.screening.judgements import Judgement, party_of, remembered
from knowhold.screening.library import Library
from knowhold.screening.model import Entry, Kind
from knowhold.screening.query import Query
from knowhold.screening.result import Band, Evidence, Hit
from knowhold.screening.rows import Stored
from knowhold.screening.tokens import View, listed_views, person_views


@dataclass(frozen=True, slots=True)
class Asked:
    """One view of one name of one query."""

    query: int
    name: str
    view: View
    through: str


@dataclass(frozen=True, slots=True)
class Found:
    """The best alignment of one listed name."""

    asked: Asked
    row: int
    alignment: Alignment


def hits_of(
    shelf: Library,
    query: Query,
    found: Mapping[int, Found | None],
    stored: Mapping[int, Stored],
    strong: float,
) -> tuple[Hit, ...]:
    """The hits in the order a reviewer reads them; found without a name are those of one number."""
    hits = [
        _by_number(shelf, query, key, stored[key])
        if one is None
        else _hit(shelf, query, key, one, stored[key], strong)
        for key, one in found.items()
        if one is not None or _may_be(query, stored[key].entry)
    ]
    return tuple(sorted(hits, key=_order))


def _may_be(query: Query, entry: Entry) -> bool:
    """Persons are met only by persons, and what is no person only by what is none."""
    return entry.kind is Kind.UNKNOWN or (entry.kind is Kind.PERSON) is (query.kind is Kind.PERSON)


def _by_number(shelf: Library, query: Query, key: int, stored: Stored) -> Hit:
    """A party with the number asked, whose check digits are right, under a name that says nothing."""
    evidence = evidence_for(query, stored.entry)
    return Hit(
        key=key,
        entry=stored.entry,
        entry_digest=stored.digest,
        edition=shelf.edition(stored.edition),
        query_name=query.name,
        matched=stored.entry.names[0],
        band=Band.STRONG,
        name_score=0.0,
        evidence_score=_sum(evidence),
        pieces=(),
        evidence=evidence,
    )


def _sum(evidence: tuple[Evidence, ...]) -> float:
    return round(max(-1.0, min(1.0, sum(each.weight for each in evidence))), 4)


def _hit(shelf: Library, query: Query, key: int, one: Found, stored: Stored, strong: float) -> Hit:
    entry = stored.entry
    is_person = query.kind is Kind.PERSON
    index = shelf.persons if is_person else shelf.others
    row = index.rows[one.row]
    matched = entry.names[row.position]
    views = _views(matched.text, is_person=is_person)
    evidence = evidence_for(query, entry)
    return Hit(
        key=key,
        entry=entry,
        entry_digest=stored.digest,
        edition=shelf.edition(stored.edition),
        query_name=one.asked.name,
        matched=matched,
        band=Band.STRONG
        if one.alignment.score >= strong or shares_number(query, entry)
        else Band.POSSIBLE,
        name_score=one.alignment.score,
        evidence_score=_sum(evidence),
        pieces=pieces(one.asked.view, views[row.variant], one.alignment),
        evidence=evidence,
        through=one.asked.through,
    )


@lru_cache(maxsize=1 << 11)
def _views(text: str, *, is_person: bool) -> tuple[View, ...]:
    return person_views(text) if is_person else listed_views(text)


def judged(
    hit: Hit, query: Query, known: Mapping[tuple[str, str, str], Judgement], on: date
) -> Hit:
    """The hit with what was decided about it before."""
    judgement = known.get((party_of(query), hit.entry.list_id, hit.entry.number))
    if judgement is None or query.kind is Kind.PERSON:
        return hit
    return replace(hit, judgement=remembered(judgement, query, hit.entry, on))


def _order(hit: Hit) -> tuple[object, ...]:
    """One number first, then the strongest name, what supports it, the list's severity, a fixed order."""
    severity = list_effect(hit.entry.list_id).severity
    is_proven = any(one.topic == "checked-number" for one in hit.evidence)
    return (
        not is_proven,
        -hit.name_score,
        -hit.evidence_score,
        -severity,
        hit.entry.list_id,
        hit.entry.number,
    )
