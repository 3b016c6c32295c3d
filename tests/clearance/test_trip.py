from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from knowhold.clearance.answer import Law, answer, answers_for, days_of
from knowhold.clearance.subjects import key_of
from knowhold.clearance.trip import (
    Counterpart,
    Device,
    Leaving,
    Leg,
    Purpose,
    Topic,
    Trip,
    combinations,
    days_touched,
    facts_of,
    legal_days,
)
from knowhold.errors import Invalid

FACTS = {"act", "from", "to", "item.ZZ", "party.ZZ", "device", "receiver", "provider", "channel"}
GENERAL = Topic("", "General knowledge", "一般知识", {"item.ZZ": "none"})
CASCADE = Topic("SXS-01", "Cascade design", "级联设计", {"item.ZZ": "ZZ1E1.a"})
LEG = Leg("ZZ", "ZY", date(2026, 12, 7), date(2026, 12, 9))
SHANGHAI, NEW_YORK, UTC = (ZoneInfo(name) for name in ("Asia/Shanghai", "America/New_York", "UTC"))


def trip(**changes) -> Trip:
    plain = Trip(
        purpose=Purpose.VISIT,
        provider_country="ZZ",
        legs=(LEG,),
        topics=(GENERAL,),
        counterparts=(),
        devices=(Device.OWN_PHONE,),
    )
    return replace(plain, **changes)


def law_of(explain) -> Law:
    return Law(facts=FACTS, zones={"ZZ": UTC}, conclude=explain, explain=explain)


def by_topic_and_device(facts, on):
    """A law of two rules: the controlled topic and documents each need a licence."""
    caught = facts["item.ZZ"] == "ZZ1E1.a" or facts["device"] == "documents"
    outcome = "licence" if caught else "not_caught"
    one = {
        "on": on.isoformat(),
        "rulebook": "sha256:1",
        "outcome": {"lower": outcome, "upper": outcome},
        "headline": {"clearance": "needed" if caught else "not_needed", "text": outcome},
        "opens_with": [],
        "regimes": [],
        "unanswered": [],
        "would_change": [],
        "coverage": [],
        "disclaimer": "",
    }
    return {"en": one, "zh": one}


def test_a_trip_is_every_leg_with_every_topic_counterpart_and_device():
    back = Leg("ZY", "DE", date(2026, 12, 10), date(2026, 12, 11))

    found = combinations(
        trip(
            legs=(LEG, back),
            topics=(GENERAL, CASCADE),
            counterparts=(Counterpart("A", "ZY"), Counterpart("B", "DE")),
            devices=(Device.OWN_PHONE, Device.LOANER),
        )
    )

    assert len(found) == 16
    assert len(set(map(repr, found))) == 16


def test_too_many_combinations_are_refused_with_the_number_and_the_way_out():
    many = tuple(Counterpart(f"Firm {n}", "ZY") for n in range(201))

    with pytest.raises(Invalid, match="`201`") as refused:
        combinations(trip(counterparts=many))

    assert "split the trip" in refused.value.advice


def test_what_nobody_has_classified_stays_unknown():
    unclassified = Topic("SXS-02", "Something", "某事", {"item.ZZ": None})

    facts = facts_of(trip(), combinations(trip(topics=(unclassified,)))[0], FACTS, {})

    assert facts["item.ZZ"] is None


def test_meeting_nobody_is_known_and_not_unknown():
    facts = facts_of(trip(), combinations(trip())[0], FACTS, {})

    assert facts["party.ZZ"] == "none"
    assert "receiver" not in facts


def test_an_answer_of_the_traveller_fills_a_gap_and_never_replaces_what_is_known():
    given = {"channel": "none", "device": "none", "no such fact": "x"}

    facts = facts_of(trip(), combinations(trip())[0], FACTS, given)

    assert facts["channel"] == "none"
    assert facts["device"] == "own-phone"
    assert "no such fact" not in facts


def test_a_list_that_no_feed_answers_leaves_an_organisation_unknown_and_never_unlisted():
    met = trip(counterparts=(Counterpart("A", "ZY", {"party.ZY": "none"}),))

    facts = facts_of(met, combinations(met)[0], FACTS | {"party.ZY"}, {})

    assert facts["party.ZY"] == "none"
    assert "party.ZZ" not in facts


def test_an_answer_about_one_organisation_settles_no_other():
    first, second = Counterpart("A", "ZY"), Counterpart("B", "ZY")
    law = law_of(by_topic_and_device)
    met = trip(counterparts=(first, second))
    about_first, about_second = combinations(met)
    answered = replace(met, answers={key_of("receiver", "traveller", about_first): "university"})

    assert answers_for(answered, about_first, law) == {"receiver": "university"}
    assert answers_for(answered, about_second, law) == {}


