"""J12 steps 1 to 4 below the browser: a bundle, checked and re-performed by somebody outside."""

from __future__ import annotations

import subprocess
import sys
import uuid
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from clearance.small_law import FORM
from knowhold.audit.actions import erase
from knowhold.audit.models import Event
from knowhold.audit.shards import read_log, verifier_key
from knowhold.clearance import actions
from knowhold.clearance.actions import Refusal
from knowhold.clearance.bundling import Wanted, make_bundle, sample
from knowhold.clearance.grounds import grounds_of
from knowhold.clearance.inquiry import Tools, inquire
from knowhold.clearance.models import Case
from knowhold.clearance.reperforming import (
    read_trip,
    records_in,
    reperform,
    rulebooks_in,
    trip_json,
)
from knowhold.clearance.rulebook import shipped_law
from knowhold.journal.bundle import verify_bundle
from knowhold.journal.verify import Policy

pytestmark = pytest.mark.django_db(transaction=True)

SOURCE = Path(__file__).resolve().parents[2] / "src"
NO_LISTS = lambda _name, _country, _on: {"state": "complete", "hits": [], "parties": {}}  # noqa: E731


def tools() -> Tools:
    return Tools(shipped_law(), NO_LISTS)


def decided(cast, now, number) -> Case:
    by = cast.lin_yue
    seen = inquire(FORM, by, now.date(), tools()).digest
    case = actions.submit(FORM, key=uuid.UUID(int=number), seen=seen, by=by, now=now, tools=tools())
    rule = grounds_of(case.answer_en, case.answer_zh)[0]["rule"]
    refusal = Refusal([rule], "On the list.", "The visit without this topic.")
    actions.refuse(case.pk, refusal, version=1, by=cast.chen_hao, now=now)
    return case


@pytest.fixture
def office(cast, now, tmp_path):
    for number in range(1, 4):
        decided(cast, now, number)
    (tmp_path / "key").write_text(verifier_key(2026).vkey + "\n")
    with read_log() as log:
        (tmp_path / "june").write_text(log.checkpoint())
        size = log.size()
    decided(cast, now, 4)
    call_command("bundle", tmp_path / "out.zip", cases=20, since="2026-01-01", grown_from=size)
    return tmp_path


def knowhold(*arguments):
    program = "import sys; from knowhold.cli.main import main; main(); "
    program += "assert 'django' not in sys.modules"
    run = subprocess.run(
        [sys.executable, "-c", program, "journal", *map(str, arguments)],
        env={"PYTHONPATH": str(SOURCE), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout + run.stderr


def test_an_outsider_verifies_the_bundle_and_asks_the_archived_rules_again(office):
    code, said = knowhold(
        "verify",
        "--key",
        office / "key",
        "--bundle",
        office / "out.zip",
        "--checkpoint",
        office / "june",
    )
    assert (code, "verified: 8 entries" in said, "grown from" in said) == (0, True, True), said

    code, said = knowhold("reperform", office / "out.zip", "--key", office / "key")
    assert code == 0, said
    assert "4 answers with equal outcome, 4 decisions" in said


@pytest.mark.parametrize("suffix", ["record", "salt", "entry"])
def test_one_changed_byte_names_the_entry_and_fails(office, suffix):
    with zipfile.ZipFile(office / "out.zip") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = next(each for each in members if each.endswith(f".{suffix}"))
    members[name] = bytes([members[name][0] ^ 1]) + members[name][1:]
    with zipfile.ZipFile(office / "changed.zip", "w") as archive:
        for each, content in members.items():
            archive.writestr(each, content)

    code, said = knowhold("verify", "--key", office / "key", "--bundle", office / "changed.zip")

    assert code == 1
    assert f"entry {name.partition('.')[0]}" in said


def test_a_wrong_key_is_refused(office):
    (office / "other").write_text(
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8\n"
    )
    code, said = knowhold("verify", "--key", office / "other", "--bundle", office / "out.zip")

    assert code == 1, said


def test_an_erased_entry_shows_its_commitment_and_the_basis(cast, now, office):
    event = Event.objects.filter(kind="case.submitted").first()
    erase([event.pk], cast.maria_keller, "erasure asked for by the person, PIPL art. 47", now)
    make_bundle(office / "after.zip", Wanted(20, date(2026, 1, 1)))

    code, said = knowhold("verify", "--key", office / "key", "--bundle", office / "after.zip")

    assert code == 0, said
    assert f"entry {event.journal_index}: content erased" in said
    assert bytes(event.commitment).hex() in said
    assert "PIPL art. 47" in said


def test_the_sample_is_drawn_by_the_root_and_not_by_whoever_asks(office):
    wanted = Wanted(2, date(2026, 1, 1))

    drawn = {tuple(case.pk for case in sample(wanted, bytes([n]) * 32)) for n in range(30)}

    assert all(len(each) == 2 for each in drawn)
    assert len(drawn) > 3


def test_another_outcome_on_record_is_found(office):
    audited = verify_bundle(office / "out.zip", Policy((verifier_key(2026),)))
    records = records_in(office / "out.zip", audited.opened)
    first = next(index for index, each in records.items() if each["kind"] == "case.submitted")
    records[first]["body"]["clearance"] = "not_needed"

    found = reperform(records, rulebooks_in(office / "out.zip"))

    assert found.different
    assert found.different[0].startswith(f"entry {first}: clearance was")


def test_a_trip_comes_back_from_its_record_as_it_was(cast, now):
    trip = inquire(FORM, cast.lin_yue, now.date(), tools()).trip

    assert read_trip(trip_json(trip)) == trip
