"""Between the tables and the engine: a party as a query, judgements as the engine's, hits as rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict
from uuid import UUID

from knowhold.parties.models import Judgement, Match, Party
from knowhold.screening import Identifier, Query, Screening, list_effect
from knowhold.screening import Judgement as Remembered
from knowhold.screening import Verdict as EngineVerdict
from knowhold.screening.judgements import entry_matter, party_of, query_matter
from knowhold.screening.render import hit_json
from knowhold.screening.result import Band, Hit

Key = tuple[str, str]
"""A list's id and an entry's number in it."""


class Found(TypedDict):
    """A hit as a match keeps it."""

    list: str
    number: str
    name: str
    strong: bool
    severity: int
    matter: str
    is_open: bool
    edition: str
    dated: str
    en: dict[str, Any]
    zh: dict[str, Any]


def query_of(party: Party) -> Query:
    """The whole record of the organisation, as the engine compares it."""
    return Query(
        party.name,
        also=tuple(party.also),
        countries=(party.country,) if party.country else (),
        identifiers=tuple(Identifier(each["scheme"], each["value"]) for each in party.identifiers),
    )


def key_of(name: str) -> str:
    return party_of(Query(name))


def matter_of(party: Party) -> str:
    return query_matter(query_of(party))


def found_in(hit: Hit) -> Found:
    return Found(
        list=hit.entry.list_id,
        number=hit.entry.number,
        name=hit.matched.text,
        strong=hit.band is Band.STRONG,
        severity=list_effect(hit.entry.list_id).severity,
        matter=entry_matter(hit.entry),
        is_open=hit.is_open,
        edition=hit.edition.digest,
        dated=hit.edition.dated.isoformat(),
        en=hit_json(hit, "en"),
        zh=hit_json(hit, "zh"),
    )


def all_found(screening: Screening) -> list[Found]:
    return [found_in(hit) for hit in screening.hits]


def judgements_of(parties: Sequence[UUID]) -> dict[UUID, dict[Key, Remembered]]:
    """The newest judgement of every match, by party and entry. One query."""
    rows = (
        Judgement.objects.filter(match__party__in=parties)
        .select_related("match", "by")
        .order_by("number")
    )
    found: dict[UUID, dict[Key, Remembered]] = {}
    for row in rows:
        match = row.match
        found.setdefault(match.party_id, {})[match.list_id, match.number] = as_remembered(
            row, match
        )
    return found


def as_remembered(row: Judgement, match: Match) -> Remembered:
    """The row as the engine holds it against the records of today."""
    return Remembered(
        party=str(match.party_id),
        query=row.party_matter,
        list_id=match.list_id,
        number=match.number,
        entry=row.entry_matter,
        edition=row.edition,
        dated=row.dated,
        verdict=EngineVerdict(row.verdict),
        reason=row.reason,
        by=row.by.label,
        on=row.at.date(),
        expires=row.expires,
        matcher=row.matcher,
    )


def known_party(organisation: UUID, name: str) -> Party | None:
    """The firm's record of the organisation called so. One query."""
    return Party.objects.filter(organisation=organisation, key=key_of(name)).first()


def by_key(found: Iterable[Found]) -> Mapping[Key, Found]:
    return {(each["list"], each["number"]): each for each in found}
