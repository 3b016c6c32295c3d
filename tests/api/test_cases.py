from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from callers import calling
from cast import Cast
from knowhold.audit.models import Event
from knowhold.clearance.models import Case
from knowhold.roster.actions import Finding, classify
from knowhold.roster.queries import item

BASE = "/api/v1/cases"
TRIP = {
    "purpose": "visit",
    "legs": [{"origin": "ZZ", "to": "ZY", "first_day": "2026-12-07", "last_day": "2026-12-09"}],
    "topics": ["SXS-06"],
    "counterparts": [{"name": "Nordland Smelter", "country": "ZY"}],
    "devices": ["own-phone"],
}


@pytest.fixture
def classified(cast: Cast):
    now = timezone.now()
    finding = Finding("ZZ1E1.a", "ZZ Demo Order 1", "cascade tuning", "ZZ")
    classify(item("SXS-06"), finding, by=cast.chen_hao, on=now.date(), now=now)


def post(client, path, body):
    return client.post(f"{BASE}{path}", body, content_type="application/json")


def submitted(client, key=None):
    seen = post(client, "/answers", {"trip": TRIP}).json()["seen"]
    return post(client, "", {"trip": TRIP, "seen": seen, "key": str(key or uuid4())})


@pytest.mark.usefixtures("classified")
def test_an_answer_leaves_nothing(cast: Cast):
    client = calling(cast.lin_yue)
    before = Event.objects.count()

    answer = post(client, "/answers", {"trip": TRIP}).json()["answer"]

    assert answer["headline"]["clearance"] == "needed"
    assert Event.objects.count() == before
    assert not Case.objects.exists()


@pytest.mark.usefixtures("classified")
def test_a_case_is_submitted_read_and_listed(cast: Cast):
    client = calling(cast.lin_yue)

    made = submitted(client)

    assert made.status_code == 201, made.content
    assert [each["id"] for each in client.get(BASE).json()] == [made.json()["id"]]
    read = client.get(f"{BASE}/{made.json()['id']}").json()
    assert read["applicant"] == "Lin Yue 林悦"
    assert read["answer_zh"]["headline"]["clearance"] == "needed"


@pytest.mark.usefixtures("classified")
def test_the_same_key_makes_one_case(cast: Cast):
    client, key = calling(cast.lin_yue), uuid4()

    first, again = submitted(client, key), submitted(client, key)

    assert first.json()["id"] == again.json()["id"]
    assert Case.objects.count() == 1


@pytest.mark.usefixtures("classified")
def test_a_case_is_not_submitted_under_an_answer_that_changed(cast: Cast):
    refused = post(
        calling(cast.lin_yue), "", {"trip": TRIP, "seen": "another", "key": str(uuid4())}
    )

    assert (refused.status_code, refused.json()["error"]) == (409, "stale")
    assert not Case.objects.exists()


@pytest.mark.usefixtures("classified")
def test_a_strangers_case_is_not_found(cast: Cast):
    made = submitted(calling(cast.lin_yue)).json()

    assert calling(cast.stranger).get(f"{BASE}/{made['id']}").status_code == 404
    assert calling(cast.stranger).get(BASE).json() == []


def test_an_unknown_topic_is_never_read_as_nothing_controlled(cast: Cast):
    refused = post(calling(cast.lin_yue), "/answers", {"trip": {**TRIP, "topics": ["SXS-99"]}})

    assert refused.status_code == 422
    assert refused.json()["fields"] == {"trip.topics": ["`SXS-99` is not in the taxonomy"]}


@pytest.mark.parametrize("key", ["item.CN", "tech.CN", "party.US", "ear99", "no.such.fact"])
def test_nobody_classifies_their_own_trip_by_an_answer(cast: Cast, key: str):
    trip = {**TRIP, "answers": {key: "none"}}

    refused = post(calling(cast.lin_yue), "/answers", {"trip": trip})
    sent = post(calling(cast.lin_yue), "", {"trip": trip, "seen": "x", "key": str(uuid4())})

    assert (refused.status_code, sent.status_code) == (422, 422)
    assert key in refused.json()["fields"]["answers"][0]
    assert not Case.objects.exists()


def test_a_trip_about_nothing_is_asked_what_it_is_about(cast: Cast):
    refused = post(calling(cast.lin_yue), "/answers", {"trip": {**TRIP, "topics": []}})

    assert refused.status_code == 422
    assert set(refused.json()["fields"]) == {"trip.topics"}


def test_private_travel_is_not_recorded_here(cast: Cast):
    refused = post(calling(cast.lin_yue), "/answers", {"trip": {**TRIP, "purpose": "private"}})

    assert refused.status_code == 422


def test_a_shipment_is_asked_about_like_a_trip_and_keeps_to_its_purpose(cast: Cast):
    client = calling(cast.lin_yue)
    shipment = {**TRIP, "kind": "shipment", "purpose": "ship", "devices": []}

    assert post(client, "/answers", {"trip": shipment}).status_code == 200
    refused = post(client, "/answers", {"trip": {**shipment, "purpose": "visit"}})
    assert set(refused.json()["fields"]) == {"trip.purpose"}


def test_reading_does_not_give_the_right_to_submit(cast: Cast):
    body = {"trip": TRIP, "seen": "x", "key": str(uuid4())}

    assert post(calling(cast.lin_yue, "cases:read"), "", body).status_code == 401
