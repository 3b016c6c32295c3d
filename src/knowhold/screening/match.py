"""Screening one name or many: candidates by trigrams, judged word by word, with every reason kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Final

from knowhold.screening.align import Alignment, Side, align
from knowhold.screening.answer import Screening
from knowhold.screening.coverage import Gap, ListPolicy, Reason, gaps
from knowhold.screening.hits import Asked, Found, hits_of, judged
from knowhold.screening.index import Index
from knowhold.screening.judgements import party_of
from knowhold.screening.library import MATCHER, Library, library
from knowhold.screening.memory import judgements
from knowhold.screening.model import Kind
from knowhold.screening.pairs import NamePair, by_key, key_of, shipped_pairs
from knowhold.screening.query import Query
from knowhold.screening.readings import align_reading
from knowhold.screening.store import ListStore
from knowhold.screening.tokens import View, organisation_views, person_views

REVIEW, STRONG = 0.72, 0.92
"""Name scores from which a candidate is shown, and shown as strong."""

CHUNK: Final = 512
NOBODY: Final = Side((), ())
HARD_BLANK: Final = "\xa0"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run may vary; stored with every judgement so that it can be repeated."""

    policy: ListPolicy = field(default_factory=ListPolicy)
    review: float = REVIEW
    strong: float = STRONG
    pairs: tuple[NamePair, ...] | None = None


def screen(
    store: ListStore, query: Query, *, on: date, settings: Settings | None = None
) -> Screening:
    """Every candidate for `query` in the current editions, strongest first, and what is missing.

    Hits are candidates (name score ≥ `settings.review`), never findings. A name without anything
    to compare, a missing, failed or too old list give state `incomplete`.
    """
    return next(screen_many(store, [query], on=on, settings=settings))


def screen_many(
    store: ListStore,
    queries: Iterable[Query],
    *,
    on: date,
    settings: Settings | None = None,
) -> Iterator[Screening]:
    """One Screening per query, in order, at flat memory; the editions are those at the start."""
    chosen = settings or Settings()
    shelf = library(store)
    missing = gaps(shelf.editions, store.failures(), chosen.policy, on, store.confirmed())
    waiting = iter(queries)
    while chunk := list(islice(waiting, CHUNK)):
        yield from _screen_chunk(store, shelf, chunk, missing, on, chosen)


def _screen_chunk(
    store: ListStore,
    shelf: Library,
    chunk: Sequence[Query],
    missing: tuple[Gap, ...],
    on: date,
    settings: Settings,
) -> Iterator[Screening]:
    pairs = by_key(settings.pairs if settings.pairs is not None else shipped_pairs())
    found: list[dict[int, Found | None]] = [{} for _ in chunk]
    unsearchable: list[list[str]] = [[] for _ in chunk]
    for is_person in (False, True):
        asked: list[Asked] = []
        for at, query in enumerate(chunk):
            if (query.kind is Kind.PERSON) is is_person:
                fresh = list(_asked(at, query, pairs))
                names = {one.name for one in fresh}
                unsearchable[at].extend(name for name in query.names if name not in names)
                asked.extend(fresh)
        index = shelf.persons if is_person else shelf.others
        _collect(index, asked, found, settings.review)
    for at, query in enumerate(chunk):
        for key in shelf.numbered(store, query.identifiers):
            found[at].setdefault(key, None)
    stored = shelf.stored(store, (key for each in found for key in each))
    known = judgements(store, (party_of(chunk[at]) for at, each in enumerate(found) if each))
    for at, query in enumerate(chunk):
        hits = hits_of(shelf, query, found[at], stored, settings.strong)
        if known:
            hits = tuple(judged(hit, query, known, on) for hit in hits)
        nothing = tuple(Gap("", Reason.UNSEARCHABLE, message=name) for name in unsearchable[at])
        yield Screening(query, on, MATCHER, shelf.editions, missing + nothing, hits)


def _asked(at: int, query: Query, pairs: Mapping[frozenset[str], NamePair]) -> Iterator[Asked]:
    views = person_views if query.kind is Kind.PERSON else organisation_views
    for name in query.names:
        yield from (Asked(at, name, view, "") for view in views(name))
        if HARD_BLANK in name:
            # It looks like a blank, but may stand inside a word to break it: asked both ways.
            yield from (Asked(at, name, view, "") for view in views(name.replace(HARD_BLANK, "")))
        if query.kind is Kind.PERSON:
            continue
        pair = pairs.get(key_of(name))
        for other in pair.names if pair else ():
            yield from (Asked(at, name, view, other) for view in organisation_views(other))


def _collect(
    index: Index, asked: Sequence[Asked], found: list[dict[int, Found | None]], review: float
) -> None:
    """Keep, per query and entry, the best alignment at or above the review line."""
    views = [one.view for one in asked]
    for one, candidates, boned in zip(
        asked, index.candidates(views, review), index.bones.candidates(views, review), strict=True
    ):
        best = found[one.query]
        left = Side(one.view.tokens, index.weights_of(one.view.tokens)) if candidates else NOBODY
        for row, cosine, ratio in candidates:
            alignment = _aligned(index, one.view, left, (row, cosine, ratio), review)
            if alignment is not None:
                _better(best, index, one, row, alignment)
        for row, alignment in boned:
            _better(best, index, one, row, alignment)


def _better(
    best: dict[int, Found | None], index: Index, one: Asked, row: int, alignment: Alignment
) -> None:
    entry = index.rows[row].entry
    known = best.get(entry)
    if known is None or alignment.score > known.alignment.score:
        best[entry] = Found(one, row, alignment)


def _aligned(
    index: Index, view: View, left: Side, candidate: tuple[int, float, float], review: float
) -> Alignment | None:
    row, cosine, ratio = candidate
    aloud = index.aloud.get(row)
    if view.spelt and view.text and aloud is None:
        return align_reading(view.text, index.tokens[row], is_query_han=True, least=review)
    if aloud is not None and not view.text:
        return align_reading(aloud, left.tokens, is_query_han=False, least=review)
    return align(left, Side(index.tokens[row], index.weights[row]), cosine, ratio, review)
