"""The answer to a trip: every combination on every legal day, merged, and what would avoid asking."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta, timezone, tzinfo
from itertools import combinations as choose
from typing import Any
from zoneinfo import ZoneInfo

from knowhold.clearance import countries
from knowhold.clearance.merge import CLEARANCES, Answer, Clearance, clearance_of, merge, strictness
from knowhold.clearance.subjects import fact_in, key_of, subject_of
from knowhold.clearance.trip import (
    NONE,
    UNKNOWN,
    Combination,
    Counterpart,
    Device,
    Leaving,
    Leg,
    Topic,
    Trip,
    Value,
    combinations,
    facts_of,
    legal_days,
)
from knowhold.law import Interval, Outcome
from knowhold.law.phrases import say
from knowhold.law.words import outcome_text

LANGUAGES = ("en", "zh")
# More than this at once is no longer advice but another trip.
MOST_CHANGES = 3

# The first and the last clock on earth: a day somewhere lies between them.
ANY_CLOCK = (timezone(timedelta(hours=14)), timezone(timedelta(hours=-12)))

# Facts of a trip that its traveller can change, and those of one regime's lists.
_REACHABLE = frozenset({"device", "to", "on"})
_CODED = frozenset({"item", "tech"})
_PARTY = "party"

# Language → the JSON of one determination.
Both = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Law:
    """What an answer needs of a rulebook: its fact names, its clocks, and its evaluator.

    `conclude` answers one set of facts on one day; `explain` adds what would change the answer,
    which is most of the work, and is asked only where it is shown.
    """

    facts: Collection[str]
    zones: Mapping[str, ZoneInfo]
    conclude: Callable[[Mapping[str, Value], date], Both]
    explain: Callable[[Mapping[str, Value], date], Both]
    # fact → who can answer it: traveller, classifier, officer, law-editor
    asked_of: Mapping[str, str] = field(default_factory=dict)
    # every day on which some answer may change, earliest first
    turning_days: Sequence[date] = ()
    # what an answer rests on, as a hash: equal hashes, equal answers, whatever the rulebook;
    # raises DataError where the facts can no longer be asked. Left out: everything is asked in full
    footing: Callable[[Mapping[str, Value], date], str] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One combination on one legal day, and what the law concludes."""

    combination: Combination
    facts: Mapping[str, Value]
    day: date
    both: Both


@dataclass(frozen=True, slots=True)
class Change:
    """One thing the traveller could leave out: `what` is topic, counterpart or device."""

    what: str
    value: Topic | Counterpart | Device


@dataclass(frozen=True, slots=True)
class Answered:
    en: Answer
    zh: Answer

    @property
    def clearance(self) -> Clearance:
        found: Clearance = self.en["headline"]["clearance"]
        return found

    def into(self, language: str) -> Answer:
        return self.zh if language.startswith("zh") else self.en


def answer(trip: Trip, law: Law, general: Topic) -> Answered:
    """The merged answer in both languages; `general` is the topic that says nothing controlled."""
    law = _remembering(law)
    parts = list(parts_of(trip, law))
    avoid = avoidances(trip, law, general)
    merged = {
        language: merge(
            [
                (describe(each.combination, language), _about(each, trip, law, language))
                for each in parts
            ]
        )
        for language in LANGUAGES
    }
    strictest = _strictest_once(parts)
    for language, found in merged.items():
        _say_outcomes(found, language)
        changes = [
            change
            for part in strictest
            for change in law.explain(part.facts, part.day)[language]["would_change"]
        ]
        found["would_change"] = _within_reach(changes, found, trip)
        found["avoid"] = [
            {
                "leave_out": [_named(change, language) for change in changes],
                "clearance": clearance,
            }
            for changes, clearance in avoid
        ]
    return Answered(en=merged["en"], zh=merged["zh"])


