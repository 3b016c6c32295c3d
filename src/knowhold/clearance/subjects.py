"""What a question is about: the trip, or one stop, topic or organisation of it.

An answer settles only the subject it was given for: that one organisation is a university says
nothing about the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from knowhold.clearance import countries
from knowhold.clearance.trip import Combination, Trip, combinations

CLASSIFIER = "classifier"


class About(StrEnum):
    LEG = "leg"
    TOPIC = "topic"
    COUNTERPART = "counterpart"


# Facts of the person or the trip as a whole: one answer is an answer for everything.
_WHOLE = frozenset({
    "agency_exception", "cleared", "deviation", "emergency", "journey.CN", "private_travel",
    "secret_holding.CN", "status", "travel", "unplanned_day_trip", "years_since",
})  # fmt: skip
_OF_TOPIC = frozenset({
    "fundamental.US", "intended_published", "made_in", "national_core_key_technology", "origin",
    "prepublication_review", "public_domain", "restrictions_accepted", "stored_in",
})  # fmt: skip
_OF_COUNTERPART = frozenset({
    "buyer_listed", "citizenship_latest", "citizenships", "end_user", "military_end_user", "nda",
    "party", "person", "person_lpr", "person_protected", "person_status", "receiver", "same_person",
    "share_owned_by_listed", "to_group",
})  # fmt: skip
_OF_LEG = frozenset({"hand_carried", "tool_of_trade", "via", "where"})
_OF_LEG_AND_COUNTERPART = frozenset({"channel", "consent", "provider"})
_EVERY_TOPIC = (About.TOPIC,)


def about(fact: str, asked_of: str) -> tuple[About, ...]:
    """What `fact` depends on within one trip; what nobody has said depends on everything."""
    family = fact.partition(".")[0]
    if fact in _WHOLE:
        return ()
    if asked_of == CLASSIFIER or family in {"item", "tech"} or fact in _OF_TOPIC:
        return _EVERY_TOPIC
    if fact in _OF_COUNTERPART or family in _OF_COUNTERPART:
        return (About.COUNTERPART,)
    if fact in _OF_LEG:
        return (About.LEG,)
    if fact in _OF_LEG_AND_COUNTERPART:
        return (About.LEG, About.COUNTERPART)
    return tuple(About)


def key_of(fact: str, asked_of: str, combination: Combination) -> str:
    """The name under which an answer to `fact` counts for `combination`: `end_use@topic:SXS-01`."""
    parts = [f"{each}:{_token(each, combination)}" for each in about(fact, asked_of)]
    return "@".join([fact, *parts])


def fact_in(key: str) -> str:
    return key.partition("@")[0]


def keys_of(fact: str, asked_of: str, trip: Trip) -> set[str]:
    """Every name under which an answer to `fact` counts somewhere on the trip."""
    return {key_of(fact, asked_of, each) for each in combinations(trip)}


def ambiguous(keys: Iterable[str], asked_of: Mapping[str, str], trip: Trip) -> list[str]:
    """Those of `keys` that name no subject though the trip has several."""
    bare = [key for key in keys if key == fact_in(key)]
    return [key for key in bare if len(keys_of(key, asked_of.get(key, ""), trip)) > 1]


def subject_of(
    fact: str, asked_of: str, combination: Combination, trip: Trip, language: str
) -> str:
    """The subject in words, only as far as the trip has several to tell apart."""
    several = {
        About.LEG: len(trip.legs) > 1,
        About.TOPIC: len(trip.topics) > 1,
        About.COUNTERPART: len(trip.counterparts) > 1,
    }
    return " · ".join(
        _words(each, combination, language) for each in about(fact, asked_of) if several[each]
    )


def _token(each: About, combination: Combination) -> str:
    leg, topic, counterpart = combination.leg, combination.topic, combination.counterpart
    if each is About.LEG:
        return f"{leg.origin}>{leg.to} {leg.first_day.isoformat()}"
    if each is About.TOPIC:
        # a topic in one's own words is its words: other words are another topic
        return topic.name_en if topic.item == "other" else topic.item or "general"
    return f"{counterpart.country} {counterpart.name}" if counterpart else "nobody"


def _words(each: About, combination: Combination, language: str) -> str:
    leg, topic, counterpart = combination.leg, combination.topic, combination.counterpart
    if each is About.LEG:
        names = (countries.name(leg.origin, language), countries.name(leg.to, language))
        return f"{' → '.join(names)}, {leg.first_day.isoformat()}"
    if each is About.TOPIC:
        return topic.name_zh if language.startswith("zh") else topic.name_en
    return counterpart.name if counterpart else ""
