"""Permits by API: read, replaced by the next version, revoked; the old code says so from then on."""

from __future__ import annotations

import pytest

from callers import calling, in_browser
from clearance.small_law import TOOLS
from clearance.test_permits import ON, permit
from knowhold.api import permits as endpoint
from knowhold.audit.models import Event
from knowhold.clearance.checking import State, check, token_of

__all__ = ["permit"]  # the fixture: an approved case of Lin Yue

pytestmark = pytest.mark.django_db(transaction=True)

DAYS = {"valid_from": "2026-12-08", "valid_until": "2026-12-09", "reason": "The flight moved."}


@pytest.fixture(autouse=True)
def small_law(monkeypatch):
    """The installation answers by the law that the case was decided under."""
    monkeypatch.setattr(endpoint, "tools", lambda: TOOLS)


def address(issued, *rest):
    return "/".join(["/api/v1/cases", str(issued.case_id), "permits", *map(str, rest)])


def post(client, where, body):
    return client.post(where, body, content_type="application/json")


def version_of(client, issued):
    return client.get(address(issued)).json()[-1]["case_version"]


def test_a_holder_reads_every_version_with_its_code(permit, cast):
    [shown] = calling(cast.lin_yue).get(address(permit)).json()

    assert (shown["version"], shown["status"], shown["valid_until"]) == (1, "valid", "2026-12-09")
    assert "notify-first" in shown["conditions"]
    assert check(shown["code"], ON).state is State.GOOD


def test_an_officer_replaces_the_permit_and_the_old_code_says_so(permit, cast):
    officer, old = in_browser(cast.chen_hao), token_of(permit)

    made = post(
        officer, address(permit, 1, "replace"), DAYS | {"case_version": version_of(officer, permit)}
    )

    assert made.status_code == 200, made.content
    assert (made.json()["version"], made.json()["valid_from"]) == (2, "2026-12-08")
    assert check(old, ON).state is State.SUPERSEDED
    assert Event.objects.filter(kind="case.permit_superseded").count() == 1
    again = post(
        officer, address(permit, 1, "replace"), DAYS | {"case_version": version_of(officer, permit)}
    )
    assert (again.status_code, again.json()["error"]) == (409, "wrong_stage")


def test_an_officer_revokes_the_permit_with_a_reason(permit, cast):
    officer, old = in_browser(cast.chen_hao), token_of(permit)
    asked = {"reason": "Given in error.", "case_version": version_of(officer, permit)}

    ended = post(officer, address(permit, 1, "revoke"), asked)

    assert (ended.status_code, ended.json()["status"]) == (200, "revoked")
    assert check(old, ON).state is State.REVOKED


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"case_version": 1}, 409),
        ({"reason": " "}, 422),
        ({"valid_until": "2027-01-09"}, 422),
        ({"valid_from": "2026-12-09", "valid_until": "2026-12-08"}, 422),
        ({"case_version": 0}, 422),
    ],
)
def test_what_does_not_fit_changes_nothing(permit, cast, change, code):
    officer = in_browser(cast.chen_hao)
    body = DAYS | {"case_version": version_of(officer, permit)} | change

    assert post(officer, address(permit, 1, "replace"), body).status_code == code
    assert check(token_of(permit), ON).state is State.GOOD


def test_a_holder_may_not_change_it_and_a_stranger_finds_nothing(permit, cast):
    body = {"reason": "I want it gone.", "case_version": 2}

    assert post(in_browser(cast.lin_yue), address(permit, 1, "revoke"), body).status_code == 403
    assert post(in_browser(cast.stranger), address(permit, 1, "revoke"), body).status_code == 404
    assert calling(cast.stranger).get(address(permit)).status_code == 404
    assert post(in_browser(cast.chen_hao), address(permit, 9, "revoke"), body).status_code == 404
    assert post(calling(cast.chen_hao), address(permit, 1, "revoke"), body).status_code == 401
    assert check(token_of(permit), ON).state is State.GOOD