def parts_of(trip: Trip, law: Law) -> Iterator[Part]:
    """Each combination with its determination, on each legal day of its leg."""
    for combination in combinations(trip):
        facts = facts_of(trip, combination, law.facts, answers_for(trip, combination, law))
        for day in days_of(combination.leg, law, trip):
            yield Part(combination, facts, day, law.conclude(facts, day))


def answers_for(trip: Trip, combination: Combination, law: Law) -> dict[str, str]:
    """Fact → what was answered about the subject of this combination, and no other."""
    found: dict[str, str] = {}
    for fact in {fact_in(key) for key in trip.answers}:
        key = key_of(fact, law.asked_of.get(fact, ""), combination)
        # a bare fact is an answer for all: `inquire` lets it pass only where there is one subject
        value = trip.answers.get(key) or trip.answers.get(fact)
        if value:
            found[fact] = value
    return found


def days_of(leg: Leg, law: Law, trip: Trip) -> list[date]:
    """The legal days of the leg that can differ: its first, its last, and each turn of the law.

    The leg's dates are dates where it ends (of what is sent: at either end); the law's days are
    those of the countries at both ends and of who provides. A country whose clock is not known
    may have any.
    """
    ends = (leg.to,) if trip.leaving is Leaving.TRIP else (leg.origin, leg.to)
    clocks = [clock for country in ends for clock in _clocks(country, law)]
    touched = (leg.origin, leg.to, trip.provider_country)
    known = {law.zones[country] for country in touched if country in law.zones}
    days = {
        day
        for jurisdiction in known or {ZoneInfo("UTC")}
        for clock in clocks
        for day in legal_days(leg, clock, jurisdiction)
    }
    first, last = min(days), max(days)
    return sorted({first, last, *(day for day in law.turning_days if first < day < last)})


def _clocks(country: str, law: Law) -> Sequence[tzinfo]:
    zone = law.zones.get(country)
    return [zone] if zone else ANY_CLOCK


def avoidances(trip: Trip, law: Law, general: Topic) -> list[tuple[tuple[Change, ...], Clearance]]:
    """The smallest sets of things to leave out after which less clearance is needed."""
    now = CLEARANCES.index(_clearance(trip, law))
    if now == 0:
        return []
    changes = _changes(trip, general)
    for size in range(1, min(MOST_CHANGES, len(changes)) + 1):
        found = [
            (chosen, after)
            for chosen in choose(changes, size)
            for after in [_clearance(_without(trip, chosen, general), law)]
            if CLEARANCES.index(after) < now
        ]
        if found:
            return sorted(found, key=lambda each: CLEARANCES.index(each[1]))
    return []


def describe(combination: Combination, language: str) -> dict[str, str]:
    """One combination in words, for the table of combinations."""
    leg, counterpart = combination.leg, combination.counterpart
    return {
        "from": leg.origin,
        "to": leg.to,
        "from_name": countries.name(leg.origin, language),
        "to_name": countries.name(leg.to, language),
        "first_day": leg.first_day.isoformat(),
        "last_day": leg.last_day.isoformat(),
        "topic": _topic_name(combination.topic, language),
        "counterpart": counterpart.name if counterpart else "",
        "device": str(combination.device or ""),
    }


def _about(part: Part, trip: Trip, law: Law, language: str) -> dict[str, Any]:
    """The part's determination, each question naming what it is about and its answer's key."""
    found = part.both[language]
    return {**found, "unanswered": [
        _named_question(question, part.combination, trip, law, language)
        for question in found["unanswered"]
    ]}  # fmt: skip


def _named_question(
    question: Mapping[str, Any], combination: Combination, trip: Trip, law: Law, language: str
) -> dict[str, Any]:
    fact = question["fact"]
    asked_of = law.asked_of.get(fact, question["asked_of"])
    subject = subject_of(fact, asked_of, combination, trip, language)
    text = f"{question['question']} — {subject}" if subject else question["question"]
    key = key_of(fact, asked_of, combination)
    return {**question, "key": key, "subject": subject, "question": text}


