"""From what somebody typed to what the rules say: reads the roster and the lists, writes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypedDict, cast
from uuid import UUID

from django.db.models import Q, QuerySet

from knowhold.accounts.models import Person
from knowhold.audit.canonical import JSON, canonical
from knowhold.clearance.answer import Answered, Law, answer
from knowhold.clearance.subjects import ambiguous, fact_in
from knowhold.clearance.trip import (
    NONE,
    Counterpart,
    Device,
    Leaving,
    Leg,
    Purpose,
    Topic,
    Trip,
    Value,
)
from knowhold.errors import Invalid
from knowhold.roster.models import Classification, KnowHowItem


class LegForm(TypedDict):
    origin: str
    to: str
    first_day: str
    last_day: str


class CounterpartForm(TypedDict):
    name: str
    country: str


class TripForm(TypedDict):
    """What the traveller said, word for word; kept as evidence only when a button says so."""

    kind: str
    purpose: str
    legs: list[LegForm]
    topics: list[str]
    general: bool
    other: str
    counterparts: list[CounterpartForm]
    devices: list[str]
    answers: dict[str, str]


def as_json(form: TripForm) -> dict[str, JSON]:
    """The form as an event writes it: a typed dictionary holds nothing but JSON."""
    return cast("dict[str, JSON]", form)


# The topic that is named in words; every other one is an item of the taxonomy.
OTHER = "other"

TRAVELLER = "traveller"
# Classified, or screened: whoever they are asked of, they are never simply said.
NEVER_SAID = ("item.", "tech.", "party.", "row.", "listed.")

# Item, or else free text, and fact.
Place = tuple[str, str, str]

# An organisation's name, its country, the day and the firm that asks → the JSON of a screening in
# both languages, beside what that firm's officers judged.
Screen = Callable[[str, str, date, UUID], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Tools:
    """What an installation brings to an inquiry: its law and its lists."""

    law: Law
    screen: Screen


@dataclass(frozen=True, slots=True)
class Inquiry:
    form: TripForm
    trip: Trip
    answered: Answered
    # [{name, country, on, state, hits, en, zh}]: one per counterpart
    screening: list[dict[str, Any]]

    @property
    def digest(self) -> str:
        """Changes whenever the answer does: a button pressed under another answer is stale."""
        return hashlib.sha256(canonical(self.answered.en)).hexdigest()[:16]

    @property
    def first_day(self) -> date:
        return min(leg.first_day for leg in self.trip.legs)

    @property
    def last_day(self) -> date:
        return max(leg.last_day for leg in self.trip.legs)


def inquire(
    form: TripForm,
    person: Person,
    on: date,
    tools: Tools,
    found: Mapping[str, str] | None = None,
) -> Inquiry:
    """The answer to `form` as of today's roster, lists and law; Invalid names what is impossible.

    `found` are facts that an officer established; like the traveller's answers they fill gaps only.
    """
    require_sayable(form, tools.law)
    screening = [
        {**each, **tools.screen(each["name"], each["country"], on, person.organisation_id)}
        for each in form["counterparts"]
    ]
    codes = _codes(form, person, on)
    items = {item.pk: item for item in KnowHowItem.objects.filter(pk__in=form["topics"])}
    jurisdiction = person.organisation.jurisdiction
    trip = trip_of(form, jurisdiction, screening, topics_of(form, tools.law, items, codes), found)
    require_unambiguous(trip, tools.law)
    answered = answer(trip, tools.law, general_topic(tools.law))
    return Inquiry(form=form, trip=trip, answered=answered, screening=screening)


def trip_of(
    form: TripForm,
    jurisdiction: str,
    screening: Sequence[Mapping[str, Any]],
    topics: tuple[Topic, ...],
    found: Mapping[str, str] | None = None,
) -> Trip:
    """The trip that `form` tells of; `jurisdiction` is that of the firm's own organisation."""
    return Trip(
        purpose=Purpose(form["purpose"]),
        provider_country=jurisdiction,
        legs=_legs(form),
        topics=topics,
        counterparts=tuple(
            Counterpart(each["name"], each["country"], each["parties"]) for each in screening
        ),
        devices=tuple(Device(each) for each in form["devices"]),
        answers={**form["answers"], **(found or {})},
        leaving=Leaving(form["kind"]),
    )


