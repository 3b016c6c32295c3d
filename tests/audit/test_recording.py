from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from cast import Cast
from knowhold.audit.actions import SYSTEM, erase, note_look, record
from knowhold.audit.models import Event
from knowhold.audit.queries import events_about, history_of, looks_at
from knowhold.audit.records import record_of
from knowhold.errors import MarkedSecret, NotFound
from knowhold.journal.verify import commitment


def test_an_event_commits_to_its_exact_content(cast: Cast, now):
    event = record(
        "case.submitted", cast.lin_yue, ("case", "1"), {"to": "ZZ", "topic": "串级萃取"}, now
    )

    kept = Event.objects.get(pk=event.pk)
    assert commitment(record_of(kept), bytes(kept.salt)) == bytes(kept.commitment)
    assert "串级萃取" in kept.body


def test_two_equal_records_have_different_commitments(cast: Cast, now):
    first = record("a", cast.lin_yue, ("case", "1"), {}, now)
    second = record("a", cast.lin_yue, ("case", "1"), {}, now)

    assert bytes(first.commitment) != bytes(second.commitment)


@pytest.mark.parametrize(
    "change",
    ["kind = 'x'", "at = '2020-01-01'", "subject_id = 'x'", "body = 'x'", "about_id = NULL"],
)
def test_the_database_refuses_to_change_an_event(cast: Cast, now, change):
    record("a", cast.lin_yue, ("case", "1"), {}, now, about=cast.lin_yue.pk)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE audit_event SET {change}")


def test_the_database_refuses_to_delete_an_event(cast: Cast, now):
    record("a", cast.lin_yue, ("case", "1"), {}, now)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.all().delete()


def test_a_journal_index_is_set_once(cast: Cast, now):
    record("a", cast.lin_yue, ("case", "1"), {}, now)
    Event.objects.update(journal_index=7)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.update(journal_index=8)


def test_erasure_takes_the_content_and_leaves_the_commitment_and_an_event(cast: Cast, now):
    event = record("a", cast.lin_yue, ("case", "1"), {"x": "y"}, now)

    told = erase([event.pk], cast.maria_keller, "retention ended", now + timedelta(days=1))

    gone = Event.objects.get(pk=event.pk)
    assert (gone.body, gone.salt) == (None, None)
    assert bytes(gone.commitment) == bytes(event.commitment)
    assert told.kind == "record.erased"
    with pytest.raises(NotFound):
        record_of(gone)


def test_a_marked_text_stops_the_event_before_anything_is_stored(cast: Cast, now):
    with pytest.raises(MarkedSecret):
        record("a", cast.lin_yue, ("case", "1"), {"note": ["机密★10年"]}, now)

    assert not Event.objects.exists()


def test_a_fraction_in_a_record_is_refused(cast: Cast, now):
    with pytest.raises(TypeError, match="write it as text"):
        record("a", cast.lin_yue, ("case", "1"), {"kg": 0.1}, now)


def test_opening_another_persons_record_is_an_event_that_they_see(cast: Cast, now):
    note_look(cast.chen_hao, cast.lin_yue.pk, ("person", str(cast.lin_yue.pk)), "review", now)

    assert [look.actor_label for look in looks_at(cast.lin_yue.pk)] == ["Chen Hao 陈浩"]
    assert events_about(cast.lin_yue.pk).count() == 1


def test_opening_ones_own_record_leaves_nothing(cast: Cast, now):
    note_look(cast.lin_yue, cast.lin_yue.pk, ("person", str(cast.lin_yue.pk)), "own", now)

    assert not Event.objects.exists()


def test_the_history_of_a_thing_is_in_order(cast: Cast, now):
    for kind in ("a", "b", "c"):
        record(kind, SYSTEM, ("case", "9"), {}, now)

    assert [event.kind for event in history_of("case", "9")] == ["a", "b", "c"]