def _say_outcomes(found: Answer, language: str) -> None:
    """Put the words of each united outcome beside its tokens, as a single determination has them."""
    for each in (found, *found["regimes"]):
        bounds = each["outcome"]
        interval = Interval(Outcome[bounds["lower"].upper()], Outcome[bounds["upper"].upper()])
        bounds["text"] = outcome_text(interval, language)
    _say_headline(found, language)


def _say_headline(found: Answer, language: str) -> None:
    """The strictest combination may be certain while another may be worse: say how far it goes."""
    clearance, bounds = found["headline"]["clearance"], found["outcome"]
    is_open = bounds["lower"] != bounds["upper"]
    if clearance == "needed" or (clearance == "open" and is_open):
        words = {bound: say(f"outcome.{bounds[bound]}", language) for bound in ("lower", "upper")}
        text = say(f"headline.{clearance}", language, outcome=bounds["text"], **words)
        found["headline"] = {**found["headline"], "text": text}


def _strictest_once(parts: Sequence[Part]) -> list[Part]:
    """The parts that decide the answer, on their first day only: what changes them changes it."""
    top = max(strictness(part.both["en"]) for part in parts)
    once: dict[frozenset[tuple[str, Value]], Part] = {}
    for part in parts:
        if strictness(part.both["en"]) == top:
            once.setdefault(frozenset(part.facts.items()), part)
    return list(once.values())[:MOST_CHANGES]


def _within_reach(changes: Sequence[Mapping[str, Any]], found: Answer, trip: Trip) -> list[Any]:
    """The changes that the traveller can make or has to expect.

    That another country's law would catch the trip if it began there helps nobody.
    """
    ends = {country for leg in trip.legs for country in (leg.origin, leg.to)}
    touched = {entry["regime"] for entry in found["coverage"]}
    within = [
        change
        for change in changes
        for family, _dot, regime in [change["fact"].partition(".")]
        if change["fact"] in _REACHABLE
        or (family in _CODED and regime in ends)
        or (family == _PARTY and regime in touched)
    ]
    return list({change["text"]: change for change in within}.values())


def _clearance(trip: Trip, law: Law) -> Clearance:
    return clearance_of(part.both["en"] for part in parts_of(trip, law))


def _changes(trip: Trip, general: Topic) -> list[Change]:
    return [
        *(Change("topic", topic) for topic in trip.topics if topic != general),
        *(Change("counterpart", each) for each in trip.counterparts if _is_listed(each)),
        *(Change("device", device) for device in trip.devices),
    ]


def _is_listed(counterpart: Counterpart) -> bool:
    """Known to be on a list; nobody is advised to avoid somebody about whom nothing is known."""
    return any(value not in {NONE, UNKNOWN} for value in counterpart.parties.values())


def _without(trip: Trip, changes: Sequence[Change], general: Topic) -> Trip:
    gone = [change.value for change in changes]
    return replace(
        trip,
        topics=tuple(each for each in trip.topics if each not in gone) or (general,),
        counterparts=tuple(each for each in trip.counterparts if each not in gone),
        devices=tuple(each for each in trip.devices if each not in gone),
    )


def _named(change: Change, language: str) -> dict[str, str]:
    value = change.value
    if isinstance(value, Topic):
        return {"what": change.what, "name": _topic_name(value, language)}
    if isinstance(value, Counterpart):
        return {"what": change.what, "name": value.name}
    return {"what": change.what, "name": str(value)}


def _topic_name(topic: Topic, language: str) -> str:
    return topic.name_zh if language.startswith("zh") else topic.name_en


def _remembering(law: Law) -> Law:
    """The same law, asked once per set of facts and day: leaving things out asks most again."""
    seen: dict[tuple[frozenset[tuple[str, Value]], date], Both] = {}

    def conclude(facts: Mapping[str, Value], on: date) -> Both:
        key = (frozenset(facts.items()), on)
        if key not in seen:
            seen[key] = law.conclude(facts, on)
        return seen[key]

    return replace(law, conclude=conclude)
