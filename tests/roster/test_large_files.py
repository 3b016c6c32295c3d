"""Files that are too large to be read while somebody waits: put on the disk, read by the worker, in flat memory."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from knowhold.accounts.models import Grant, Role
from knowhold.roster.actions import check_intake, file_roster, receive
from knowhold.roster.actions.receiving import check_waiting, upload_path
from knowhold.roster.filing.columns import Column
from knowhold.roster.filing.reading import open_sheet
from knowhold.roster.models import Filing, Holding, Intake, IntakeState
from roster.files import HEADINGS, ITEMS, row, write_csv, write_xlsx
from roster.test_pages import client_of, upload

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def many(rows, first=0):
    return [
        row(str(1000 + at // 5), f"Worker Number{at // 5}", ITEMS[at % 5], source="s" * 60)
        for at in range(first, first + rows)
    ]


def test_a_large_file_is_read_by_the_worker_while_the_page_shows_how_far(cast, tmp_path):
    path = write_csv(tmp_path / "large.csv", many(6_000))
    assert path.stat().st_size > 512 * 1024
    hr = client_of(cast.aisha_rahman)

    shown = upload(hr, path)

    intake = Intake.objects.get()
    assert intake.state == IntakeState.CHECKING
    assert "The file is being read" in shown.content.decode()
    assert shown["Refresh"]
    assert upload_path(intake.pk).exists()
    assert check_waiting(now=datetime.now(UTC)) == 1
    ready = hr.get(shown.request["PATH_INFO"])
    assert ready.context["counts"].ready == 6_000
    # the file itself is gone: only what may be filed is kept
    assert not upload_path(intake.pk).exists()
    assert check_waiting(now=datetime.now(UTC)) == 0


def test_a_large_file_that_is_no_table_says_so_after_it_was_read(cast, tmp_path):
    path = tmp_path / "large.csv"
    path.write_bytes(b"\x00" * 600 * 1024)
    hr = client_of(cast.aisha_rahman)

    shown = upload(hr, path)
    check_waiting(now=datetime.now(UTC))

    assert Intake.objects.get().state == IntakeState.UNREADABLE
    assert "control characters" in hr.get(shown.request["PATH_INFO"]).content.decode()
    assert not upload_path(Intake.objects.get().pk).exists()


def test_the_key_of_another_firms_file_touches_nothing(cast, tmp_path):
    upload(client_of(cast.aisha_rahman), write_csv(tmp_path / "large.csv", many(6_000)))
    intake = Intake.objects.get()
    before = upload_path(intake.pk).read_bytes()
    Grant.objects.create(
        person=cast.stranger, role=Role.HR, organisation=cast.other_firm, start=date(2026, 1, 1)
    )

    answer = upload(client_of(cast.stranger), write_csv(tmp_path / "o.csv", many(1)), intake.pk)

    assert answer.status_code >= 400
    assert upload_path(intake.pk).read_bytes() == before
    assert [path.name for path in upload_path(intake.pk).parent.iterdir()] == [
        f"{intake.pk}.upload"
    ]


def test_a_large_file_put_aside_before_it_was_read_leaves_nothing(cast, tmp_path):
    hr = client_of(cast.aisha_rahman)
    preview = upload(hr, write_csv(tmp_path / "l.csv", many(6_000))).request["PATH_INFO"]

    hr.post(f"{preview}put-aside/")

    assert check_waiting(now=datetime.now(UTC)) == 0
    assert not upload_path(Intake.objects.get().pk).exists()


def test_by_program_a_large_file_is_taken_in_too(cast, tmp_path):
    path = write_csv(tmp_path / "large.csv", many(6_000))
    answer = client_of(cast.aisha_rahman).post(
        "/api/v1/roster/intakes", {"file": SimpleUploadedFile(path.name, path.read_bytes())}
    )

    assert answer.status_code in {200, 201, 202}, answer.content
    assert Intake.objects.count() == 1


def test_progress_is_told_row_by_thousand_rows(cast, now, tmp_path):
    path = write_xlsx(tmp_path / "large.xlsx", many(6_000))
    intake = receive(path, path.name, Intake().pk, by=cast.aisha_rahman, now=now)
    heard = []

    check_intake(intake, path, now=now, progress=heard.append)

    assert heard == [2001, 4001, 6001]


def test_filing_costs_queries_by_the_thousand_and_not_by_the_row(cast, now, tmp_path):
    def queries(name, rows):
        path = write_xlsx(tmp_path / name, rows)
        intake = receive(path, path.name, Intake().pk, by=cast.aisha_rahman, now=now)
        check_intake(intake, path, now=now)
        with CaptureQueriesContext(connection) as caught:
            file_roster(intake.pk, now.date(), by=cast.aisha_rahman, now=now)
        return len(caught)

    first = queries("first.xlsx", many(4_000))
    changed = queries("changed.xlsx", many(2_000, first=2_000) + many(100, first=4_000))

    assert Holding.objects.filter(ended_on__isnull=False).count() == 2_000
    assert Filing.objects.get(number=2).ended == 2_000
    assert max(first, changed) < 100


def test_a_workbook_is_read_where_its_table_begins_and_as_far_as_it_goes(tmp_path):
    rows = [["", *HEADINGS], *(["", *cells] for cells in many(5))]

    sheet = open_sheet(write_xlsx(tmp_path / "late.xlsx", rows, [""]), "late.xlsx")

    assert sheet.letter(Column.NUMBER) == "B"
    assert [line.row for line in sheet.lines()] == [3, 4, 5, 6, 7]


@pytest.mark.long
def test_memory_is_flat_from_ten_to_a_hundred_thousand_rows():
    def measured(rows):
        done = subprocess.run(
            [sys.executable, "-m", "bench.roster", str(rows)],
            cwd=ROOT, capture_output=True, check=True,
        )  # fmt: skip
        return json.loads(done.stdout)

    small, large = measured(10_000), measured(100_000)

    assert large["peak"] <= small["peak"] * 1.25
    assert large["check"] + large["file"] < 60
