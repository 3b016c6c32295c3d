"""The shipped law on the days of a stay, where a wrong day would free what is controlled."""

from __future__ import annotations

from datetime import date

import pytest

from knowhold.clearance.answer import answer, days_of
from knowhold.clearance.rulebook import shipped_law
from knowhold.clearance.trip import Leg, Purpose, Topic, Trip

pytestmark = pytest.mark.django_db


def stay(to, first, last, code="1E902.a"):
    return Trip(
        purpose=Purpose.TEACHING,
        provider_country="CN",
        legs=(Leg("CN", to, first, last),),
        topics=(Topic("X-1", "Separation", "分离", {"item.CN": code, "tech.CN": "none"}),),
        counterparts=(),
        devices=(),
        answers={"channel": "none"},
    )


def test_a_control_that_begins_and_is_suspended_within_a_stay_counts():
    trip = stay("VN", date(2025, 10, 1), date(2025, 11, 20))

    found = answer(trip, shipped_law(), Topic("", "", "", {}))

    assert found.clearance == "needed"
    assert found.en["outcome"]["lower"] == "licence"


def test_the_last_hours_in_america_are_the_first_day_after_the_suspension_in_shanghai():
    trip = stay("US", date(2026, 11, 10), date(2026, 11, 10))

    assert date(2026, 11, 11) in days_of(trip.legs[0], shipped_law(), trip)
