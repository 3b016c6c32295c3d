"""The roster becomes a matrix without names, and a single holder is told first."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from knowhold.audit.models import Event
from knowhold.planning.chain import chain_of, parts_of
from knowhold.roster.actions import see_own_counts
from knowhold.roster.matrix import claims_of, withheld
from knowhold.roster.models import Evidence, Holding, KnowHowItem

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 24)


def hold(person, code, level=3, evidence=Evidence.CONFIRMED):
    Holding.objects.create(
        organisation=person.organisation,
        person=person,
        item=KnowHowItem.objects.get(pk=code),
        level=level,
        evidence=evidence,
        as_of=date(2026, 6, 1),
        source="test",
        used_since=datetime(2026, 6, 1, tzinfo=UTC),
    )


def site_of(person):
    return person.site.name if person.site else "—"


def test_a_holding_becomes_a_claim_of_its_site(cast):
    hold(cast.lin_yue, "SXS-01")

    (claim,) = claims_of(cast.lin_yue.organisation)

    assert (claim.item, claim.level, claim.site) == ("SXS-01", 3, site_of(cast.lin_yue))


def test_another_firms_holdings_do_not_count(cast):
    hold(cast.stranger, "SXS-01")

    assert claims_of(cast.lin_yue.organisation) == ()


def test_what_people_say_of_themselves_waits_for_confirmation(cast):
    hold(cast.lin_yue, "SXS-01", evidence=Evidence.SELF_STATED)

    (part,) = parts_of(cast.lin_yue, ON)

    assert (part.margin.holders, part.margin.unconfirmed) == (0, 1)


def test_a_count_with_a_single_holder_is_withheld_until_that_person_has_seen_it(cast, now):
    hold(cast.lin_yue, "SXS-01")
    hold(cast.lin_yue, "SXS-02")
    hold(cast.tomas_berg, "SXS-02")
    key = (site_of(cast.lin_yue), "SXS-01")
    assert key in withheld(cast.lin_yue.organisation)

    assert see_own_counts(cast.lin_yue, ["SXS-01"], now=now) == 1

    assert key not in withheld(cast.lin_yue.organisation)


def test_seeing_ones_counts_is_one_event_and_the_second_time_none(cast, now):
    hold(cast.lin_yue, "SXS-01")
    see_own_counts(cast.lin_yue, ["SXS-01"], now=now)

    assert see_own_counts(cast.lin_yue, ["SXS-01"], now=now) == 0

    assert Event.objects.filter(kind="exposure.seen", about_id=cast.lin_yue.pk).count() == 1


def test_nobody_can_say_for_an_item_that_they_do_not_hold(cast, now):
    assert see_own_counts(cast.lin_yue, ["SXS-01"], now=now) == 0


def test_the_built_chain_carries_no_key_of_a_person(cast):
    hold(cast.lin_yue, "SXS-01")

    assert str(cast.lin_yue.pk) not in repr(chain_of(cast.lin_yue.organisation, ON).built)
