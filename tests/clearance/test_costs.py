"""How many queries the pages of case work may cost, and who is let in."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection

from clearance.small_law import FORM, TOOLS
from knowhold.clearance import actions, queries
from knowhold.clearance.inquiry import inquire
from tenant_net import NET

QUEUE_OF_50, ONE_CASE, ONE_PERMIT = 8 + NET, 12 + NET, 12 + NET


@pytest.fixture(autouse=True)
def small_law(monkeypatch):
    """The installation under test has the small law and its lists."""
    monkeypatch.setattr("knowhold.web.cases.deciding.tools", lambda: TOOLS)


@pytest.fixture
def fifty(cast, now):
    actions.adopt_conditions(cast.firm, by=cast.maria_keller, now=now)
    by = cast.lin_yue
    seen = inquire(FORM, by, now.date(), TOOLS).digest
    return [
        actions.submit(FORM, key=uuid.UUID(int=number), seen=seen, by=by, now=now, tools=TOOLS)
        for number in range(1, 53)
    ]


def test_a_queue_of_fifty_costs_few_queries_and_counts_all(
    client, cast, fifty, django_assert_max_num_queries
):
    client.force_login(cast.chen_hao)

    with django_assert_max_num_queries(QUEUE_OF_50):
        page = client.get("/cases/")

    assert page.status_code == 200
    assert page.content.decode().count("ZZ-001/T-2026-") == 50
    assert "?page=2" in page.content.decode()


@pytest.mark.parametrize(
    ("found", "index"),
    [
        (queries.queue, "case_queue"),
        (lambda firms: queries.queue(firms).exclude(applicant=firms[0]), "case_queue"),
        (lambda firms: queries.all_cases(firms).filter(stage="closed"), "case_queue"),
        (queries.all_cases, "case_by_due"),
    ],
)
def test_which_cases_a_page_has_is_found_in_an_index(cast, found, index):
    firms = [cast.firm.pk, cast.other_firm.pk]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # so small a table is read whole otherwise
            cursor.execute("SET LOCAL enable_seqscan = off")

    plan = queries.Listed(found(firms))[:50].explain()

    assert index in plan
    if connection.vendor == "sqlite":
        assert f"SEARCH U0 USING COVERING INDEX {index}" in plan
        assert "SCAN" not in plan


def test_the_queue_counts_no_further_than_anybody_pages(client, cast, fifty, monkeypatch):
    monkeypatch.setattr(queries, "MOST_COUNTED", 51)
    client.force_login(cast.chen_hao)

    page = client.get("/cases/").content.decode()

    assert "The first 51 cases" in page
    assert "?page=2" in page


def test_the_queue_narrows_to_what_an_officer_has(client, cast, fifty, now):
    actions.take(fifty[3].pk, version=1, by=cast.chen_hao, now=now)
    client.force_login(cast.chen_hao)

    page = client.get("/cases/?mine=on").content.decode()

    assert page.count("ZZ-001/T-2026-") == 1
    assert fifty[3].reference in page


def test_one_case_costs_few_queries_for_either_reader(
    client, cast, fifty, django_assert_max_num_queries
):
    for person in (cast.chen_hao, cast.lin_yue):
        client.force_login(person)
        with django_assert_max_num_queries(ONE_CASE):
            page = client.get(f"/cases/{fifty[0].pk}/")
        assert page.status_code == 200


@pytest.mark.parametrize("person", ["tomas_berg", "aisha_rahman", "raj_patel", "stranger"])
def test_a_case_is_not_there_for_who_has_no_part_in_it(client, cast, fifty, person):
    client.force_login(getattr(cast, person))

    for page in ("", "ask/", "approve/", "refuse/", "findings/", "letter/", "withdraw/"):
        assert client.get(f"/cases/{fifty[0].pk}/{page}").status_code == 404
    assert client.post(f"/cases/{fifty[0].pk}/take/", {"version": 1}).status_code == 404


def test_the_queue_is_not_there_for_who_does_not_work_on_cases(client, cast, fifty):
    client.force_login(cast.lin_yue)

    assert client.get("/cases/").status_code == 404


def test_an_auditor_reads_a_case_and_may_change_nothing(client, cast, fifty):
    client.force_login(cast.ingrid_holm)
    case = f"/cases/{fifty[0].pk}/"

    assert client.get(case).status_code == 200
    assert client.get(f"{case}approve/").status_code == 404
    assert client.post(f"{case}take/", {"version": 1}).status_code == 404


def test_a_note_is_its_keepers_alone(client, cast, now):
    by = cast.lin_yue
    seen = inquire(FORM, by, now.date(), TOOLS).digest
    note = actions.keep_note(FORM, key=uuid.UUID(int=1), seen=seen, by=by, now=now, tools=TOOLS)

    for person, status in ((cast.lin_yue, 200), (cast.chen_hao, 404), (cast.stranger, 404)):
        client.force_login(person)
        assert client.get(f"/trips/notes/{note.pk}/").status_code == status


def test_a_stale_approval_says_who_was_first_and_keeps_what_was_typed(client, cast, fifty, now):
    case = fifty[0]
    actions.take(case.pk, version=case.version, by=cast.maria_keller, now=now)
    client.force_login(cast.chen_hao)
    typed = {
        "version": 1,
        "rules": ["zz.notify"],
        "conditions": ["notify-first"],
        "valid_from": "2026-12-07",
        "valid_until": "2026-12-09",
        "reason": "The notice is on file.",
    }

    page = client.post(f"/cases/{case.pk}/approve/", typed)

    text = page.content.decode()
    assert page.status_code == 409
    assert "Maria Keller" in text
    assert "The notice is on file." in text
    assert 'name="version" value="2"' in text
    assert client.post(f"/cases/{case.pk}/approve/", typed | {"version": 2}).status_code == 302


def test_a_decided_case_cannot_be_decided_again_from_an_old_page(client, cast, fifty, now):
    case = fifty[0]
    actions.withdraw(case.pk, version=case.version, by=cast.lin_yue, now=now)
    client.force_login(cast.chen_hao)

    page = client.post(
        f"/cases/{case.pk}/refuse/",
        {"version": 1, "rules": ["zz.notify"], "reason": "x", "approvable": "y"},
    )

    assert page.status_code == 409
    assert "Lin Yue" in page.content.decode()


def test_an_officer_decides_that_nothing_is_needed_after_all(client, cast, now):
    by, form = cast.lin_yue, FORM | {"devices": []}
    seen = inquire(form, by, now.date(), TOOLS).digest
    case = actions.submit(form, key=uuid.UUID(int=1), seen=seen, by=by, now=now, tools=TOOLS)
    client.force_login(cast.chen_hao)

    page = client.post(f"/cases/{case.pk}/decide/", {"version": 1, "outcome": "not_needed"})

    assert page.status_code == 302
    case.refresh_from_db()
    assert case.outcome == "not_needed"
