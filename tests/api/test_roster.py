from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from callers import calling
from cast import Cast
from knowhold.roster.models import Filing
from roster.files import bad_roster, row, write_xlsx

BASE = "/api/v1/roster"
JSON = "application/json"


def send(client, path, **more):
    return client.post(
        f"{BASE}/intakes", {"file": SimpleUploadedFile(path.name, path.read_bytes()), **more}
    )


def test_a_program_files_the_roster_with_the_same_verbs(cast: Cast, tmp_path):
    hr = calling(cast.aisha_rahman)
    rows = [row("1", "Wang Xiaoming", native="王小明"), row("2", "Xiaoming Wang", "SXS-11")]
    taken = send(hr, write_xlsx(tmp_path / "r.xlsx", rows)).json()
    assert (taken["rows"], taken["waiting"]) == (2, 1)
    path = f"{BASE}/intakes/{taken['id']}"
    early = hr.post(f"{path}/file", {"as_of": "2026-11-20"}, content_type=JSON)
    assert early.status_code == 409

    question = taken["duplicates"][0]["id"]
    judged = hr.post(f"{path}/duplicates/{question}", {"answer": "same"}, content_type=JSON)
    assert judged.json()["waiting"] == 0
    filed = hr.post(f"{path}/file", {"as_of": "2026-11-20"}, content_type=JSON)
    again = hr.post(f"{path}/file", {"as_of": "2026-11-20"}, content_type=JSON)

    assert filed.status_code == 201
    assert filed.json()["reference"].startswith("ZZ-001/R-")
    assert again.json()["reference"] == filed.json()["reference"]
    assert hr.get(f"{BASE}/filings").json()[0]["people"] == 1


def test_every_error_has_its_cell_and_its_rule(cast: Cast, tmp_path):
    found = send(calling(cast.aisha_rahman), bad_roster(tmp_path / "bad.xlsx")).json()

    assert found["with_errors"] == 5
    first = found["wrong"][0]
    assert (first["place"], first["value"], first["rule"]) == ("F17", "31.02.2026", "not_a_date")
    assert found["not_read"][0]["heading"] == "religion"
    assert not Filing.objects.exists()


def test_another_firm_finds_no_such_file(cast: Cast, tmp_path):
    taken = send(calling(cast.aisha_rahman), bad_roster(tmp_path / "bad.xlsx")).json()

    assert calling(cast.stranger).get(f"{BASE}/intakes/{taken['id']}").status_code in {403, 404}


def test_a_browser_does_not_file_without_its_password(cast: Cast):
    browser = Client()
    browser.force_login(cast.aisha_rahman)

    answered = browser.post(
        f"{BASE}/intakes/{uuid4()}/file", {"as_of": "2026-11-20"}, content_type=JSON
    )

    assert answered.status_code == 401


@pytest.mark.parametrize("who", ["lin_yue", "chen_hao", "ingrid_holm"])
def test_only_hr_sends_a_roster(cast: Cast, tmp_path, who):
    path = write_xlsx(tmp_path / "r.xlsx", [row("1", "Ada Adler")])

    assert send(calling(getattr(cast, who)), path).status_code == 403
