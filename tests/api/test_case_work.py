"""What the pages of a case do, done by programs: worked on, lent, debriefed, heard, delegated."""

from __future__ import annotations

import base64
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from api.test_cases import TRIP
from callers import calling
from cast import PASSWORD
from clearance.small_law import FORM, TOOLS
from clearance.test_people import (
    REFUSAL,
    confirmed,
    devices,
    people,
    recommended,
    signed,
    submitted,
    trained,
)
from knowhold.api import cases, deciding, notes, work
from knowhold.audit.models import Event
from knowhold.clearance import actions
from knowhold.clearance.models import Attachment, Case, Delegation, Loan
from knowhold.web.routing.pages import shipped_example

__all__ = ["people"]  # the fixture: a firm with conditions and routing published

APPROVAL = {
    "rules": ["zz.notify"],
    "reason": "The notice is on file.",
    "condition_codes": ["notify-first", "loaner-only", "debrief"],
    "valid_from": "2026-12-07",
    "valid_until": "2026-12-09",
}


@pytest.fixture(autouse=True)
def small_law(monkeypatch):
    for module in (cases, deciding, notes, work):
        monkeypatch.setattr(module, "tools", lambda: TOOLS)


def address(case, *rest):
    return "/".join(["/api/v1/cases", str(case.pk), *map(str, rest)])


def post(caller, where, body):
    client = caller if isinstance(caller, Client) else calling(caller)
    return client.post(where, body, content_type="application/json")


def do(person, case, verb, **body):
    """One verb on the case as it stands now; what it answers."""
    case.refresh_from_db()
    answer = post(person, address(case, verb), {"case_version": case.version, **body})
    case.refresh_from_db()
    return answer


