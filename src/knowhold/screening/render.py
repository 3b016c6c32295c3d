"""One screening as JSON and as text, in English or Chinese: the same object, nothing recomputed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Protocol

from knowhold.screening import phrases
from knowhold.screening.coverage import Gap
from knowhold.screening.effects import feed, list_effect
from knowhold.screening.groups import grouped
from knowhold.screening.judgements import Remembered
from knowhold.screening.model import Edition, Entry, Kind
from knowhold.screening.query import Query
from knowhold.screening.result import Evidence, Hit, Piece


class Answer(Protocol):
    """What rendering reads of a screening."""

    @property
    def query(self) -> Query: ...
    @property
    def on(self) -> date: ...
    @property
    def matcher(self) -> str: ...
    @property
    def editions(self) -> tuple[Edition, ...]: ...
    @property
    def gaps(self) -> tuple[Gap, ...]: ...
    @property
    def hits(self) -> tuple[Hit, ...]: ...
    @property
    def state(self) -> str: ...


def as_json(answer: Answer, lang: str) -> dict[str, object]:
    query = answer.query
    return {
        "state": str(answer.state),
        "headline": headline(answer, lang),
        "gaps": [gap_json(gap, lang) for gap in answer.gaps],
        "on": answer.on.isoformat(),
        "matcher": answer.matcher,
        "query": {
            "name": query.name,
            "also": list(query.also),
            "kind": str(query.kind),
            "countries": list(query.countries),
            "basis": query.basis or None,
        },
        "editions": [edition_json(edition, lang) for edition in answer.editions],
        "hits": [hit_json(hit, lang) for hit in answer.hits],
        "groups": [list(each) for each in grouped(answer.hits)],
        "note": phrases.CANDIDATE.in_(lang),
    }


def headline(answer: Answer, lang: str) -> str:
    """The first sentence of a result: incomplete is said before anything else."""
    waiting = sum(hit.is_open for hit in answer.hits)
    settled = len(answer.hits) - waiting
    words = phrases.HEADLINE[str(answer.state), bool(waiting)].in_(lang).format(count=waiting)
    if settled:
        if not waiting:
            words = phrases.ALL_JUDGED[str(answer.state)].in_(lang)
        words += phrases.JUDGED_BEFORE.in_(lang).format(count=settled)
    return words


def gap_text(gap: Gap, lang: str) -> str:
    """One reason for incompleteness as a sentence."""
    title = gap.message if gap.reason == "unsearchable" else _title(gap.feed, lang)
    return (
        phrases.GAP[gap.reason].in_(lang).format(title=title, dated=gap.dated, limit=gap.limit_days)
    )


def gap_json(gap: Gap, lang: str) -> dict[str, object]:
    return {
        "feed": gap.feed,
        "reason": str(gap.reason),
        "text": gap_text(gap, lang),
        "dated": gap.dated.isoformat() if gap.dated else None,
        "detail": gap.message,
    }


def edition_json(edition: Edition, lang: str) -> dict[str, object]:
    """An edition with its lists and counts, titles in `lang`."""
    return {
        "feed": edition.feed,
        "title": _title(edition.feed, lang),
        "dated": edition.dated.isoformat(),
        "digest": edition.digest,
        "source_url": edition.source_url,
        "rights": edition.rights,
        "count": edition.count,
        "loaded_at": edition.loaded_at.isoformat(),
        "lists": [
            {"list": key, "title": list_effect(key).title.in_(lang), "count": count}
            for key, count in edition.lists
        ],
    }


def hit_json(hit: Hit, lang: str) -> dict[str, object]:
    """A hit with its entry, scores, alignment, evidence and the list's meaning."""
    entry, effect = hit.entry, list_effect(hit.entry.list_id)
    return {
        "band": str(hit.band),
        "band_text": phrases.BAND[hit.band].in_(lang),
        "name_score": hit.name_score,
        "evidence_score": hit.evidence_score,
        "query_name": hit.query_name,
        "through": hit.through or None,
        "matched_name": hit.matched.text,
        "alignment": [piece_json(piece, lang) for piece in hit.pieces],
        "evidence": [evidence_json(one, lang) for one in hit.evidence],
        "entry": entry_json(entry, hit.edition, hit.entry_digest, lang),
        "effect": {
            "fact": effect.fact or None,
            "value": effect.value or None,
            "citation": effect.citation.in_(lang),
            "text": effect.effect.in_(lang),
            "severity": effect.severity,
        },
        "judgement": judgement_json(hit.judgement, lang) if hit.judgement else None,
    }


def entry_json(entry: Entry, edition: Edition, digest: str, lang: str) -> dict[str, object]:
    """An entry as published. Of a person neither numbers nor addresses are passed on."""
    is_person = entry.kind is Kind.PERSON
    return {
        "list": entry.list_id,
        "list_title": list_effect(entry.list_id).title.in_(lang),
        "number": entry.number,
        "kind": str(entry.kind),
        "names": [
            {"text": name.text, "kind": str(name.kind), "quality": str(name.quality)}
            for name in entry.names
        ],
        "identifiers": []
        if is_person
        else [
            {"scheme": one.scheme, "value": one.value, "country": one.country}
            for one in entry.identifiers
        ],
        "addresses": []
        if is_person
        else [{"text": one.text, "country": one.country} for one in entry.addresses],
        "countries": sorted({one.country for one in entry.addresses if one.country}),
        "programmes": list(entry.programmes),
        "citation": entry.citation,
        "requirement": entry.requirement,
        "policy": entry.policy,
        "listed_on": entry.listed_on,
        "url": entry.url,
        "digest": digest,
        "edition": {"dated": edition.dated.isoformat(), "digest": edition.digest},
    }


