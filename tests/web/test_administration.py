"""The administrator's pages, keys for programs, the calendar link, statistics."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from cast import PASSWORD, Cast
from clearance.small_law import FORM, TOOLS
from knowhold.accounts.models import ApiToken, Grant, Person
from knowhold.audit.actions import record
from knowhold.audit.models import Event
from knowhold.audit.statistics import happened, pace
from knowhold.clearance import actions
from knowhold.clearance.inquiry import inquire


def signed_in(person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.post("/sign-in/", {"email": person.email, "password": PASSWORD})
    client.cookies["django_language"] = "en"
    return client


def text(response) -> str:
    return response.content.decode()


def test_only_an_administrator_sees_the_administration(cast: Cast):
    assert signed_in(cast.raj_patel).get("/administration/").status_code == 200
    for person in (cast.lin_yue, cast.chen_hao, cast.maria_keller, cast.aisha_rahman):
        assert signed_in(person).get("/administration/").status_code == 404


def test_an_administrator_sees_their_own_firms_people_only(cast: Cast):
    client = signed_in(cast.raj_patel)

    page = text(client.get("/administration/"))
    assert "Lin Yue" in page
    assert "Ada Stranger" not in page
    assert client.get(f"/administration/people/{cast.stranger.pk}/").status_code == 404


def test_opening_an_account_is_a_look_that_its_owner_sees(cast: Cast):
    signed_in(cast.raj_patel).get(f"/administration/people/{cast.lin_yue.pk}/")

    look = Event.objects.get(kind="record.opened", about_id=cast.lin_yue.pk)
    assert look.actor_id == cast.raj_patel.pk


def test_somebody_new_is_added_and_signs_in_with_the_password_shown_once(cast: Cast):
    client = signed_in(cast.raj_patel)
    form = {
        "email": "new@example.org",
        "name": "New Person",
        "language": "en",
        "roles": ["employee"],
    }

    page = text(client.post("/administration/people/new/", form))
    password = re.search(r'kh-code">([^<]+)<', page)[1]

    newcomer = Client()
    signed = newcomer.post("/sign-in/", {"email": "new@example.org", "password": password})
    assert signed.status_code == 302
    # the password that an administrator knows opens the one page where it is replaced
    for path in ("/", "/my-record/", "/trips/", "/account/", "/api/v1/cases"):
        assert newcomer.get(path)["Location"] == "/account/password/"
    assert newcomer.get("/account/password/").status_code == 200
    own = "three quiet rivers meet"
    newcomer.post("/account/password/", {"old": password, "new": own})
    assert newcomer.get("/my-record/").status_code == 200
    assert Person.objects.get(email="new@example.org").first_password_until is None
    assert Person.objects.get(email="new@example.org").organisation == cast.firm
    again = client.post("/administration/people/new/", form)
    assert again.status_code == 422
    assert "has an account already" in text(again)


def test_a_first_password_ends_after_a_week_and_another_is_handed_over(cast: Cast):
    client = signed_in(cast.raj_patel)
    path = f"/administration/people/{cast.lin_yue.pk}/"
    page = text(client.post(f"{path}password/"))
    password = re.search(r'kh-code">([^<]+)<', page)[1]
    cast.lin_yue.refresh_from_db()
    sign_in = {"email": cast.lin_yue.email, "password": password}
    assert Event.objects.filter(
        kind="account.password_handed_over", about_id=cast.lin_yue.pk
    ).exists()

    assert Client().post("/sign-in/", sign_in).status_code == 302
    cast.lin_yue.first_password_until -= timedelta(days=8)
    cast.lin_yue.save(update_fields=["first_password_until"])
    late = Client().post("/sign-in/", sign_in)

    assert late.status_code == 422
    assert "Your first password has ended" in text(late)
    assert "was not replaced yet" in text(client.get(path))
    own = f"/administration/people/{cast.raj_patel.pk}/password/"
    assert client.post(own).status_code == 404


def test_roles_are_given_and_ended(cast: Cast):
    client = signed_in(cast.raj_patel)
    path = f"/administration/people/{cast.lin_yue.pk}/roles/"

    client.post(path, {"role": "steward", "until": ""})
    given = Grant.objects.get(person=cast.lin_yue, role="steward")
    late = client.post(path, {"role": "hr", "until": "2020-01-01"})
    client.post(f"{path}{given.pk}/end/")

    given.refresh_from_db()
    assert given.end is not None
    assert late.status_code == 422


def test_an_account_is_closed_and_opened_and_never_ones_own(cast: Cast):
    client = signed_in(cast.raj_patel)
    path = f"/administration/people/{cast.lin_yue.pk}/account/"

    client.post(f"{path}close/")
    cast.lin_yue.refresh_from_db()
    assert not cast.lin_yue.is_active
    client.post(f"{path}open/")
    cast.lin_yue.refresh_from_db()
    assert cast.lin_yue.is_active
    assert client.post(f"{path}delete/").status_code == 404
    own = f"/administration/people/{cast.raj_patel.pk}/account/close/"
    assert client.post(own).status_code == 404


def test_a_key_is_made_seen_once_used_and_ended(cast: Cast):
    client = signed_in(cast.lin_yue)
    made = client.post("/account/keys/", {"name": "script", "scopes": ["law"], "days": "7"})
    secret = re.search(r"kh_[\w-]+", text(made))[0]

    assert secret not in text(client.get("/account/keys/"))
    bearer = {"authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/law/facts", headers=bearer).status_code == 200
    client.post(f"/account/keys/{ApiToken.objects.get().pk}/end/")
    assert Client().get("/api/v1/cases", headers=bearer).status_code == 401


def test_another_persons_key_cannot_be_ended(cast: Cast):
    signed_in(cast.lin_yue).post("/account/keys/", {"name": "x", "scopes": ["law"], "days": "7"})

    answer = signed_in(cast.chen_hao).post(f"/account/keys/{ApiToken.objects.get().pk}/end/")

    assert answer.status_code == 404
    assert ApiToken.objects.get().revoked_at is None


@pytest.fixture
def case(cast: Cast, now):
    seen = inquire(FORM, cast.lin_yue, now.date(), TOOLS).digest
    made = actions.submit(FORM, key=uuid.uuid4(), seen=seen, by=cast.lin_yue, now=now, tools=TOOLS)
    return actions.take(made.pk, version=1, by=cast.chen_hao, now=now)


def link_of(person) -> str:
    client = signed_in(person)
    page = text(client.post("/account/calendar/change/", {"what": "open"}))
    return re.search(r"(/calendar/[\w-]+\.ics)", page)[1]


def test_the_calendar_tells_days_and_references_and_nothing_else(cast: Cast, case):
    for person in (cast.lin_yue, cast.chen_hao):
        answer = Client().get(link_of(person))
        found = Calendar.from_ical(answer.content)

        titles = [str(entry["summary"]) for entry in found.walk("VEVENT")]
        assert any(case.reference in title for title in titles)
        for secret in (
            "Lin Yue",
            "林悦",
            *(stop["country"] for stop in FORM.get("legs", ()) if "country" in stop),
        ):
            assert f" {secret}" not in answer.content.decode()


def test_an_ended_or_replaced_or_wrong_link_finds_nothing(cast: Cast):
    first = link_of(cast.lin_yue)
    second = link_of(cast.lin_yue)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200

    signed_in(cast.lin_yue).post("/account/calendar/change/", {"what": "close"})

    assert Client().get(second).status_code == 404
    assert Client().get("/calendar/x.ics").status_code == 404


def counted(kind, times, cast, now, organisation="ZZ-001"):
    for number in range(times):
        record(
            kind, cast.chen_hao, ("case", f"{kind}-{number}"), {}, now, organisation=organisation
        )


def test_small_counts_stay_closed_and_others_are_exact(cast: Cast, now):
    counted("case.submitted", 7, cast, now)
    counted("case.refused", 4, cast, now)
    counted("case.refused", 9, cast, now, organisation="ZZ-002")

    found = {
        cell.kind: cell.count for cell in happened("ZZ-001", ["case.submitted", "case.refused"])
    }

    assert found == {"case.submitted": 7, "case.refused": None}


def test_the_pace_is_the_median_of_first_decisions(cast: Cast, now):
    from datetime import timedelta

    for number in range(5):
        subject = ("case", str(number))
        record("case.submitted", cast.lin_yue, subject, {}, now, organisation="ZZ-001")
        for days in (number, 90):
            at = now + timedelta(days=days, hours=1)
            record("case.refused", cast.chen_hao, subject, {}, at, organisation="ZZ-001")

    assert [(one.quarter, one.days) for one in pace("ZZ-001")] == [("2026 Q4", 2)]


def test_statistics_are_for_those_who_answer_for_them(cast: Cast, now):
    counted("case.submitted", 5, cast, now)
    counted("case.refused", 2, cast, now)

    page = text(signed_in(cast.maria_keller).get("/statistics/"))

    assert "&lt; 5" in page
    assert "2026 Q4" in page
    assert signed_in(cast.ingrid_holm).get("/statistics/").status_code == 200
    for person in (cast.lin_yue, cast.chen_hao, cast.raj_patel):
        assert signed_in(person).get("/statistics/").status_code == 404