def in_person(person):
    """A signed-in browser of somebody who has just shown who they are."""
    client = Client()
    answer = client.post("/sign-in/", {"email": person.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def test_a_case_is_taken_asked_about_answered_and_noted(people, now):
    case = confirmed(people, now)

    taken = do(people.chen_hao, case, "take")
    assert (taken.status_code, taken.json()["stage"]) == (200, "in_review")
    assert do(people.chen_hao, case, "ask", text="Which line?").json()["stage"] == (
        "waiting_for_applicant"
    )
    assert do(people.lin_yue, case, "answer", text="Line 2.").json()["stage"] == "in_review"
    assert do(people.chen_hao, case, "notes", text="Counsel agrees.").status_code == 200

    read = calling(people.chen_hao).get(address(case, "file")).json()
    assert [each["answer"] for each in read["questions"]] == ["Line 2."]
    assert [each["text"] for each in read["notes"]] == ["Counsel agrees."]
    assert [each["kind"] for each in read["history"]][-1] == "case.noted"


def test_the_applicant_reads_that_there_is_a_note_and_no_more(people, now):
    case = confirmed(people, now)
    do(people.chen_hao, case, "notes", text="Counsel agrees.")

    read = calling(people.lin_yue).get(address(case, "file"))

    assert read.json()["notes"][0]["text"] is None
    assert "Counsel" not in read.content.decode()


def test_a_recommendation_is_read_by_compliance_and_by_the_applicant_once_signed(people, now):
    case = recommended(people, now)

    def proposed(person):
        return calling(person).get(address(case, "file")).json()["recommendations"]

    assert [each["signed_by"] for each in proposed(people.maria_keller)] == [None]
    assert proposed(people.lin_yue) == []
    actions.countersign(
        case.pk, 1, version=case.version, by=people.maria_keller, now=now, tools=TOOLS
    )
    assert [each["signed_by"] for each in proposed(people.lin_yue)] == ["Maria Keller"]


def test_the_line_manager_reads_no_file(people, now):
    case = confirmed(people, now)

    assert calling(people.tomas_berg).get(address(case, "file")).status_code == 404


def test_a_request_is_taken_back(people, now):
    case = submitted(people, now)

    assert do(people.lin_yue, case, "withdraw").json()["stage"] == "withdrawn"
    assert do(people.chen_hao, case, "take").status_code == 409


def test_the_device_desk_prepares_hands_over_and_takes_back_and_the_case_closes(people, now):
    case = signed(people, now)
    desk = devices(people)
    where = f"/api/v1/devices/{case.pk}"
    device = {
        "serial": "KH-1",
        "image": "Debian 12",
        "pick_up": "Room 2",
        "pick_up_on": "2026-12-04",
    }

    [wanted] = calling(desk).get("/api/v1/devices").json()
    ready = post(desk, f"{where}/prepare", {**device, "version": wanted["version"]}).json()
    assert ready["status"] == "ready"
    stale = post(desk, f"{where}/hand-over", {"version": wanted["version"]})
    assert (stale.status_code, stale.json()["error"]) == (409, "stale")
    out = post(desk, f"{where}/hand-over", {"version": ready["version"]}).json()
    answers = dict.fromkeys(("topics", "items", "devices", "organisations"), "none")
    assert do(people.lin_yue, case, "debrief", **answers).json()["stage"] == "decided"
    back = post(desk, f"{where}/take-back", {"version": out["version"]}).json()

    assert back["status"] == "returned"
    assert Loan.objects.get(case=case).case.stage == "closed"


def test_only_the_desk_reads_its_list(people, now):
    signed(people, now)

    assert calling(people.chen_hao).get("/api/v1/devices").status_code == 403


def test_a_case_with_something_left_is_not_closed_and_says_what(people, now):
    case = signed(people, now)

    answer = do(people.chen_hao, case, "close")

    assert answer.status_code == 422
    assert any("last day" in text for text in answer.json()["fields"]["case"])


def test_an_appeal_with_a_file_is_seated_asked_about_and_upheld_in_person(people, now):
    case = signed(people, now, REFUSAL)
    sent = {"name": "a.txt", "content": base64.b64encode(b"Published in 2019.").decode()}
    assert do(people.lin_yue, case, "appeal", text="It is published.", file=sent).status_code == 201
    [listed] = calling(people.petra_novak).get(address(case, "file")).json()["files"]
    read = calling(people.petra_novak).get(address(case, "files", listed["id"])).json()
    assert base64.b64decode(read["content"]) == b"Published in 2019."

    seats = calling(people.petra_novak).get(address(case, "appeal", "panel")).json()
    free = [each["person"] for each in seats if not each["barred"]]
    assert free == [str(people.petra_novak.pk)]
    barred = [each["person"] for each in seats if each["barred"]][:1]
    assert do(people.petra_novak, case, "appeal/panel", people=barred).status_code == 422
    assert do(people.petra_novak, case, "appeal/panel", people=free).json()["appeal"] == "hearing"
    do(people.petra_novak, case, "appeal/question", text="Where?")
    assert do(people.lin_yue, case, "answer", text="In 2019.").json()["appeal"] == "hearing"
    assert do(people.petra_novak, case, "appeal/uphold", reason="It is not.").status_code == 401

    assert (
        do(in_person(people.petra_novak), case, "appeal/uphold", reason="It is not.").json()[
            "appeal"
        ]
        == "upheld"
    )


@pytest.mark.parametrize("content", ["%%%", base64.b64encode(b"MZ").decode()])
def test_a_file_that_is_not_what_it_says_is_refused_and_nothing_is_filed(people, now, content):
    case = signed(people, now, REFUSAL)

    answer = do(
        people.lin_yue, case, "appeal", text="Wrong.", file={"name": "a.pdf", "content": content}
    )

    assert answer.status_code == 422
    assert (case.appeal, Attachment.objects.count()) == ("none", 0)


def test_a_token_decides_nothing_whoever_it_belongs_to(people, now):
    case = recommended(people, now)
    before = Event.objects.count()

    for verb, body in (
        ("sign", {"number": 1}),
        ("approve", {"approval": APPROVAL}),
        ("refuse", {"refusal": {"rules": ["zz.notify"], "reason": "x", "approvable": "x"}}),
        ("find-not-needed", {}),
        ("appeal/uphold", {"reason": "x"}),
        ("appeal/overturn", {"approval": APPROVAL}),
        ("appeal/vary", {"approval": APPROVAL, "without_en": "x", "without_zh": "x"}),
    ):
        answer = do(people.maria_keller, case, verb, **body)
        assert (answer.status_code, answer.json()["error"]) == (401, "not_signed_in"), verb
    assert case.stage == "countersigning"
    assert Event.objects.filter(kind__startswith="case.").count() <= before


def test_the_second_signature_is_given_in_person_and_freshly_confirmed(people, now):
    case = recommended(people, now)
    client = in_person(people.maria_keller)
    session = client.session
    for one in session["account_authentication_methods"]:
        one["at"] -= timedelta(minutes=20).total_seconds()
    session.save()

    late = do(client, case, "sign", number=1)
    assert (late.status_code, case.stage) == (403, "countersigning")
    assert "/sign-in/confirm/" in late.json()["advice"]
    done = do(in_person(people.maria_keller), case, "sign", number=1)

    assert (done.status_code, done.json()["outcome"]) == (200, "approved_with_conditions")


def test_several_are_confirmed_and_what_needs_reading_is_left_out(people, now):
    plain = submitted(people, now)
    special = submitted(people, now, FORM | {"other": "pump seals"}, number=2)
    [first, second] = calling(people.tomas_berg).get("/api/v1/waiting/reviews").json()["cases"]
    assert {first["id"], second["id"]} == {str(plain.pk), str(special.pk)}

    ticked = [{"case": str(each.pk), "case_version": 1} for each in (plain, special)]
    answer = post(people.tomas_berg, "/api/v1/waiting/reviews/confirm", {"cases": ticked}).json()

    assert answer["confirmed"] == [plain.reference]
    assert [each["reference"] for each in answer["left_out"]] == [special.reference]


@pytest.mark.parametrize("who", ["aisha_rahman", "stranger"])
def test_of_a_case_that_one_may_not_read_nothing_is_told_when_confirming_several(people, now, who):
    special = submitted(people, now, FORM | {"other": "pump seals"})
    ticked = [
        {"case": str(special.pk), "case_version": 1},
        {"case": str(uuid.uuid4()), "case_version": 1},
    ]

    answer = post(getattr(people, who), "/api/v1/waiting/reviews/confirm", {"cases": ticked}).json()

    assert answer["confirmed"] == []
    assert {each["why"] for each in answer["left_out"]} == {"There is no such case"}
    assert special.reference not in str(answer)


def test_the_queue_filters_by_stage_bucket_kind_and_officer(people, now):
    case, other = submitted(people, now), confirmed(people, now, number=2)
    do(people.chen_hao, other, "take")
    Case.objects.filter(pk=case.pk).update(due_on=timezone.now().date() - timedelta(days=3))

    def ids(**filters):
        found = calling(people.chen_hao).get("/api/v1/waiting/queue", filters)
        assert found.status_code == 200, found.json()
        return {each["id"] for each in found.json()["cases"]}

    assert ids() == {str(case.pk), str(other.pk)}
    assert ids(stage="in_review") == ids(mine="true") == {str(other.pk)}
    assert ids(due="overdue") == {str(case.pk)}
    assert ids(kind="shipment") == ids(due="escalated") == set()
    assert calling(people.lin_yue).get("/api/v1/waiting/queue").status_code == 404
    wrong = calling(people.chen_hao).get("/api/v1/waiting/queue", {"stage": "lost"})
    assert wrong.status_code == 422


def test_a_delegation_is_offered_accepted_and_ended(people, now):
    trained(people, now, people.aisha_rahman)
    first = timezone.now().date() + timedelta(days=3)
    wanted = {
        "delegate": people.aisha_rahman.email,
        "kinds": ["trip"],
        "first_day": first.isoformat(),
        "last_day": (first + timedelta(days=14)).isoformat(),
    }
    made = post(people.tomas_berg, "/api/v1/delegations", wanted)
    assert made.status_code == 201, made.json()
    where = f"/api/v1/delegations/{made.json()['id']}"

    assert post(people.chen_hao, f"{where}/accept", {}).status_code == 404
    assert post(people.aisha_rahman, f"{where}/accept", {}).json()["accepted_at"]
    assert len(calling(people.aisha_rahman).get("/api/v1/delegations").json()) == 1
    assert post(people.tomas_berg, f"{where}/end", {}).json()["ended_at"]
    again = post(people.aisha_rahman, f"{where}/accept", {})
    assert (again.status_code, "was ended" in again.json()["message"]) == (409, True)


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"delegate": "tomas.berg@example.org"}, "delegate", "to yourself"),
        ({"delegate": "aisha.rahman@example.org"}, "delegate", "Reviewing requests for clearance"),
        ({"delegate": "nobody@example.org"}, "delegate", "nobody with this address"),
        ({"delegate": "ada.stranger@example.org"}, "delegate", "nobody with this address"),
        ({"last_day": "2026-01-01"}, "last_day", "before the first"),
    ],
)
def test_a_delegation_that_cannot_be_says_why(people, change, field, said):
    first = timezone.now().date()
    wanted = {
        "delegate": "aisha.rahman@example.org", "kinds": ["trip"],
        "first_day": first.isoformat(), "last_day": first.isoformat(), **change,
    }  # fmt: skip

    answer = post(people.tomas_berg, "/api/v1/delegations", wanted)

    assert answer.status_code == 422
    assert said in answer.json()["fields"][field][0]
    assert not Delegation.objects.exists()