def require_unambiguous(trip: Trip, law: Law) -> None:
    """Invalid for an answer that may be about several subjects of the trip."""
    if astray := ambiguous(trip.answers, law.asked_of, trip):
        raise Invalid(
            {"answers": [f"`{key}` names no subject of this trip" for key in sorted(astray)]},
            advice="take the `key` of the question that is answered",
        )


def general_topic(law: Law) -> Topic:
    """Nothing controlled: general knowledge, published, known to stand in no entry of any list."""
    codes: dict[str, Value] = dict.fromkeys(code_facts(law), NONE)
    codes["public_domain"] = "true"
    return Topic("", "General knowledge, nothing controlled", "一般知识，不涉及受控内容", codes)


def require_sayable(form: TripForm, law: Law) -> None:
    """Invalid for an answer that is not the traveller's to give: nobody classifies their own trip."""
    wrong = sorted(
        key
        for key in form["answers"]
        for fact in [fact_in(key)]
        if fact not in law.facts
        or law.asked_of.get(fact) != TRAVELLER
        or fact.startswith(NEVER_SAID)
    )
    if wrong:
        raise Invalid(
            {"answers": [f"`{key}` is no question to the traveller" for key in wrong]},
            advice="answer only what the rules ask of the traveller",
        )
    if form["general"] and form["kind"] == Leaving.SHIPMENT:
        raise Invalid(
            {"general": ["goods are never general knowledge"]}, advice="name what is shipped"
        )


def _legs(form: TripForm) -> tuple[Leg, ...]:
    legs = tuple(
        Leg(
            leg["origin"],
            leg["to"],
            date.fromisoformat(leg["first_day"]),
            date.fromisoformat(leg["last_day"]),
        )
        for leg in form["legs"]
    )
    if not legs or any(leg.last_day < leg.first_day for leg in legs):
        raise Invalid({"legs": ["every stop ends on or after the day it starts"]})
    return legs


def topics_of(
    form: TripForm,
    law: Law,
    items: Mapping[str, KnowHowItem],
    codes: Mapping[Place, str],
) -> tuple[Topic, ...]:
    """What is talked about; `items` and `codes` may hold those of other trips too."""
    facts = code_facts(law)
    # a topic that is not found must never pass for a topic that is not controlled
    if missing := sorted(set(form["topics"]) - items.keys()):
        raise Invalid(
            {"topics": [f"`{code}` is no item of the taxonomy" for code in missing]},
            advice="choose it from the list, or describe it in your own words",
        )
    topics = [
        Topic(
            item.pk,
            item.name_en,
            item.name_zh,
            {fact: codes.get((item.pk, "", fact)) for fact in facts},
        )
        for item in (items[code] for code in sorted(set(form["topics"])))
    ]
    if other := form["other"].strip():
        topics.append(
            Topic(OTHER, other, other, {fact: codes.get(("", other, fact)) for fact in facts})
        )
    if form["general"]:
        topics.append(general_topic(law))
    if not topics:
        raise Invalid(
            {"topics": ["nothing is named"]},
            advice="say what you will talk about or show, or that it is general knowledge only",
        )
    return tuple(topics)


def _codes(form: TripForm, person: Person, on: date) -> dict[Place, str]:
    """The codes that count on that day; one query for all topics."""
    rows = classified(form["topics"], [form["other"].strip()], [person.organisation_id], on)
    return {place_of(row): row.code for row in rows}


def classified(
    topics: Collection[str], words: Collection[str], organisations: Collection[UUID], on: date
) -> QuerySet[Classification]:
    """What counts on that day for items and free texts; of one place, the last row counts."""
    return Classification.objects.filter(
        Q(item__in=topics) | Q(free_item__in=words, item=None),
        organisation__in=organisations,
        on__lte=on,
    ).order_by("on", "entered_at")


def place_of(row: Classification) -> Place:
    """What the row classifies and under what: a free text is never taken for an item of its name."""
    return row.item_id or "", row.free_item, row.fact


def code_facts(law: Law) -> tuple[str, ...]:
    return _coded(tuple(law.facts))


@lru_cache(maxsize=8)
def _coded(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(name for name in names if name.startswith(("item.", "tech."))))