def judgement_json(found: Remembered, lang: str) -> dict[str, object]:
    """What was decided, by whom, until when, and whether it still holds."""
    made = found.judgement
    return {
        "verdict": str(made.verdict),
        "verdict_text": phrases.VERDICT[made.verdict].in_(lang),
        "standing": str(found.standing),
        "standing_text": phrases.STANDING[found.standing].in_(lang),
        "reason": made.reason,
        "by": made.by,
        "on": made.on.isoformat(),
        "expires": made.expires.isoformat(),
        "edition": {"dated": made.dated.isoformat(), "digest": made.edition},
    }


def piece_json(piece: Piece, lang: str) -> dict[str, object]:
    return {
        "relation": str(piece.relation),
        "relation_text": phrases.RELATION[piece.relation].in_(lang),
        "query": piece.query,
        "listed": piece.listed,
        "similarity": piece.similarity,
        "weight": piece.weight,
        "contribution": piece.contribution,
    }


def evidence_json(one: Evidence, lang: str) -> dict[str, object]:
    return {
        "topic": one.topic,
        "topic_text": phrases.TOPIC[one.topic].in_(lang),
        "query": one.query,
        "listed": one.listed,
        "supports": str(one.supports),
        "supports_text": phrases.SUPPORTS[one.supports].in_(lang),
        "weight": one.weight,
    }


def as_text(answer: Answer, lang: str) -> str:
    return "\n".join(_lines(answer, lang))


def _lines(answer: Answer, lang: str) -> Iterator[str]:
    yield f"{answer.query.name}: {headline(answer, lang)}"
    if answer.gaps:
        yield f"{phrases.MISSING.in_(lang)}:"
        yield from (f"  - {gap_text(gap, lang)}" for gap in answer.gaps)
    for number, hit in enumerate(answer.hits, start=1):
        yield ""
        yield from _hit_lines(number, hit, lang)
    yield ""
    yield from searched(answer.editions, answer.on, answer.matcher, lang)
    if answer.hits:
        yield phrases.CANDIDATE.in_(lang)


@lru_cache(maxsize=16)
def searched(editions: tuple[Edition, ...], on: date, matcher: str, lang: str) -> tuple[str, ...]:
    """The lists searched: the same for every question of a run."""
    count = phrases.ENTRIES.in_(lang)
    return (
        f"{phrases.SEARCHED.in_(lang)} ({on}, matcher {matcher}):",
        *(
            f"  - {_title(one.feed, lang)}, {one.dated}, {count.format(count=one.count)},"
            f" {one.digest[:19]}…"
            for one in editions
        ),
    )


def _hit_lines(number: int, hit: Hit, lang: str) -> Iterator[str]:
    effect = list_effect(hit.entry.list_id)
    scores = phrases.SCORES.in_(lang).format(name=hit.name_score, evidence=hit.evidence_score)
    yield f"{number}. {hit.matched.text} — {phrases.BAND[hit.band].in_(lang)} ({scores})"
    yield f"   {effect.title.in_(lang)}, {hit.entry.number}, {hit.edition.dated}"
    if hit.through:
        yield f"   {phrases.THROUGH.in_(lang).format(name=hit.through)}"
    if hit.judgement:
        yield f"   {judgement_line(hit.judgement, lang)}"
    for piece in hit.pieces:
        left, right = piece.query or "—", piece.listed or "—"
        relation = phrases.RELATION[piece.relation].in_(lang)
        yield f"   {piece.contribution:+.4f}  {left} | {right}  {relation}"
    for one in hit.evidence:
        topic, supports = phrases.TOPIC[one.topic], phrases.SUPPORTS[one.supports]
        yield f"   {one.weight:+.2f}  {topic.in_(lang)}: {one.query} | {one.listed}  {supports.in_(lang)}"
    for published in (hit.entry.citation, hit.entry.requirement, hit.entry.policy, hit.entry.url):
        if published:
            yield f"   {published}"
    yield f"   {phrases.EFFECT.in_(lang)}: {effect.effect.in_(lang)} [{effect.citation.in_(lang)}]"


def judgement_line(found: Remembered, lang: str) -> str:
    """What was decided before, by whom, until when, as one sentence."""
    made = found.judgement
    return phrases.JUDGEMENT.in_(lang).format(
        standing=phrases.STANDING[found.standing].in_(lang),
        verdict=phrases.VERDICT[made.verdict].in_(lang),
        by=made.by, on=made.on, expires=made.expires, reason=made.reason,
    )  # fmt: skip


def _title(feed_id: str, lang: str) -> str:
    return feed(feed_id).title.in_(lang) if feed_id else phrases.ANY_LIST.in_(lang)
