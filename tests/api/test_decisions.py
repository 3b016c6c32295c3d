"""Decisions by API: read, recommended, sent back, appealed against; never deleted."""

from __future__ import annotations

import json

import pytest

from callers import calling
from clearance.small_law import TOOLS
from clearance.test_people import REFUSAL, confirmed, people, recommended, signed, submitted
from knowhold.api import decisions as endpoint
from knowhold.audit.models import Event

__all__ = ["people"]  # the fixture: a firm with conditions and routing published

APPROVAL = {
    "rules": ["zz.notify"],
    "reason": "The notice is on file.",
    "condition_codes": ["notify-first"],
    "valid_from": "2026-12-07",
    "valid_until": "2026-12-09",
}
REFUSING = {
    "rules": ["zz.notify"],
    "reason": "No notice was filed.",
    "approvable": "The same trip with a loan device.",
}


@pytest.fixture(autouse=True)
def small_law(monkeypatch):
    monkeypatch.setattr(endpoint, "tools", lambda: TOOLS)


def address(case, *rest):
    return "/".join(["/api/v1/cases", str(case.pk), *map(str, rest)])


def post(person, where, body):
    return calling(person).post(where, body, content_type="application/json")


@pytest.mark.parametrize("who", ["chen_hao", "maria_keller", "lin_yue", "ingrid_holm"])
def test_a_refusal_is_never_deleted_and_the_attempt_is_in_the_journal(people, now, who):
    case = signed(people, now, REFUSAL)
    version = case.version

    answer = calling(getattr(people, who)).delete(address(case, "decisions", 1))

    assert (answer.status_code, answer["Allow"]) == (405, "GET")
    assert answer.json()["error"] == "never_deleted"
    case.refresh_from_db()
    assert (case.version, case.outcome, case.decisions.count()) == (version, "refused", 1)
    event = Event.objects.get(kind="case.deletion_attempted")
    assert event.actor_id == getattr(people, who).pk
    body = json.loads(event.body)
    assert (body["decision"], body["outcome"]) == (1, "refused")


def test_an_attempt_on_what_one_may_not_read_is_not_found_and_leaves_nothing(people, now):
    case = signed(people, now, REFUSAL)
    before = Event.objects.filter(kind__startswith="case.").count()

    for who in (people.stranger, people.tomas_berg, people.petra_novak):
        assert calling(who).delete(address(case, "decisions", 1)).status_code == 404
    assert calling(people.chen_hao).delete(address(case, "decisions", 2)).status_code == 404

    assert Event.objects.filter(kind__startswith="case.").count() == before


def test_the_applicant_reads_the_refusal_and_the_last_day_of_an_appeal(people, now):
    case = signed(people, now, REFUSAL)

    [shown] = calling(people.lin_yue).get(address(case, "decisions")).json()

    assert (shown["number"], shown["outcome"]) == (1, "refused")
    assert shown["approvable"] == "The same trip with a loan device."
    assert shown["grounds"] == [{"rule": "zz.notify", "cites": ["ZZ Demo Order 1 art. 2"]}]
    assert shown["appeal_until"] > str(now.date())
    assert calling(people.lin_yue).get(address(case, "decisions", 1)).json() == shown


def test_the_line_manager_reads_the_purpose_and_nothing_that_compliance_found(people, now):
    case = signed(people, now)
    manager = calling(people.tomas_berg)

    read = manager.get(address(case)).json()

    assert (read["answer_en"], read["answer_zh"]) == (None, None)
    assert manager.get(address(case, "decisions")).status_code == 404
    assert manager.get(address(case, "permits")).status_code == 404
    assert calling(people.chen_hao).get(address(case)).json()["answer_en"]


def test_the_line_manager_says_it_by_api_and_a_doubt_needs_its_words(people, now):
    case = submitted(people, now)
    said = {"view": "doubts", "case_version": case.version}

    mute = post(people.tomas_berg, address(case, "review"), said)
    assert (mute.status_code, set(mute.json()["fields"])) == (422, {"comment"})
    said |= {"comment": "Another topic."}
    assert post(people.lin_yue, address(case, "review"), said).status_code == 403
    made = post(people.tomas_berg, address(case, "review"), said)

    assert (made.status_code, made.json()["stage"]) == (200, "submitted")
    assert made.json()["case_version"] == case.version + 1


@pytest.mark.parametrize(
    ("proposal", "outcome"),
    [({"approval": APPROVAL}, "approved_with_conditions"), ({"refusal": REFUSING}, "refused")],
)
def test_an_officer_recommends_and_a_second_person_is_asked(people, now, proposal, outcome):
    case = confirmed(people, now)

    made = post(
        people.chen_hao, address(case, "recommend"), proposal | {"case_version": case.version}
    )

    assert made.status_code == 200, made.content
    assert (made.json()["number"], made.json()["outcome"]) == (1, outcome)
    case.refresh_from_db()
    assert (case.stage, case.version) == ("countersigning", made.json()["case_version"])
    assert not case.decisions.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "approval"),
        ({"approval": APPROVAL, "refusal": REFUSING}, "approval"),
        ({"approval": {**APPROVAL, "rules": []}}, "rules"),
        ({"approval": {**APPROVAL, "valid_until": "2027-01-09"}}, "valid_until"),
        ({"refusal": {**REFUSING, "approvable": " "}}, "approvable"),
    ],
)
def test_a_recommendation_that_lacks_something_changes_nothing(people, now, body, field):
    case = confirmed(people, now)

    refused = post(
        people.chen_hao, address(case, "recommend"), body | {"case_version": case.version}
    )

    assert refused.status_code == 422
    assert field in refused.json()["fields"]
    case.refresh_from_db()
    assert (case.stage, case.recommendations.count()) == ("submitted", 0)


def test_the_head_sends_back_with_a_reason_and_an_officer_cannot(people, now):
    case = recommended(people, now)
    said = {"reason": "Name the device.", "case_version": case.version}

    assert post(people.chen_hao, address(case, "send-back"), said).status_code == 403
    back = post(people.maria_keller, address(case, "send-back"), said)

    assert (back.status_code, back.json()["stage"]) == (200, "in_review")
    again = post(people.maria_keller, address(case, "send-back"), said)
    assert (again.status_code, again.json()["error"]) == (409, "stale")


def test_only_the_applicant_appeals_and_only_once(people, now):
    case = signed(people, now, REFUSAL)
    said = {"text": "The notice was filed.", "case_version": case.version}

    assert post(people.chen_hao, address(case, "appeal"), said).status_code == 403
    assert post(people.stranger, address(case, "appeal"), said).status_code == 404
    filed = post(people.lin_yue, address(case, "appeal"), said)

    assert (filed.status_code, filed.json()["appeal"]) == (201, "filed")
    again = post(
        people.lin_yue,
        address(case, "appeal"),
        said | {"case_version": filed.json()["case_version"]},
    )
    assert (again.status_code, again.json()["error"]) == (409, "wrong_stage")
