"""The roster's pages without a browser: who gets in, how many queries a page costs."""

from __future__ import annotations

from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import PASSWORD
from knowhold.roster.models import Filing, Holder
from roster.files import FAMILY, GIVEN, bad_roster, good_roster, row, write_xlsx
from roster.test_filing import filed
from tenant_net import NET
from web.test_signing_in import add_app, code_of

pytestmark = pytest.mark.django_db


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def upload(client, path, key=None):
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return client.post("/roster/import/", {"key": str(key or uuid4()), "file": file}, follow=True)


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(path).status_code == 200
    return [one["sql"] for one in caught if "SAVEPOINT" not in one["sql"]]


def test_hr_goes_from_the_file_to_the_receipt(cast, tmp_path):
    hr = client_of(cast.aisha_rahman)
    shown = upload(hr, good_roster(tmp_path / "good.xlsx"))
    preview = shown.request["PATH_INFO"]
    assert shown.context["counts"].waiting == 3
    visited = []
    for question in shown.context["questions"]:
        answered = hr.post(
            f"{preview}duplicates/{question['asked'].id}/", {"answer": "same"}, follow=True
        )
        visited.append(answered.request["PATH_INFO"])
    assert visited[-1] == preview
    assert answered.context["counts"].ready == 120

    asked = hr.post(f"{preview}confirm/", {"as_of": "2026-11-20"})
    assert asked["Location"] == f"/sign-in/confirm/?next={quote(f'{preview}confirm/', safe='')}"
    assert hr.post(asked["Location"], {"password": "wrong"}).status_code == 200
    assert not Filing.objects.exists()
    confirmed = hr.post(asked["Location"], {"password": PASSWORD}, follow=True)

    filing = Filing.objects.get()
    assert confirmed.request["PATH_INFO"] == f"/roster/filings/{filing.pk}/"
    assert filing.reference in confirmed.content.decode()
    again = hr.post(f"{preview}confirm/", {"as_of": "2026-11-20"})
    assert again.url == f"/roster/filings/{filing.pk}/"


def ready_to_file(client, tmp_path):
    path = write_xlsx(tmp_path / "roster.xlsx", [row("1", "Ada Adler")])
    return upload(client, path).request["PATH_INFO"] + "confirm/"


def test_a_wrong_day_after_confirming_is_corrected_where_the_form_belongs(cast, tmp_path):
    hr = client_of(cast.aisha_rahman)
    address = ready_to_file(hr, tmp_path)
    asked = hr.post(address, {"as_of": "2199-01-01"})

    shown = hr.post(asked["Location"], {"password": PASSWORD})

    assert shown.status_code == 422
    assert f'action="{address}"' in shown.content.decode()
    assert hr.post(address, {"as_of": "2026-11-20"}).status_code == 302
    assert Filing.objects.count() == 1


def test_who_signs_in_with_a_second_step_files_with_it(cast, tmp_path):
    person, hr = cast.aisha_rahman, client_of(cast.aisha_rahman)
    secret = add_app(hr)
    address = ready_to_file(hr, tmp_path)
    old = client_of(person)

    asked = old.post(address, {"as_of": "2026-11-20"})
    assert asked["Location"].startswith("/sign-in/confirm/code/?next=")
    assert not Filing.objects.exists()
    old.post(asked["Location"], {"code": code_of(secret)})

    assert Filing.objects.get().filed_by == person


def test_a_form_sent_twice_is_one_file(cast, tmp_path):
    hr, key = client_of(cast.aisha_rahman), uuid4()
    path = bad_roster(tmp_path / "bad.xlsx")

    first, second = upload(hr, path, key), upload(hr, path, key)

    assert first.request["PATH_INFO"] == second.request["PATH_INFO"]


def test_another_firms_file_and_filing_are_not_found(cast, now, tmp_path):
    hr = client_of(cast.aisha_rahman)
    preview = upload(hr, bad_roster(tmp_path / "bad.xlsx")).request["PATH_INFO"]
    filing = filed(cast, write_xlsx(tmp_path / "r.xlsx", [row("1", "Ada Adler")]), now)
    holder = Holder.objects.get()

    for client in (client_of(cast.stranger), client_of(cast.lin_yue)):
        for path in (
            preview, f"{preview}errors.xlsx", f"{preview}confirm/",
            f"/roster/filings/{filing.pk}/", f"/roster/filings/{filing.pk}/receipt.pdf",
            f"/roster/people/{holder.pk}/",
        ):  # fmt: skip
            assert client.get(path).status_code == 404, path


def test_fifty_people_cost_eight_queries_and_one_costs_twelve(cast, now, tmp_path):
    rows = [
        row(f"{1000 + at}", f"{GIVEN[at % 20]} {FAMILY[at // 20]}", native="") for at in range(60)
    ]
    filed(cast, write_xlsx(tmp_path / "r.xlsx", rows), now)
    hr = client_of(cast.aisha_rahman)

    assert len(queries(hr, "/roster/people/")) <= 8 + NET
    assert len(queries(hr, f"/roster/people/{Holder.objects.first().pk}/")) <= 12 + NET


def test_ones_own_record_does_not_cost_more_with_more_entries(cast, now, tmp_path):
    one = [row("1", "Lin Yue", native="林悦", email="lin.yue@example.org")]
    filed(cast, write_xlsx(tmp_path / "a.xlsx", one), now)
    lin = client_of(cast.lin_yue)
    few = len(queries(lin, "/my-record/"))
    many = [
        row("1", "Lin Yue", item, native="林悦", email="lin.yue@example.org")
        for item in ("SXS-01", "SXS-05", "SXS-06", "SXS-11", "SXS-14")
    ]
    filed(cast, write_xlsx(tmp_path / "b.xlsx", many), now)

    assert len(queries(lin, "/my-record/")) <= few + 1
    assert few <= 25
