from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from callers import calling, token_of
from cast import Cast
from knowhold.accounts.actions import revoke_token
from knowhold.accounts.models import ApiToken
from knowhold.roster.models import Classification, ClassificationRequest

BASE = "/api/v1/classification"
JSON = "application/json"
ANSWER = {
    "code": "EAR99",
    "scheme_edition": "15 CFR 774",
    "reason": "no entry names it",
    "on": "2026-11-20",
}


def ask(client, **question):
    return client.post(f"{BASE}/requests", {"regime": "US", **question}, content_type=JSON)


def test_a_question_is_asked_and_answered(cast: Cast):
    asked = ask(calling(cast.lin_yue), item="SXS-11")
    officer = calling(cast.chen_hao)
    path = f"{BASE}/requests/{asked.json()['id']}/answer"

    answered = officer.post(path, ANSWER, content_type=JSON)

    assert (asked.status_code, answered.status_code) == (201, 201)
    assert answered.json()["fact"] == "item.US"
    assert officer.get(f"{BASE}/requests").json() == []
    made = calling(cast.lin_yue).get(f"{BASE}/items/SXS-11").json()
    assert [(row["code"], row["by"]) for row in made] == [("EAR99", "Chen Hao 陈浩")]
    again = officer.post(path, ANSWER, content_type=JSON)
    assert (again.status_code, again.json()["error"]) == (409, "stale")


def test_the_codes_of_the_taxonomy_stay_text(cast: Cast):
    items = calling(cast.lin_yue).get(f"{BASE}/items").json()

    assert len(items) > 100
    assert {item["code"] for item in items} >= {"SXS-06", "GBD-03"}


def test_another_firms_question_is_not_found(cast: Cast):
    asked = ask(calling(cast.lin_yue), item="SXS-11").json()

    found = calling(cast.stranger).post(
        f"{BASE}/requests/{asked['id']}/answer", ANSWER, content_type=JSON
    )

    assert (found.status_code, found.json()["error"]) == (404, "not_found")
    assert ClassificationRequest.objects.get().is_open


def test_an_employee_who_answers_is_told_which_role_is_missing(cast: Cast):
    asked = ask(calling(cast.lin_yue), item="SXS-11").json()

    refused = calling(cast.lin_yue).post(
        f"{BASE}/requests/{asked['id']}/answer", ANSWER, content_type=JSON
    )

    assert refused.status_code == 403
    assert "`officer`" in refused.json()["message"]
    assert not Classification.objects.exists()


def test_an_unknown_item_names_the_value(cast: Cast):
    refused = ask(calling(cast.lin_yue), item="1E902")

    assert refused.status_code == 404
    assert "`1E902`" in refused.json()["message"]


def test_a_wrong_shape_names_every_field(cast: Cast):
    refused = ask(calling(cast.lin_yue), item="SXS-11", regime="usa", kind="x")

    assert refused.status_code == 422
    assert set(refused.json()["fields"]) == {"question.regime", "question.kind"}


def test_a_marked_text_is_refused_and_not_repeated(cast: Cast):
    refused = ask(calling(cast.lin_yue), item="SXS-11", note="绝密★30年 萃取")

    assert (refused.status_code, refused.json()["error"]) == (422, "marked_secret")
    assert "萃取" not in refused.content.decode()
    assert not ClassificationRequest.objects.exists()


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer kh_wrong", "Bearer \udcff", "Basic x"])
def test_without_a_good_token_nobody_gets_in(cast: Cast, header):
    client = Client(headers={"Authorization": header} if header else {})

    assert client.get(f"{BASE}/items").status_code == 401


def test_a_token_without_the_scope_does_not_get_in(cast: Cast):
    assert calling(cast.lin_yue, "law").get(f"{BASE}/items").status_code == 401


def test_an_expired_a_revoked_and_a_closed_persons_token_do_not_get_in(cast: Cast):
    client = calling(cast.lin_yue)
    token = ApiToken.objects.get()
    long_ago = timezone.now() - timedelta(days=9)
    ApiToken.objects.update(created_at=long_ago, expires_at=long_ago + timedelta(days=1))
    assert client.get(f"{BASE}/items").status_code == 401
    ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
    assert client.get(f"{BASE}/items").status_code == 200
    cast.lin_yue.is_active = False
    cast.lin_yue.save(update_fields=["is_active"])
    assert client.get(f"{BASE}/items").status_code == 401
    cast.lin_yue.is_active = True
    cast.lin_yue.save(update_fields=["is_active"])
    revoke_token(token, by=cast.lin_yue, now=timezone.now())
    assert client.get(f"{BASE}/items").status_code == 401


def test_a_signed_in_browser_reads_and_needs_its_csrf_token_to_write(cast: Cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.lin_yue)

    assert browser.get(f"{BASE}/items").status_code == 200
    assert ask(browser, item="SXS-11").status_code == 403
    assert not ClassificationRequest.objects.exists()


def test_a_token_beside_a_session_needs_no_csrf_token(cast: Cast):
    client = Client(
        enforce_csrf_checks=True,
        headers={"Authorization": f"Bearer {token_of(cast.lin_yue)}"},
    )

    assert ask(client, item="SXS-11").status_code == 201
