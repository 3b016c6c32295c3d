"""Sealed columns: nothing of them in the file of the database, old values open after a rotation."""

from __future__ import annotations

import contextlib
import uuid

import pytest
from django.db import connection

from cast import Cast
from clearance.small_law import FORM, TOOLS
from knowhold.audit import field_keys
from knowhold.audit.actions.resealing import rotate, sealed_fields
from knowhold.audit.field_keys import KeysMissing
from knowhold.audit.models import Event
from knowhold.audit.sealed import key_number, seal, unseal, unseal_bytes
from knowhold.clearance import actions
from knowhold.clearance.attachments import Sent, attach
from knowhold.clearance.inquiry import inquire
from knowhold.clearance.models import Attachment, Case, Query
from knowhold.errors import DataError
from knowhold.roster.actions.reporting import Report, report_approach, withdraw_report
from knowhold.roster.models import Approach

SECRET = "Is the drawing of the cascade really needed 图纸"
PLACE = "clearance_query.text"


@pytest.fixture
def case(cast: Cast, now):
    seen = inquire(FORM, cast.lin_yue, now.date(), TOOLS).digest
    made = actions.submit(FORM, key=uuid.uuid4(), seen=seen, by=cast.lin_yue, now=now, tools=TOOLS)
    made = actions.take(made.pk, version=1, by=cast.chen_hao, now=now)
    actions.ask(made.pk, SECRET, version=made.version, by=cast.chen_hao, now=now)
    return made


def raw(table, column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE {column} <> ''")
        return [value for (value,) in cursor.fetchall()]


def whole_database() -> str:
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_what_a_person_wrote_is_nowhere_in_the_database(case):
    assert Query.objects.get().text == SECRET

    everything = whole_database()
    assert "drawing of the cascade" not in everything
    assert "图纸" not in everything
    # the itinerary, too: in the case and in the event that tells of it
    assert '"legs"' not in everything
    assert case.form == FORM or Case.objects.get().form == FORM


def test_a_file_that_somebody_added_is_sealed_and_reads_as_it_was_sent(case, cast, now):
    content = b"%PDF-1.7 \x00\xff appendix of the cascade"
    kept = attach(case, Sent("appendix.pdf", content), by=cast.lin_yue, now=now)

    assert b"appendix of the cascade" not in b"".join(
        str(value).encode() for value in raw("clearance_attachment", "content")
    )
    assert Attachment.objects.get(pk=kept.pk).content == content
    rotate(now)
    assert [key_number(value) for value in raw("clearance_attachment", "content")] == [2]
    assert Attachment.objects.get(pk=kept.pk).content == content


def test_a_file_of_a_report_of_an_approach_is_sealed_and_gone_once_taken_back(cast, now):
    content = b"%PDF-1.7 the letter of a recruiter"
    said = Report(who="a stranger", wanted="the cascade", file_name="letter.pdf", file=content)
    made = report_approach(uuid.uuid4(), said, by=cast.lin_yue, now=now)

    assert b"letter of a recruiter" not in str(raw("roster_approach", "file")).encode()
    assert Approach.objects.get(pk=made.pk).file == content
    rotate(now)
    assert [key_number(value) for value in raw("roster_approach", "file")] == [2]
    assert Approach.objects.get(pk=made.pk).file == content
    withdraw_report(made.pk, by=cast.lin_yue, now=now)
    assert raw("roster_approach", "file") == []


def test_a_rotation_seals_anew_and_everything_reads_as_before(case, now):
    before, bodies = raw("clearance_query", "text"), [event.body for event in Event.objects.all()]

    done = rotate(now)

    after = raw("clearance_query", "text")
    assert done[PLACE] == 1
    assert [key_number(value) for value in (*before, *after)] == [1, 2]
    assert Query.objects.get().text == SECRET
    # append-only rows keep their seal, and still open
    assert [event.body for event in Event.objects.order_by("id")][: len(bodies)] == bodies
    assert Event.objects.filter(kind="keys.rotated").count() == 1


def test_another_rotation_finds_what_the_first_left_and_no_more(case, now):
    rotate(now)

    assert rotate(now)[PLACE] == 1
    assert key_number(raw("clearance_query", "text")[0]) == 3


def test_a_value_saved_during_a_rotation_is_not_overwritten(case, now, monkeypatch):
    """The saver is between our read and our write: its value stays."""
    new = "said meanwhile"

    def slow_unseal(value, place):
        if place == PLACE:
            Query.objects.update(text=new)
        return unseal_bytes(value, place)

    monkeypatch.setattr("knowhold.audit.actions.resealing.unseal_bytes", slow_unseal)
    rotate(now)

    assert Query.objects.get().text == new


def test_a_row_from_before_reads_and_is_sealed_by_the_next_rotation(case, now):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clearance_query SET text = 'plain'")
    assert Query.objects.get().text == "plain"

    rotate(now)

    assert key_number(raw("clearance_query", "text")[0]) > 0
    assert Query.objects.get().text == "plain"


def test_a_value_does_not_open_in_another_column_or_altered(db):
    sealed = seal("x", PLACE)

    with pytest.raises(DataError):
        unseal(sealed, "clearance_query.answer")
    with pytest.raises(DataError):
        unseal(sealed[:-8] + "AAAAAAA=", PLACE)


def test_the_same_text_never_looks_the_same(db):
    assert seal("x", PLACE) != seal("x", PLACE)


def test_a_lost_master_is_named_and_never_replaced(settings, tmp_path, db):
    sealed = seal("x", PLACE)
    (settings.KNOWHOLD_KEYS / "fields" / "master.key").rename(tmp_path / "elsewhere")
    field_keys._unwrapped.cache_clear()

    with pytest.raises(KeysMissing, match=r"master\.key"):
        unseal(sealed, PLACE)
    settings.KNOWHOLD_FIELD_MASTER = tmp_path / "elsewhere"
    assert unseal(sealed, PLACE) == "x"


@pytest.mark.parametrize("moved", [0, 1, 2])
def test_a_change_of_the_master_killed_anywhere_loses_no_key(settings, db, monkeypatch, moved):
    first = seal("one", PLACE)
    field_keys.add_key()
    second = seal("two", PLACE)
    wrap, count = field_keys._wrap, 0

    def killed(*arguments):
        nonlocal count
        count += 1
        if count > moved:
            raise KeyboardInterrupt
        return wrap(*arguments)

    monkeypatch.setattr("knowhold.audit.field_keys._wrap", killed)
    with contextlib.suppress(KeyboardInterrupt):
        field_keys.change_master()
    monkeypatch.setattr("knowhold.audit.field_keys._wrap", wrap)
    field_keys._unwrapped.cache_clear()
    assert (unseal(first, PLACE), unseal(second, PLACE)) == ("one", "two")

    field_keys.change_master()
    field_keys._unwrapped.cache_clear()
    assert (unseal(first, PLACE), unseal(second, PLACE)) == ("one", "two")


def test_key_files_are_for_this_user_only(settings, db):
    seal("x", PLACE)

    modes = {path.stat().st_mode & 0o777 for path in (settings.KNOWHOLD_KEYS / "fields").iterdir()}
    assert modes == {0o600}


def test_itineraries_free_texts_and_bodies_are_sealed():
    places = {field.place() for field in sealed_fields()}

    assert {
        "audit_event.body", "clearance_case.form", "clearance_note.form", "clearance_query.text",
        "clearance_query.answer",
    } <= places  # fmt: skip
