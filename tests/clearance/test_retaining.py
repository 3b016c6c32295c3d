"""Two clocks of a case, with proof of what they deleted; a consent without which no journey is kept."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from clearance.small_law import FORM, TOOLS
from clearance.test_people import REFUSAL, people, signed, submitted
from knowhold.audit.models import Event
from knowhold.clearance import actions
from knowhold.clearance.actions import Grievance
from knowhold.clearance.actions.retaining import delete_what_is_over
from knowhold.clearance.attachments import Sent
from knowhold.clearance.inquiry import inquire
from knowhold.clearance.models import Attachment, Case, Decision, Note, Permit, Query
from knowhold.clearance.retention import clocks
from knowhold.errors import Invalid
from knowhold.roster.actions.objecting import (
    answer_objection,
    consent_to,
    lacks_consent,
    object_to,
    withdraw_consent,
)
from knowhold.roster.models import Consent, Verdict

__all__ = ["people"]  # the fixture: a firm with conditions and routing published


def closed(people, now, proposal=None, **how) -> Case:
    """A case that was decided, travelled and closed."""
    case = signed(people, now, *([proposal] if proposal else []), **how)
    Case.objects.filter(pk=case.pk).update(stage="closed")
    case.refresh_from_db()
    return case


def moment(day):
    return datetime.combine(day, datetime.min.time(), tzinfo=UTC) + timedelta(hours=8)


def erased():
    return [
        json.loads(event.body)
        for event in Event.objects.filter(kind="record.erased").order_by("id")
    ]


def test_no_clock_runs_while_somebody_can_still_have_to_do_something(people, now):
    case = signed(people, now)

    assert clocks(case) is None
    assert delete_what_is_over(now + timedelta(days=5000)).journeys == 0


def test_the_journey_goes_after_a_year_and_the_record_after_five_each_with_its_proof(people, now):
    case = closed(people, now)
    assert clocks(case).journey == date(2027, 12, 9)
    assert clocks(case).record == date(2031, 12, 9)
    told = Event.objects.get(kind="case.submitted")
    commitment = bytes(told.commitment)

    assert delete_what_is_over(moment(date(2027, 12, 9))).journeys == 0
    assert delete_what_is_over(moment(date(2027, 12, 10))).journeys == 1

    case.refresh_from_db()
    told.refresh_from_db()
    assert case.form["legs"] == []
    assert case.form["topics"] == FORM["topics"]
    assert (told.body, bytes(told.commitment)) == (None, commitment)
    assert case.reference in erased()[0]["reason"]
    assert Decision.objects.count() == Permit.objects.count() == 1
    assert Event.objects.get(kind="case.approved").body

    assert delete_what_is_over(moment(date(2031, 12, 9))).records == 0
    assert delete_what_is_over(moment(date(2031, 12, 10))).records == 1

    assert not Case.objects.exists()
    assert not Decision.objects.exists()
    assert not Event.objects.filter(subject_id=str(case.pk), body__isnull=False).exists()
    assert Event.objects.filter(subject_id=str(case.pk)).count() > 3
    assert delete_what_is_over(moment(date(2031, 12, 11))) == type(delete_what_is_over(now))(
        0, 0, 0
    )


def test_questions_answers_and_files_go_with_the_journey_and_an_appeal_with_the_record(people, now):
    case = signed(people, now, REFUSAL)
    actions.appeal(
        case.pk, Grievance("It is published.", file=Sent("a.txt", b"Published.")),
        version=case.version, by=people.lin_yue, now=now,
    )  # fmt: skip
    case.refresh_from_db()
    actions.seat_panel(
        case.pk, [people.petra_novak.pk], version=case.version, by=people.petra_novak, now=now
    )
    case.refresh_from_db()
    actions.ask_in_appeal(case.pk, "Where?", version=case.version, by=people.petra_novak, now=now)
    case.refresh_from_db()
    actions.answer_in_appeal(case.pk, "Here.", version=case.version, by=people.lin_yue, now=now)
    case.refresh_from_db()
    actions.uphold(case.pk, "It is not.", version=case.version, by=people.petra_novak, now=now)
    Case.objects.filter(pk=case.pk).update(stage="closed")

    delete_what_is_over(moment(date(2027, 12, 10)))

    assert not Query.objects.exists()
    assert not Attachment.objects.exists()
    case.refresh_from_db()
    assert case.appeal_file.text == "It is published."
    assert delete_what_is_over(moment(date(2031, 12, 10))).records == 1
    assert not Case.objects.exists()


def test_a_decision_is_not_deleted_before_its_clock_has_marked_it(people, now):
    signed(people, now)

    for table in ("decision", "recommendation"):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"DELETE FROM clearance_{table}")
    assert Decision.objects.count() == 1


def test_a_kept_note_goes_when_a_journey_does(people, now):
    seen = inquire(FORM, people.lin_yue, now.date(), TOOLS).digest
    note = actions.keep_note(
        FORM, key=people.lin_yue.pk, seen=seen, by=people.lin_yue, now=now, tools=TOOLS
    )

    assert delete_what_is_over(moment(date(2027, 12, 9))).notes == 0
    assert delete_what_is_over(moment(date(2027, 12, 10))).notes == 1

    assert not Note.objects.exists()
    assert Event.objects.get(subject_id=str(note.pk)).body is None


def test_without_the_consent_that_its_law_asks_for_no_journey_is_kept(people, now):
    withdraw_consent("itineraries", by=people.lin_yue, now=now)

    for form in (FORM, FORM | {"kind": "disclosure", "purpose": "send", "devices": []}):
        if form["kind"] == "trip":
            with pytest.raises(Invalid, match="consent"):
                submitted(people, now, form)
            assert not Case.objects.exists()
        else:
            # what is sent is no journey
            assert submitted(people, now, form, number=2).kind == "disclosure"
    consent_to("itineraries", by=people.lin_yue, now=now)
    assert submitted(people, now).stage == "with_line_manager"


@pytest.mark.parametrize(
    ("jurisdiction", "asks"), [("CN", True), ("DE", False), ("ZZ", True), ("BR", True)]
)
def test_the_consent_is_asked_where_the_law_of_the_firm_asks_it_or_nobody_knows(
    people, jurisdiction, asks
):
    people.firm.jurisdiction = jurisdiction
    Consent.objects.all().delete()
    person = people.lin_yue
    person.organisation = people.firm

    assert lacks_consent(person, "itineraries") is asks


def test_a_consent_taken_back_ends_the_journeys_of_what_is_over_at_once(people, now):
    over, running = closed(people, now), submitted(people, now, number=2)
    withdraw_consent("itineraries", by=people.lin_yue, now=now)

    assert delete_what_is_over(now).journeys == 1

    over.refresh_from_db()
    running.refresh_from_db()
    assert (over.form["legs"], bool(running.form["legs"])) == ([], True)
    assert "consent" in erased()[0]["reason"]


def test_who_objects_has_no_journey_kept_until_it_is_answered(people, now):
    made = object_to("itineraries", "I travel too much.", by=people.lin_yue, now=now)

    with pytest.raises(Invalid, match="objected"):
        submitted(people, now)
    answer_objection(made.pk, Verdict.DECLINED, "The law asks.", by=people.maria_keller, now=now)

    assert submitted(people, now).stage == "with_line_manager"
