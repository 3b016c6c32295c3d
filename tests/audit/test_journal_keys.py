"""The journal's key changes with an overlap; a stolen one signs nothing that anybody believes."""

from __future__ import annotations

import io
import stat

import pytest
from django.core.management import call_command
from django.test import Client

from cast import make_cast
from knowhold.audit import journal_keys
from knowhold.audit.actions import record, sequence_pending
from knowhold.audit.models import Event
from knowhold.audit.queries import pending
from knowhold.audit.shards import (
    KEY_FILE,
    folder_of,
    open_log,
    published_in,
    signers_of,
    verifier_key,
)
from knowhold.errors import NotFound, ProofError, ReadOnly
from knowhold.journal import Log, new_signer, read_signer
from knowhold.journal.guard import Guard, Head
from knowhold.journal.note import checkpoint_text, sign_note
from knowhold.journal.proof import write_growth
from knowhold.journal.verify import Kind, Policy, verify_checkpoint, verify_growth
from knowhold.journal.witness import Witness

pytestmark = pytest.mark.django_db(transaction=True)

YEAR = 2026


@pytest.fixture
def lin():
    return make_cast().lin_yue


def add(lin, now, count=3):
    for number in range(count):
        record("a", lin, ("case", str(number)), {}, now)


def published() -> str:
    return (published_in(YEAR) / "checkpoint").read_text("utf-8")


def test_readers_of_the_old_key_and_of_the_new_are_served_until_the_old_one_retires(lin, now):
    add(lin, now)
    old = verifier_key(YEAR)

    new = journal_keys.rotate(YEAR)
    for key in (old, new):
        assert verify_checkpoint(published(), Policy((key,))).checkpoint.size == 3
    add(lin, now)
    assert verify_checkpoint(published(), Policy((old,))).checkpoint.size == 6
    assert verifier_key(YEAR) == new

    journal_keys.retire(YEAR, old.key_id.hex())
    assert verify_checkpoint(published(), Policy((new,))).checkpoint.size == 6
    with pytest.raises(ProofError, match="no trusted key"):
        verify_checkpoint(published(), Policy((old,)))
    assert [state for _, state in journal_keys.listed(YEAR)] == ["signing", "retired"]


def test_a_key_changes_while_events_are_recorded_and_none_is_lost(lin, now):
    for turn in range(4):
        add(lin, now, 2)
        journal_keys.rotate(YEAR)
        if turn:
            journal_keys.retire(YEAR, signers_of(YEAR)[-1].key.key_id.hex())

    assert pending().count() == 0
    indexes = Event.objects.order_by("journal_index").values_list("journal_index", flat=True)
    assert list(indexes) == list(range(8))


def test_a_rotation_killed_half_way_leaves_one_working_key(lin, now):
    add(lin, now)
    path = folder_of(YEAR) / KEY_FILE
    key = verifier_key(YEAR)
    journal_keys._name_again(path, f"retiring-{key.key_id.hex()}")
    (folder_of(YEAR) / f"{KEY_FILE}.next").write_text("half a key")

    assert [signer.key for signer in signers_of(YEAR)] == [key]
    new = journal_keys.rotate(YEAR)
    assert {one for one, _ in journal_keys.listed(YEAR)} == {key, new}


def test_every_file_of_a_key_is_its_owners_alone(lin, now):
    add(lin, now)
    journal_keys.rotate(YEAR)
    journal_keys.revoke(YEAR)

    files = [path for path in folder_of(YEAR).iterdir() if "key" in path.name or "-" in path.name]
    keys = [path for path in files if path.read_bytes().startswith(b"PRIVATE+KEY+")]
    assert len(keys) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys} == {0o600}


def test_a_key_that_does_not_retire_is_not_found(lin, now):
    add(lin, now)

    with pytest.raises(NotFound, match="journal_key"):
        journal_keys.retire(YEAR, "00000000")


def test_a_journal_behind_its_guard_keeps_its_key(lin, now, settings):
    add(lin, now)
    guard = Guard(settings.KNOWHOLD_GUARD)
    origin = verifier_key(YEAR).name
    guard.advance(origin, guard.newest(origin), Head(9, bytes(32)))
    guard.close()

    with pytest.raises(ReadOnly, match="behind its guard"):
        journal_keys.rotate(YEAR)
    assert [state for _, state in journal_keys.listed(YEAR)] == ["signing"]


def test_a_lost_key_is_never_replaced_in_silence(lin, now):
    add(lin, now)
    lost = verifier_key(YEAR)
    (folder_of(YEAR) / KEY_FILE).unlink()

    with pytest.raises(ProofError, match="missing"):
        open_log(YEAR)
    new = journal_keys.revoke(YEAR)
    assert new != lost
    assert verify_checkpoint(published(), Policy((new,))).checkpoint.size == 3


def test_the_compromise_drill(lin, now, tmp_path):
    """What the manual says to practise: docs/howto/keep-the-journal.md, a key was stolen."""
    add(lin, now)
    stolen = read_signer((folder_of(YEAR) / KEY_FILE).read_text("ascii"))
    reader_kept = published()
    witness_key = _witness_signer()
    state = tmp_path / "witness.sqlite3"
    witness = Witness(state, (witness_key,), {stolen.name: (stolen.key,)})
    assert witness.add_checkpoint(write_growth(0, [], published()).encode(), 1).status == 200

    # 1. The keeper: a new key at once, no overlap; both happenings are entries of the journal.
    out = io.StringIO()
    call_command("journal_key", "--compromised", stdout=out)
    assert "revoked" in out.getvalue()
    sequence_pending()
    new = verifier_key(YEAR)
    kinds = Event.objects.filter(kind__startswith="journal_key.").values_list("kind", flat=True)
    assert sorted(kinds) == ["journal_key.made", "journal_key.revoked"]

    # 2. The thief signs another history: the witness cosigned the true one and refuses.
    with Log.open(tmp_path / "forged", stolen.name, stolen) as forged:
        forged.append([bytes(32)] * 9)
        body = write_growth(3, forged.consistency_proof(3), forged.checkpoint())
    assert witness.add_checkpoint(body.encode(), 2).status == 422

    # 3. The reader takes the old key out of the policy: the thief's heads are nothing to them.
    with open_log(YEAR) as log:
        growth = write_growth(3, log.consistency_proof(3), log.checkpoint())
    thiefs = sign_note(checkpoint_text(stolen.name, 9, bytes(32)), stolen)
    with pytest.raises(ProofError, match="no trusted key"):
        verify_checkpoint(thiefs, Policy((new,)))

    # 4. With both keys for this once, the reader sees the head they kept grow into the new one.
    found = verify_growth(reader_kept, growth, Policy((stolen.key, new)))
    assert (found.checkpoint.size, found.signed_by) == (5, new.name)

    # 5. The witness is given the new key and goes on from where it was.
    witness.close()
    again = Witness(state, (witness_key,), {stolen.name: (new,)})
    assert again.add_checkpoint(growth.encode(), 3).status == 200
    again.close()


def _witness_signer():
    return new_signer("witness.example/drill", bytes(range(32)), Kind.COSIGNATURE_ED25519)


def test_the_page_and_the_policy_name_the_keys_that_count(lin, now):
    add(lin, now)
    old = verifier_key(YEAR)
    new = journal_keys.rotate(YEAR)

    policy = Client().get("/journal/policy").content.decode()
    assert old.vkey in policy
    assert new.vkey in policy
    assert Client().get("/journal/key").content.decode() == new.vkey + "\n"
