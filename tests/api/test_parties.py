"""Counterparts by program: kept, compared, shown; judged in person only; never a person."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from callers import calling
from cast import Cast
from knowhold.audit.models import Event
from knowhold.parties.models import Match, Party
from parties.lists import entry, loaded

BASE = "/api/v1/parties"
NAME = "Nordland Smelter"


@pytest.fixture
def listed(settings, tmp_path):
    loaded(settings.KNOWHOLD_LISTS, tmp_path, timezone.now(), entry("D-1", "Nordland Smelter AS"))


def add(person, **more):
    caller = calling(person, "parties:write")
    return caller.post(BASE, {"name": NAME, **more}, content_type="application/json")


@pytest.mark.usefixtures("listed")
def test_a_counterpart_is_kept_compared_and_read_with_its_matches(cast: Cast):
    made = add(cast.chen_hao, country="ZY", identifiers=[{"scheme": "LEI", "value": "X1"}])

    assert made.status_code == 201
    assert made.json()["waiting"] == 1
    reader = calling(cast.ingrid_holm, "parties:read")
    read = reader.get(f"{BASE}/{made.json()['id']}").json()
    assert read["result"]["state"] == "incomplete"
    (match,) = read["matches"]
    assert match["hit"]["entry"]["names"][0]["text"] == "Nordland Smelter AS"
    alone = reader.get(f"{BASE}/{made.json()['id']}/matches/{match['id']}").json()
    assert alone["judgements"] == []


@pytest.mark.usefixtures("listed")
def test_the_list_shows_those_with_something_to_judge_and_all_when_asked(cast: Cast):
    add(cast.chen_hao)
    add(cast.chen_hao, name="Quiet Works")
    reader = calling(cast.chen_hao, "parties:read")

    assert [each["name"] for each in reader.get(BASE).json()] == [NAME]
    assert len(reader.get(f"{BASE}?show=all").json()) == 2


def test_the_kind_of_a_person_is_no_field_and_who_may_not_add_adds_nothing(cast: Cast):
    refused = add(cast.chen_hao, kind="person")
    assert refused.status_code == 422
    assert add(cast.lin_yue).status_code == 404
    assert add(cast.ingrid_holm).status_code == 403
    assert not Party.objects.exists()


@pytest.mark.usefixtures("listed")
def test_a_match_is_judged_in_person_and_never_by_a_programs_key(cast: Cast):
    add(cast.chen_hao)
    match = Match.objects.get()
    address = f"{BASE}/{match.party_id}/matches/{match.pk}/judge"
    until = (timezone.now().date() + timedelta(days=90)).isoformat()
    body = {"verdict": "dismissed", "reason": "another city", "expires": until, "version": 1}

    assert calling(cast.chen_hao).post(
        address, body, content_type="application/json"
    ).status_code == 401  # fmt: skip
    officer = Client()
    officer.force_login(cast.chen_hao)
    done = officer.post(address, json.dumps(body), content_type="application/json")

    assert done.json()["status"] == "dismissed"
    assert done.json()["judgements"][0]["reason"] == "another city"
    assert Event.objects.filter(kind="party.match_dismissed").count() == 1
    again = officer.post(address, json.dumps(body), content_type="application/json")
    assert again.status_code == 409


@pytest.mark.usefixtures("listed")
def test_a_changed_record_is_compared_again_and_an_older_version_is_stale(cast: Cast):
    party = add(cast.chen_hao).json()
    writer = calling(cast.chen_hao, "parties:write")
    body = {"also": ["Northland Smelting"], "country": "ZY", "version": 1}

    changed = writer.put(f"{BASE}/{party['id']}", body, content_type="application/json")

    assert changed.json()["also"] == ["Northland Smelting"]
    stale = writer.put(f"{BASE}/{party['id']}", body, content_type="application/json")
    assert stale.status_code == 409


def test_an_address_is_made_and_ended(cast: Cast):
    party = add(cast.chen_hao).json()
    writer = calling(cast.chen_hao, "parties:write")

    address = writer.post(f"{BASE}/{party['id']}/link").json()["address"]
    assert Client().get(address).status_code == 200
    assert writer.delete(f"{BASE}/{party['id']}/link").status_code == 204
    assert Client().get(address).status_code == 404


def test_another_firms_counterpart_does_not_exist(cast: Cast):
    party = add(cast.chen_hao).json()

    read = calling(cast.stranger, "parties:read").get(f"{BASE}/{party['id']}")
    written = calling(cast.stranger, "parties:write").put(
        f"{BASE}/{party['id']}", {"version": 1}, content_type="application/json"
    )

    assert (read.status_code, written.status_code) == (404, 404)
