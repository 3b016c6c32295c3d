"""The screened organisation's own page: a signed address for a while, an objection, an answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from knowhold.audit.models import Event
from knowhold.clearance import actions
from knowhold.errors import Invalid, MarkedSecret, NotFound, Stale
from knowhold.notices.models import Notice
from knowhold.parties.actions import (
    Described,
    answer_party,
    end_link,
    make_link,
    object_as_party,
)
from knowhold.parties.links import LASTS, address_of, link_at
from knowhold.parties.models import Party, PartyObjection
from parties.lists import entry


@pytest.fixture
def party(cast, now, lists, load):
    load(entry("D-1", "Nordland Smelter AS"))
    described = Described("Nordland Smelter", country="ZY")
    return actions.add_counterpart(cast.firm, described, lists=lists, by=cast.chen_hao, now=now)


@pytest.fixture
def link(cast, party):
    return make_link(party.pk, by=cast.chen_hao, now=timezone.now())


def page(link):
    return Client().get(f"/screened/{address_of(link)}/")


def test_without_an_account_one_reads_lists_days_result_and_how_to_object(link):
    shown = page(link)

    text = shown.content.decode()
    assert shown.status_code == 200
    assert "Nordland Smelter AS" in text
    assert "SAMPLE list" in text
    assert "INCOMPLETE" in text
    assert 'name="text"' in text
    assert shown["Referrer-Policy"] == "same-origin"
    assert shown["Cache-Control"] == "private, no-store"


def test_it_says_nothing_of_other_counterparts(cast, now, lists, link):
    actions.add_counterpart(
        cast.firm, Described("Secret Partner"), lists=lists, by=cast.chen_hao, now=now
    )

    assert "Secret Partner" not in page(link).content.decode()


def test_an_altered_an_old_and_an_ended_address_are_the_same_nothing(cast, party, link):
    signed = address_of(link)
    assert link_at(signed[:-1] + ("a" if signed[-1] != "a" else "b"), timezone.now()) is None
    assert link_at(link.pk.hex, timezone.now()) is None
    assert link_at("x~y", timezone.now()) is None
    assert link_at(signed, timezone.now() + LASTS + timedelta(seconds=1)) is None

    end_link(party.pk, by=cast.chen_hao, now=timezone.now())
    assert page(link).status_code == 404


def test_a_new_address_ends_the_one_before(cast, party, link):
    newer = make_link(party.pk, by=cast.chen_hao, now=timezone.now())

    assert page(link).status_code == 404
    assert page(newer).status_code == 200


@pytest.mark.parametrize("who", ["lin_yue", "stranger"])
def test_who_is_not_compliance_makes_no_address(cast, party, who):
    with pytest.raises(NotFound):
        make_link(party.pk, by=getattr(cast, who), now=timezone.now())


def test_an_objection_is_told_to_the_officers_once_and_never_stands_in_the_journal(cast, link):
    first = object_as_party(address_of(link), "We are in another city.", now=timezone.now())
    again = object_as_party(address_of(link), "We said so already.", now=timezone.now())

    assert first.pk == again.pk
    assert PartyObjection.objects.count() == 1
    event = Event.objects.get(kind="party.objected")
    assert "another city" not in event.body
    assert event.actor_label == "Nordland Smelter"
    assert Notice.objects.filter(person=cast.chen_hao, kind="party.objected").count() == 1


def test_an_objection_is_answered_once_with_a_reason_that_the_organisation_reads(cast, party, link):
    made = object_as_party(address_of(link), "We are in another city.", now=timezone.now())
    with pytest.raises(Invalid):
        answer_party(party.pk, made.number, " ", by=cast.chen_hao, now=timezone.now())

    answer_party(party.pk, made.number, "You are right.", by=cast.chen_hao, now=timezone.now())

    assert "You are right." in page(link).content.decode()
    with pytest.raises(Stale):
        answer_party(party.pk, made.number, "Once more.", by=cast.chen_hao, now=timezone.now())


def test_a_state_secret_marking_in_an_objection_is_refused_and_kept_nowhere(link):
    with pytest.raises(MarkedSecret):
        object_as_party(address_of(link), "TOP SECRET//X", now=timezone.now())

    assert not PartyObjection.objects.exists()


def test_no_person_has_a_row_among_the_counterparts() -> None:
    columns = {field.name for field in Party._meta.get_fields()}

    assert not columns & {"kind", "person", "contact", "email", "birth_dates"}