def test_a_question_names_its_subject_where_the_trip_has_several():
    met = trip(counterparts=(Counterpart("A", "ZY"), Counterpart("B", "ZY")))

    found = answer(met, law_of(asking("receiver")), GENERAL)

    assert [each["question"] for each in found.en["unanswered"]] == ["Who? — A", "Who? — B"]
    assert len({each["key"] for each in found.en["unanswered"]}) == 2


def asking(fact):
    """A law that always asks about `fact`."""

    def explain(facts, on):
        found = by_topic_and_device(facts, on)
        question = {"fact": fact, "question": "Who?", "asked_of": "traveller"}
        return {lang: {**one, "unanswered": [question]} for lang, one in found.items()}

    return explain


def test_one_day_in_new_york_is_two_in_shanghai():
    assert list(days_touched(date(2026, 12, 31), NEW_YORK, SHANGHAI)) == [
        date(2026, 12, 31),
        date(2027, 1, 1),
    ]


def test_a_local_day_is_exactly_one_legal_day_at_home_even_when_clocks_change():
    for day in (date(2026, 3, 8), date(2026, 11, 1), date(2026, 12, 31)):
        assert list(days_touched(day, NEW_YORK, NEW_YORK)) == [day]


def test_the_day_of_the_longer_autumn_night_still_ends_at_midnight():
    leg = Leg("US", "CN", date(2026, 11, 1), date(2026, 11, 1))

    assert legal_days(leg, NEW_YORK, SHANGHAI) == [date(2026, 11, 1), date(2026, 11, 2)]


def days(leg, *turning, zones=None, **changes):
    law = replace(law_of(by_topic_and_device), zones=zones or {}, turning_days=turning)
    return days_of(leg, law, trip(legs=(leg,), **changes))


CLOCKS = {"CN": SHANGHAI, "US": NEW_YORK}


def test_a_place_whose_clock_is_not_known_may_have_any():
    day = date(2026, 12, 7)

    assert days(Leg("ZZ", "ZY", day, day)) == [date(2026, 12, 6), date(2026, 12, 8)]


def test_the_travellers_dates_are_those_of_the_place_they_go_to():
    day = date(2026, 11, 10)

    assert days(Leg("CN", "US", day, day), zones=CLOCKS) == [day, date(2026, 11, 11)]


def test_of_what_is_sent_the_dates_may_be_those_of_either_end():
    day = date(2026, 11, 10)
    found = days(Leg("CN", "US", day, day), zones=CLOCKS, leaving=Leaving.DISCLOSURE)

    assert found == [date(2026, 11, 9), date(2026, 11, 11)]


def test_a_stay_is_asked_about_on_every_day_on_which_the_law_turns():
    leg = Leg("CN", "CN", date(2025, 10, 1), date(2025, 11, 20))
    before, inside, after = date(2025, 9, 2), date(2025, 10, 9), date(2025, 12, 1)

    assert days(leg, before, inside, after, zones=CLOCKS) == [leg.first_day, inside, leg.last_day]


def test_the_headline_says_that_another_combination_may_be_prohibited():
    found = answer(trip(topics=(GENERAL, CASCADE)), law_of(one_may_be_prohibited), GENERAL)

    assert found.clearance == "needed"
    assert found.en["outcome"]["upper"] == "prohibited"
    assert "prohibited" in found.en["headline"]["text"]
    assert "禁止" in found.zh["headline"]["text"]


def one_may_be_prohibited(facts, on):
    found = by_topic_and_device(facts, on)
    if facts["item.ZZ"] == "ZZ1E1.a":
        return found
    outcome = {"lower": "not_caught", "upper": "prohibited"}
    headline = {"clearance": "open", "text": "open"}
    return {
        language: {**one, "outcome": outcome, "headline": headline}
        for language, one in found.items()
    }


def test_the_strictest_combination_decides():
    found = answer(trip(topics=(GENERAL, CASCADE)), law_of(by_topic_and_device), GENERAL)

    assert found.clearance == "needed"
    assert found.en["combinations"][0]["topic"] == "Cascade design"
    assert found.zh["combinations"][0]["topic"] == "级联设计"


def test_the_answer_says_what_could_be_left_out_to_need_nothing():
    found = answer(trip(topics=(CASCADE,)), law_of(by_topic_and_device), GENERAL)

    assert found.en["avoid"] == [
        {
            "leave_out": [{"what": "topic", "name": "Cascade design"}],
            "clearance": "not_needed",
        }
    ]


def test_two_things_are_named_together_when_neither_alone_helps():
    both = trip(topics=(CASCADE,), devices=(Device.DOCUMENTS,))

    found = answer(both, law_of(by_topic_and_device), GENERAL)

    assert [[each["name"] for each in option["leave_out"]] for option in found.en["avoid"]] == [
        ["Cascade design", "documents"]
    ]


def test_a_trip_that_needs_nothing_has_nothing_to_avoid():
    assert answer(trip(), law_of(by_topic_and_device), GENERAL).en["avoid"] == []
