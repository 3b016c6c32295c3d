from __future__ import annotations

import pytest

from cast import make_cast
from knowhold.audit.actions import record, sequence_pending
from knowhold.audit.models import Event
from knowhold.audit.queries import pending
from knowhold.audit.shards import open_log
from knowhold.errors import ProofError

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_committed_event_is_in_the_journal_at_its_index(now):
    lin = make_cast().lin_yue

    for number in range(3):
        record("a", lin, ("case", str(number)), {}, now)

    events = list(Event.objects.order_by("id"))
    assert [event.journal_index for event in events] == [0, 1, 2]
    with open_log(2026) as log:
        assert [log.entry(n) for n in range(3)] == [bytes(event.commitment) for event in events]
        assert log.checkpoint().startswith("knowhold.example/journal/2026\n3\n")


def test_a_sequencer_killed_between_append_and_note_doubles_nothing(now):
    lin = make_cast().lin_yue
    record("a", lin, ("case", "1"), {}, now)
    Event.objects.bulk_create(_pending_copies(now, lin, 3))
    with open_log(2026) as log:
        log.append([bytes(event.commitment) for event in pending()][:2])

    assert sequence_pending() == 3

    assert list(Event.objects.order_by("id").values_list("journal_index", flat=True)) == [
        0,
        1,
        2,
        3,
    ]
    with open_log(2026) as log:
        assert log.size() == 4


def test_a_journal_of_another_database_is_refused_and_left_alone(now):
    lin = make_cast().lin_yue
    with open_log(2026) as log:
        log.append([b"x" * 32])
    Event.objects.bulk_create(_pending_copies(now, lin, 1))

    with pytest.raises(ProofError, match="belongs to no event"):
        sequence_pending()

    with open_log(2026) as log:
        assert log.size() == 1


def test_a_journal_that_cannot_be_written_leaves_the_change_and_the_event_pending(now, settings):
    lin = make_cast().lin_yue
    settings.KNOWHOLD_JOURNAL.parent.mkdir(exist_ok=True)
    settings.KNOWHOLD_JOURNAL.write_text("a file where the folder should be")

    record("a", lin, ("case", "1"), {}, now)

    assert pending().count() == 1


def _pending_copies(now, by, count):
    return [
        Event(
            at=now,
            kind="a",
            actor_id=by.pk,
            actor_label=by.label,
            subject_type="case",
            subject_id=str(number),
            body="{}",
            salt=bytes(32),
            commitment=bytes([number + 1]) * 32,
            shard=now.year,
        )
        for number in range(count)
    ]