def test_a_note_is_kept_once_and_is_its_keepers_alone(people, now):
    answered = post(people.lin_yue, "/api/v1/cases/answers", {"trip": TRIP}).json()
    wanted = {"trip": TRIP, "key": str(uuid.uuid4()), "seen": answered["seen"]}

    made = [post(people.lin_yue, "/api/v1/notes", wanted).json() for _ in range(2)]

    assert made[0] == made[1]
    assert calling(people.lin_yue).get("/api/v1/notes").json() == [made[0]]
    where = f"/api/v1/notes/{made[0]['id']}"
    assert calling(people.lin_yue).get(where).json()["answer_zh"]
    assert calling(people.chen_hao).get(where).status_code == 404


def test_the_routing_is_read_by_token_and_published_in_person(people):
    text = shipped_example().replace("days = 28", "days = 30")
    wanted = {"text": text, "follows": 1}
    assert post(people.raj_patel, "/api/v1/routing", wanted).status_code == 401
    assert post(in_person(people.lin_yue), "/api/v1/routing", wanted).status_code == 403

    raj = in_person(people.raj_patel)
    stale = post(raj, "/api/v1/routing", {"text": text, "follows": 0})
    assert (stale.status_code, stale.json()["error"]) == (409, "stale")
    assert post(raj, "/api/v1/routing", wanted).json()["number"] == 2

    assert [each["number"] for each in calling(people.lin_yue).get("/api/v1/routing").json()] == [
        2,
        1,
    ]
    assert calling(people.lin_yue).get("/api/v1/routing/2").json()["text"] == text


def test_a_rule_without_a_citation_is_refused_with_its_place(people):
    text = shipped_example().replace('cite = "', 'site = "', 1)

    answer = post(in_person(people.raj_patel), "/api/v1/routing", {"text": text, "follows": 1})

    assert answer.status_code == 422
    assert answer.json()["place"]


def test_deputies_and_trainings_are_arranged_by_those_who_may(people):
    named = {"person": people.tomas_berg.email, "deputy": people.aisha_rahman.email}
    done = {
        "person": people.aisha_rahman.email,
        "course": "clearance-review",
        "completed_on": "2026-02-09",
    }

    assert post(people.lin_yue, "/api/v1/routing/deputies", named).status_code == 403
    assert post(people.raj_patel, "/api/v1/routing/deputies", named).status_code == 201
    [listed] = calling(people.raj_patel).get("/api/v1/routing/deputies").json()
    assert listed["deputy"] == "Aisha Rahman"
    assert post(people.aisha_rahman, "/api/v1/routing/trainings", done).status_code == 403
    assert post(people.raj_patel, "/api/v1/routing/trainings", done).status_code == 201
