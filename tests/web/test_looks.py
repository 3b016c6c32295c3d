"""Who opened somebody's case stands in that person's own record, in the browser and by API alike."""

from __future__ import annotations

import io
import json
import uuid
import zipfile

import pytest

from clearance.small_law import FORM, TOOLS
from knowhold.audit.models import Event
from knowhold.audit.queries import looks_at
from knowhold.clearance import actions
from knowhold.clearance.inquiry import inquire
from knowhold.journal.verify import Policy, commitment, read_key, verify_proof

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast, now):
    by = cast.lin_yue
    seen = inquire(FORM, by, now.date(), TOOLS).digest
    return actions.submit(FORM, key=uuid.uuid4(), seen=seen, by=by, now=now, tools=TOOLS)


def test_an_officer_who_opens_a_case_is_named_in_the_travellers_record(client, cast, case):
    client.force_login(cast.chen_hao)
    assert client.get(f"/cases/{case.pk}/").status_code == 200

    client.force_login(cast.lin_yue)
    record = client.get("/my-record/").content.decode()

    assert cast.chen_hao.name_latin in record
    assert case.reference in record
    assert looks_at(cast.lin_yue.pk).count() == 1


def test_ones_own_case_leaves_no_look(client, cast, case):
    client.force_login(cast.lin_yue)
    client.get(f"/cases/{case.pk}/")

    assert looks_at(cast.lin_yue.pk).count() == 0


def test_going_back_and_forth_is_one_look_and_another_reader_is_another(client, cast, case):
    client.force_login(cast.chen_hao)
    for _ in range(3):
        client.get(f"/cases/{case.pk}/")
    client.force_login(cast.maria_keller)
    client.get(f"/cases/{case.pk}/")

    assert [look.actor_id for look in looks_at(cast.lin_yue.pk)] == [
        cast.maria_keller.pk,
        cast.chen_hao.pk,
    ]


def test_a_look_is_no_step_of_the_case(client, cast, case):
    before = Event.objects.filter(subject_type="case", subject_id=str(case.pk)).count()
    client.force_login(cast.chen_hao)
    client.get(f"/cases/{case.pk}/")

    assert Event.objects.filter(subject_type="case", subject_id=str(case.pk)).count() == before


def test_a_stranger_who_tries_leaves_no_look_and_sees_nothing(client, cast, case):
    client.force_login(cast.stranger)

    assert client.get(f"/cases/{case.pk}/").status_code == 404
    assert looks_at(cast.lin_yue.pk).count() == 0


def test_reading_by_api_is_a_look_too(client, cast, case):
    client.force_login(cast.chen_hao)

    assert client.get(f"/api/v1/cases/{case.pk}").status_code == 200
    assert looks_at(cast.lin_yue.pk).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_look_is_proved_to_the_person_and_to_whom_they_show_it(client, cast, now):
    by = cast.lin_yue
    seen = inquire(FORM, by, now.date(), TOOLS).digest
    made = actions.submit(FORM, key=uuid.uuid4(), seen=seen, by=by, now=now, tools=TOOLS)
    client.force_login(cast.chen_hao)
    client.get(f"/cases/{made.pk}/")
    look = looks_at(by.pk).get()
    place = f"/my-record/proof/{look.shard}-{look.journal_index}.zip"
    assert client.get(place).status_code == 404

    client.force_login(by)
    assert place in client.get("/my-record/").content.decode()
    with zipfile.ZipFile(io.BytesIO(client.get(place).content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    entry = commitment(files["record.json"], bytes.fromhex(files["salt.txt"].decode().strip()))
    policy = Policy((read_key(files["journal.vkey"].decode()),))
    assert verify_proof(entry, files["entry.tlog-proof"], policy).index == look.journal_index
    record = json.loads(files["record.json"])
    assert (record["kind"], record["actor_label"]) == ("record.opened", cast.chen_hao.label)
