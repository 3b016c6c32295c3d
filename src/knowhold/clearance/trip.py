"""A trip taken apart: legs × topics × counterparts × devices, each combination with its facts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from itertools import product

from knowhold.errors import Invalid

# Enough for a long round trip; beyond it an officer reads faster than anybody reads the answer.
MOST_COMBINATIONS = 200

UNKNOWN = None
NONE = "none"
Value = str | None


class Leaving(StrEnum):
    """What leaves: somebody with what they know, know-how alone, or goods."""

    TRIP = "trip"
    DISCLOSURE = "disclosure"
    SHIPMENT = "shipment"


class Purpose(StrEnum):
    CONFERENCE = "conference"
    VISIT = "visit"
    TEACHING = "teaching"
    SERVICE = "service"
    PRIVATE = "private"
    SEND = "send"
    SHOW = "show"
    PUBLISH = "publish"
    ADVISE = "advise"
    SHIP = "ship"


class Device(StrEnum):
    OWN_PHONE = "own-phone"
    OWN_LAPTOP = "own-laptop"
    LOANER = "loaner"
    DOCUMENTS = "documents"


# A trip moves what people know, show and carry as text; annexes of metals and magnets are not in it.
KNOW_HOW_ONLY: dict[str, Value] = {"form": "technology", "annex61.CN": NONE}

# The words of the fact `act`: what is done abroad, not what the trip is called.
ACTS: dict[Purpose, str] = {
    Purpose.CONFERENCE: "publish",
    Purpose.VISIT: "release",
    Purpose.TEACHING: "release",
    Purpose.SERVICE: "service",
    Purpose.SEND: "export",
    Purpose.SHOW: "release",
    Purpose.PUBLISH: "publish",
    Purpose.ADVISE: "service",
    Purpose.SHIP: "export",
}


@dataclass(frozen=True, slots=True)
class Leg:
    """From one country to the next; both days are local to where they happen, both included."""

    origin: str
    to: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Topic:
    """What is talked about or shown.

    `codes` maps a fact such as `item.CN` to the code of the dated classification, to `none`
    (known to stand in no entry), or to None: nobody has classified it.
    """

    item: str
    name_en: str
    name_zh: str
    codes: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counterpart:
    """An organisation that is met; `parties` maps a fact such as `party.CN` to its list status."""

    name: str
    country: str
    parties: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trip:
    """What is asked about; a disclosure or a shipment is a trip on which nobody travels."""

    purpose: Purpose
    provider_country: str
    legs: tuple[Leg, ...]
    topics: tuple[Topic, ...]
    counterparts: tuple[Counterpart, ...]
    devices: tuple[Device, ...]
    # what was answered in so many words, by fact and subject (`subjects.key_of`)
    answers: Mapping[str, str] = field(default_factory=dict)
    leaving: Leaving = Leaving.TRIP


@dataclass(frozen=True, slots=True)
class Combination:
    """One leg, one topic, one counterpart (or nobody), one device (or none)."""

    leg: Leg
    topic: Topic
    counterpart: Counterpart | None
    device: Device | None


def combinations(trip: Trip) -> list[Combination]:
    """Every combination of the trip; Invalid when there are more than anybody should read."""
    count = (
        len(trip.legs)
        * len(trip.topics)
        * max(1, len(trip.counterparts))
        * max(1, len(trip.devices))
    )
    if count > MOST_COMBINATIONS:
        raise Invalid(
            {"trip": [f"`{count}` combinations of stops, topics, organisations and devices"]},
            advice=f"split the trip: at most `{MOST_COMBINATIONS}` can be answered at once",
        )
    return [
        Combination(leg, topic, counterpart, device)
        for leg, topic, counterpart, device in product(
            trip.legs, trip.topics, trip.counterparts or (None,), trip.devices or (None,)
        )
    ]


def facts_of(
    trip: Trip, combination: Combination, known: Collection[str], answers: Mapping[str, str]
) -> dict[str, Value]:
    """The facts of one combination, by the names in `known`; what nobody said stays unknown.

    `answers` are those that were given for this combination, by fact.
    """
    facts: dict[str, Value] = {
        "act": ACTS[trip.purpose],
        "from": combination.leg.origin,
        "to": combination.leg.to,
        **({"form": "goods"} if trip.leaving is Leaving.SHIPMENT else KNOW_HOW_ONLY),
        "device": str(combination.device or NONE),
        **combination.topic.codes,
        **_parties(combination, known),
        **_persons(trip, combination),
    }
    facts = {name: value for name, value in facts.items() if name in known}
    for name, value in answers.items():
        # asked and not known: the question stays open, for somebody else to answer
        if value and name in known and facts.get(name) is UNKNOWN:
            facts[name] = value
    return facts


def legal_days(leg: Leg, there: tzinfo, jurisdiction: tzinfo) -> list[date]:
    """The days on `jurisdiction`'s calendar that the leg's first and last local days touch.

    The law of a jurisdiction changes at its own midnight: a day in New York is two in Shanghai.
    """
    return sorted(
        {
            *days_touched(leg.first_day, there, jurisdiction),
            *days_touched(leg.last_day, there, jurisdiction),
        }
    )


@lru_cache(maxsize=65_536)
def days_touched(day: date, there: tzinfo, jurisdiction: tzinfo) -> tuple[date, ...]:
    """The days of `jurisdiction` that share an instant with the local `day` of `there`."""
    start = datetime.combine(day, time.min, there).astimezone(UTC)
    # the first instant of the next day is no longer part of this one
    end = datetime.combine(day + timedelta(days=1), time.min, there).astimezone(UTC)
    last = (end - timedelta(microseconds=1)).astimezone(jurisdiction).date()
    first = start.astimezone(jurisdiction).date()
    return tuple(first + timedelta(days=place) for place in range((last - first).days + 1))


def _parties(combination: Combination, known: Collection[str]) -> Mapping[str, Value]:
    """Nobody is on no list; somebody is on none only as far as a loaded list says so."""
    if combination.counterpart is not None:
        return combination.counterpart.parties
    return dict.fromkeys((name for name in known if name.startswith("party.")), NONE)


def _persons(trip: Trip, combination: Combination) -> dict[str, Value]:
    """Who gives and who receives, as far as the countries alone say it; never a person's origin."""
    provider = "prc-person" if trip.provider_country == "CN" else "overseas-person"
    counterpart = combination.counterpart
    if counterpart is None or counterpart.country == trip.provider_country:
        return {"provider": provider}
    return {"provider": provider, "receiver": "foreign-organisation"}
