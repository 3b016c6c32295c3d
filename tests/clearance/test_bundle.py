"""J12 steps 1 to 4 below the browser: a bundle, checked and re-performed by somebody outside."""

from __future__ import annotations

import subprocess
import sys
import uuid
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import call_command

from audit.test_witnessing import policy_file, witness_process
from clearance.small_law import FORM
from knowhold.audit.actions import erase
from knowhold.audit.models import Event
from knowhold.audit.shards import read_log, verifier_key
from knowhold.audit.witnessing import policy_text
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
from knowhold.errors import ProofError
from knowhold.journal import new_signer
from knowhold.journal.note import checkpoint_text, sign_note
from knowhold.journal.opening import verify_bundle
from knowhold.journal.verify import EMPTY_ROOT, Policy

pytestmark = pytest.mark.django_db(transaction=True)

SOURCE = Path(__file__).resolve().parents[2] / "src"
NO_LISTS = lambda *_asked: {"state": "complete", "parties": {}, "en": {}, "zh": {}}  # noqa: E731


def tools() -> Tools:
    return Tools(shipped_law(), NO_LISTS)


def decided(cast, now, number) -> Case:
    return refused(cast, sent_in(cast, now, number), now)


def sent_in(cast, now, number) -> Case:
    by, key = cast.lin_yue, uuid.UUID(int=number)
    seen = inquire(FORM, by, now.date(), tools()).digest
    return actions.submit(FORM, key=key, seen=seen, by=by, now=now, tools=tools())


def refused(cast, case, now) -> Case:
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
    call_command(
        "bundle", tmp_path / "out.zip", cases=20, since="2026-01-01", grown_from=f"2026/{size}"
    )
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
    records = records_in(office / "out.zip", audited)
    first = next(index for index, each in records.items() if each["kind"] == "case.submitted")
    records[first]["body"]["clearance"] = "not_needed"

    found = reperform(records, rulebooks_in(office / "out.zip"))

    assert found.different
    assert found.different[0].startswith(f"entry {first}: clearance was")


def test_a_trip_comes_back_from_its_record_as_it_was(cast, now):
    trip = inquire(FORM, cast.lin_yue, now.date(), tools()).trip

    assert read_trip(trip_json(trip)) == trip


def test_a_case_that_runs_over_new_year_is_bundled_from_both_journals(cast, now, tmp_path):
    """Sent in on 30 December, decided in January, its trip erased in February."""
    december, january = datetime(2026, 12, 30, 9, tzinfo=UTC), datetime(2027, 1, 4, 9, tzinfo=UTC)
    case = sent_in(cast, december, 1)
    refused(cast, case, january)
    with read_log(2026) as log:
        (tmp_path / "kept").write_text(log.checkpoint())
        size = log.size()
    gone = sent_in(cast, december, 2)
    refused(cast, gone, january)
    event = Event.objects.get(kind="case.submitted", subject_id=str(gone.pk))
    erase([event.pk], cast.maria_keller, "retention ended", january)

    out = tmp_path / "out.zip"
    call_command("bundle", out, cases=20, since="2026-01-01", grown_from=f"2026/{size}")
    with zipfile.ZipFile(out) as archive:
        (tmp_path / "policy").write_bytes(archive.read("attached/policy"))
    trusted = ["--policy", tmp_path / "policy"]
    code, said = knowhold("verify", *trusted, "--bundle", out, "--checkpoint", tmp_path / "kept")

    assert code == 0, said
    assert "journal/2026, 2 entries" in said
    assert "journal/2027, 3 entries" in said
    assert said.count("grown from the `1` entries you hold") == 1
    assert f"entry 2026/{event.journal_index}: content erased" in said
    assert "basis: retention ended (entry 2027/" in said
    code, said = knowhold("reperform", out, *trusted)
    assert code == 0, said
    assert "1 answers with equal outcome, 1 decisions" in said


def test_a_log_hidden_from_the_auditor_who_holds_its_checkpoint_is_missed(cast, office):
    other = new_signer("knowhold.example/journal/2025", bytes(range(32)))
    head = sign_note(checkpoint_text(other.name, 0, EMPTY_ROOT), other)
    policy = Policy((verifier_key(2026), other.key))

    with pytest.raises(ProofError, match="has no log `knowhold"):
        verify_bundle(office / "out.zip", policy, head.encode())


def test_a_bundle_carries_the_quorum_and_says_how_many_cosigned(
    cast, now, office, settings, tmp_path
):
    with witness_process(tmp_path, verifier_key(2026).vkey) as url:
        settings.KNOWHOLD_WITNESSES = policy_file(tmp_path, url)
        call_command("bundle", tmp_path / "seen.zip")
    (tmp_path / "policy").write_text(policy_text([2026]))
    code, said = knowhold(
        "verify", "--policy", tmp_path / "policy", "--bundle", tmp_path / "seen.zip"
    )
    assert code == 0, said
    assert "witnessed by 1 of 1: w1" in said

    # the witness is gone, and the sample has grown past the head that it cosigned
    decided(cast, now, 5)
    made = make_bundle(tmp_path / "alone.zip", Wanted(20, date(2026, 1, 1)))
    assert (made.witnessed, made.is_met) == ((0, 1), False)
    code, said = knowhold(
        "verify", "--policy", tmp_path / "policy", "--bundle", tmp_path / "alone.zip"
    )
    assert code == 1
    assert "witnessed by 0 of 1; the policy asks for more" in said
