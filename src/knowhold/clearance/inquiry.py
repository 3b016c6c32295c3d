"""From what somebody typed to what the rules say: reads the roster and the lists, writes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict, cast

from django.db.models import Q

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

# One organisation's name, its country and the day → the JSON of a screening in both languages.
Screen = Callable[[str, str, date], Mapping[str, Any]]


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
    _require_sayable(form, tools.law)
    screening = [
        {**each, **tools.screen(each["name"], each["country"], on)} for each in form["counterparts"]
    ]
    trip = Trip(
        purpose=Purpose(form["purpose"]),
        provider_country=person.organisation.jurisdiction,
        legs=_legs(form),
        topics=_topics(form, person, on, tools.law),
        counterparts=tuple(
            Counterpart(each["name"], each["country"], each["parties"]) for each in screening
        ),
        devices=tuple(Device(each) for each in form["devices"]),
        answers={**form["answers"], **(found or {})},
        leaving=Leaving(form["kind"]),
    )
    if astray := ambiguous(trip.answers, tools.law.asked_of, trip):
        raise Invalid(
            {"answers": [f"`{key}` names no subject of this trip" for key in sorted(astray)]},
            advice="take the `key` of the question that is answered",
        )
    answered = answer(trip, tools.law, general_topic(tools.law))
    return Inquiry(form=form, trip=trip, answered=answered, screening=screening)


def general_topic(law: Law) -> Topic:
    """Nothing controlled: general knowledge, published, known to stand in no entry of any list."""
    codes: dict[str, Value] = dict.fromkeys(_code_facts(law), NONE)
    codes["public_domain"] = "true"
    return Topic("", "General knowledge, nothing controlled", "一般知识，不涉及受控内容", codes)


def _require_sayable(form: TripForm, law: Law) -> None:
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


def _topics(form: TripForm, person: Person, on: date, law: Law) -> tuple[Topic, ...]:
    facts = _code_facts(law)
    items = list(KnowHowItem.objects.filter(pk__in=form["topics"]))
    # a topic that is not found must never pass for a topic that is not controlled
    if missing := sorted(set(form["topics"]) - {item.pk for item in items}):
        raise Invalid(
            {"topics": [f"`{code}` is no item of the taxonomy" for code in missing]},
            advice="choose it from the list, or describe it in your own words",
        )
    codes = _codes(form, person, on)
    topics = [
        Topic(
            item.pk,
            item.name_en,
            item.name_zh,
            {fact: codes.get((item.pk, fact)) for fact in facts},
        )
        for item in items
    ]
    if other := form["other"].strip():
        topics.append(
            Topic(OTHER, other, other, {fact: codes.get((other, fact)) for fact in facts})
        )
    if form["general"]:
        topics.append(general_topic(law))
    if not topics:
        raise Invalid(
            {"topics": ["nothing is named"]},
            advice="say what you will talk about or show, or that it is general knowledge only",
        )
    return tuple(topics)


def _codes(form: TripForm, person: Person, on: date) -> dict[tuple[str, str], str]:
    """(item or free text, fact) → the code that counts on that day; one query for all topics."""
    rows = Classification.objects.filter(
        Q(item__in=form["topics"]) | Q(free_item=form["other"].strip(), item=None),
        organisation=person.organisation_id,
        on__lte=on,
    ).order_by("on", "entered_at")
    return {(row.item_id or row.free_item, row.fact): row.code for row in rows}


def _code_facts(law: Law) -> list[str]:
    return sorted(name for name in law.facts if name.startswith(("item.", "tech.")))
