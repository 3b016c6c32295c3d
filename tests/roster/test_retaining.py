"""What is over is deleted, with proof; what is not over stays."""

from __future__ import annotations

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest

from knowhold.audit.models import Event
from knowhold.roster.actions.reporting import Report, report_approach
from knowhold.roster.actions.retaining import delete_what_is_over, months_before
from knowhold.roster.models import Approach, Filing, FilingChange, Holder, Holding
from roster.files import row, write_xlsx
from roster.test_filing import filed

pytestmark = pytest.mark.django_db


def test_a_line_of_the_roster_goes_24_months_after_it_ended_and_its_proof_stays(
    cast, now, tmp_path
):
    filed(cast, write_xlsx(tmp_path / "a.xlsx", [row("1", "Ada Adler"), row("2", "Bo Berg")]), now)
    filed(cast, write_xlsx(tmp_path / "b.xlsx", [row("2", "Bo Berg")]), now + timedelta(days=1))
    ada = Holder.objects.get(employee_number="1")

    assert delete_what_is_over(now + timedelta(days=600)) == 0
    assert delete_what_is_over(now + timedelta(days=760)) == 1

    assert not Holder.objects.filter(pk=ada.pk).exists()
    assert not Holding.objects.filter(person=ada.person).exists()
    assert not FilingChange.objects.filter(person=ada.person).exists()
    assert Holder.objects.get().employee_number == "2"
    assert Filing.objects.count() == 2
    proof = Event.objects.filter(kind="record.erased").get()
    assert "months" in json.loads(proof.body)["reason"]
    assert delete_what_is_over(now + timedelta(days=760)) == 0


def test_a_report_is_emptied_after_its_months_and_its_commitment_stays(cast, now):
    made = report_approach(uuid4(), Report("somebody", "drawings"), by=cast.lin_yue, now=now)
    commitment = bytes(Event.objects.get(pk=made.event_id).commitment)

    assert delete_what_is_over(now + timedelta(days=300)) == 0
    assert delete_what_is_over(now + timedelta(days=400)) == 1

    kept = Approach.objects.get()
    assert (kept.who, kept.wanted) == ("", "")
    event = Event.objects.get(pk=made.event_id)
    assert (event.body, bytes(event.commitment)) == (None, commitment)


def test_months_are_counted_by_the_calendar():
    assert months_before(date(2026, 11, 24), 24) == date(2024, 11, 24)
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 5), 2) == date(2025, 11, 5)
