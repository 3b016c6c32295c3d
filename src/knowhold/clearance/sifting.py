"""Which of many cases can have changed at all: the rest need not be asked in full.

For each case the trip is put together as the inquiry does, from its form and today's lists and
classifications, a thousand cases to a query. What its answer would rest on (`footing.py`) is then compared
with what the kept answer rests on. A case is passed over only where both, and what the lists say about
its organisations, are the same; whatever cannot be compared is asked in full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet

from knowhold.clearance.beside import hits_of
from knowhold.clearance.footing import footing_of
from knowhold.clearance.inquiry import (
    Place,
    Tools,
    TripForm,
    classified,
    place_of,
    require_sayable,
    require_unambiguous,
    topics_of,
    trip_of,
)
from knowhold.clearance.models import Case
from knowhold.errors import DataError, Invalid
from knowhold.roster.models import KnowHowItem

CHUNK = 1_000  # cases read at once
MOST_SCREENED = 20_000  # organisations of which the lists' answer is remembered

# The cases to ask in full, of all those given, as of a moment and by an installation's law and lists.
Sieve = Callable[[QuerySet[Case], datetime, Tools, Callable[[], None]], Iterator[UUID]]


def everything(
    cases: QuerySet[Case],
    now: datetime,  # noqa: ARG001 - as every sieve
    tools: Tools,  # noqa: ARG001
    step: Callable[[], None],
) -> Iterator[UUID]:
    """Passes over nothing: case by case."""
    for pk in cases.values_list("pk", flat=True).iterator(chunk_size=CHUNK):
        step()
        yield pk


def can_have_changed(
    cases: QuerySet[Case], now: datetime, tools: Tools, step: Callable[[], None]
) -> Iterator[UUID]:
    """The cases, in the order given, whose answer may be another one; `step` after each looked at."""
    screened = _Screened(tools, now)
    rows = cases.values_list(
        "pk", "footing", "form", "findings", "screening",
        "applicant__organisation", "applicant__organisation__jurisdiction",
    )  # fmt: skip
    kept_ones = (_Kept(*cast("Any", row)) for row in rows.iterator(chunk_size=CHUNK))
    while chunk := tuple(islice(kept_ones, CHUNK)):
        known = _Known(chunk, now)
        for kept in chunk:
            if not _stands(kept, known, screened, tools):
                yield kept.pk
            step()


@dataclass(frozen=True, slots=True)
class _Kept:
    """What of a case its answer was made from."""

    pk: UUID
    footing: str
    form: TripForm
    findings: Sequence[Mapping[str, str]]
    screening: Sequence[Mapping[str, Any]]
    organisation: UUID
    jurisdiction: str


class _Known:
    """The taxonomy and the classifications that a thousand cases rest on, in two queries."""

    def __init__(self, chunk: Sequence[_Kept], now: datetime) -> None:
        topics = {topic for kept in chunk for topic in kept.form["topics"]}
        words = {kept.form["other"].strip() for kept in chunk} - {""}
        self.items = {item.pk: item for item in KnowHowItem.objects.filter(pk__in=topics)}
        self._codes: dict[UUID, dict[Place, str]] = {}
        firms = {kept.organisation for kept in chunk}
        for row in classified(topics, words, firms, now.date()):
            self._codes.setdefault(row.organisation_id, {})[place_of(row)] = row.code

    def codes(self, organisation: UUID) -> Mapping[Place, str]:
        return self._codes.get(organisation, {})


@dataclass(slots=True)
class _Screened:
    """What the lists of today say about an organisation, asked once of each."""

    tools: Tools
    now: datetime
    _found: dict[tuple[str, str, UUID], Mapping[str, Any]] = field(default_factory=dict)

    def of(self, name: str, country: str, organisation: UUID) -> Mapping[str, Any]:
        key = name, country, organisation
        if key not in self._found:
            if len(self._found) >= MOST_SCREENED:
                self._found.clear()
            whole = self.tools.screen(name, country, self.now.date(), organisation)
            self._found[key] = {"parties": whole["parties"], "listed": listed(whole)}
        return self._found[key]


def listed(screened: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[tuple[str, str]]]:
    """What the lists say about one organisation, as far as a decision could turn on it.

    A match that a standing judgement dismisses speaks against nobody.
    """
    said = ((str(hit["matched_name"]), _judged(hit)) for hit in hits_of(screened))
    return screened["parties"], sorted(each for each in said if each[1] != "dismissed")


def _judged(hit: Mapping[str, Any]) -> str:
    made = hit.get("judgement")
    return str(made["verdict"]) if made is not None and made["standing"] == "stands" else ""


def _stands(kept: _Kept, known: _Known, screened: _Screened, tools: Tools) -> bool:
    """Whether the kept answer certainly is today's."""
    if not kept.footing:
        return False
    form = kept.form
    screening = [
        {**each, **screened.of(each["name"], each["country"], kept.organisation)}
        for each in form["counterparts"]
    ]
    if [each["listed"] for each in screening] != [listed(each) for each in kept.screening]:
        return False
    found = {each["fact"]: each["value"] for each in kept.findings}
    try:
        require_sayable(form, tools.law)
        topics = topics_of(form, tools.law, known.items, known.codes(kept.organisation))
        trip = trip_of(form, kept.jurisdiction, screening, topics, found)
        require_unambiguous(trip, tools.law)
        return footing_of(trip, tools.law) == kept.footing
    except (Invalid, DataError):
        return False
