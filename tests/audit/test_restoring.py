"""J12 step 5 below the browser: a backup comes back, the guard notices, the tiles bring it home."""

from __future__ import annotations

import shutil
import stat

import pytest
from django.core.management import call_command
from django.test import Client

from callers import calling
from cast import make_cast
from knowhold.audit.actions import record, sequence_pending
from knowhold.audit.actions.recovering import LOST
from knowhold.audit.models import Event
from knowhold.audit.queries import pending
from knowhold.audit.shards import (
    folder_of,
    guard_file,
    open_log,
    origin_of,
    published_in,
    verifier_key,
)
from knowhold.audit.standing import trouble
from knowhold.config.checks import no_demo_outside_the_demo
from knowhold.errors import ProofError, ReadOnly
from knowhold.journal import Standing, new_signer, tiles
from knowhold.journal.guard import Guard, Head
from knowhold.journal.verify import Policy, verify_checkpoint

pytestmark = pytest.mark.django_db(transaction=True)


def filled(now, count=5):
    lin = make_cast().lin_yue
    for number in range(count):
        record("a", lin, ("case", str(number)), {"n": number}, now)
    return lin


def restored(now, tmp_path, lin, more=3):
    """The journal as it was in a backup, `more` entries ago; the database kept everything."""
    copy = tmp_path / "copy"
    shutil.copytree(folder_of(2026), copy)
    for number in range(more):
        record("b", lin, ("case", str(number)), {}, now)
    shutil.rmtree(folder_of(2026))
    shutil.copytree(copy, folder_of(2026))


def test_every_event_is_published_as_tiles_that_anybody_can_recompute(now):
    filled(now, 300)

    policy = Policy((verifier_key(2026),))
    assert list(tiles.find_damage(published_in(2026), policy)) == []
    served = Client().get("/journal/tlog/2026/checkpoint")
    assert served["Content-Type"].startswith("text/plain")
    assert verify_checkpoint(served.content, policy).checkpoint.size == 300
    full = Client().get("/journal/tlog/2026/tile/0/000")
    assert (full["Content-Type"], len(full.content)) == ("application/octet-stream", 256 * 32)
    assert "immutable" in full["Cache-Control"]
    assert Client().get("/journal/tlog/2026/tile/entries/001.p/44").status_code == 200


@pytest.mark.parametrize(
    "place", ["../../journal/2026/signing-key", "0/%2e%2e/checkpoint", "64/000", "0/1"]
)
def test_nothing_but_tiles_is_served_from_there(now, place):
    filled(now, 1)

    assert Client().get(f"/journal/tlog/2026/tile/{place}").status_code == 404


def test_each_year_has_a_journal_of_its_own(now):
    lin = filled(now, 2)
    record("a", lin, ("case", "x"), {}, now.replace(year=2027))

    assert Event.objects.get(shard=2027).journal_index == 0
    with open_log(2027) as log:
        assert (log.origin, log.size()) == ("knowhold.example/journal/2027", 1)


def test_the_key_is_readable_by_its_user_alone(now):
    filled(now, 1)

    assert stat.S_IMODE((folder_of(2026) / "signing-key").stat().st_mode) == 0o600


def test_a_restored_journal_is_read_only_says_by_how_many_and_comes_back(now, tmp_path):
    lin = filled(now)
    client = calling(lin)
    restored(now, tmp_path, lin, 3)

    found = trouble(afresh=True)
    assert (found.standing, found.behind) == (Standing.BEHIND, 3)
    shown = Client().get("/journal/").content.decode()
    assert "behind its guard by 3 entries" in shown
    assert "knowhold manage recover" in shown
    refused = client.post("/api/v1/trips", {}, content_type="application/json")
    assert (refused.status_code, refused.json()["error"]) == (503, "read_only")

    call_command("recover")

    assert trouble(afresh=True) is None
    assert Event.objects.filter(kind=LOST).count() == 0
    record("c", lin, ("case", "later"), {}, now)
    assert pending().count() == 0
    assert list(tiles.find_damage(published_in(2026), Policy((verifier_key(2026),)))) == []


def test_what_the_restored_database_lacks_is_written_down_as_lost(now):
    lin = filled(now)
    with open_log(2026) as log:
        log.append([b"\x01" * 32, b"\x02" * 32])
        tiles.publish(log, published_in(2026))
    record("x", lin, ("case", "x"), {}, now)
    with pytest.raises(ProofError, match="belongs to no event"):
        sequence_pending()

    call_command("recover")

    lost = Event.objects.filter(kind=LOST).order_by("journal_index")
    assert [(event.journal_index, event.body) for event in lost] == [(5, None), (6, None)]
    assert pending().count() == 0
    told = Event.objects.get(kind="journal.recovered")
    assert '"entries":[[2026,5],[2026,6]]' in told.body


def test_two_histories_are_shown_with_both_roots_and_nothing_is_offered(now):
    filled(now)
    guard = Guard(guard_file())
    guard.advance(origin_of(2026), guard.newest(origin_of(2026)), Head(5, b"\x09" * 32))
    guard.close()

    found = trouble(afresh=True)

    assert (found.standing, found.can_recover) == (Standing.FORKED, False)
    shown = Client().get("/journal/").content.decode()
    assert "two roots of one size" in shown
    with open_log(2026) as log, pytest.raises(ReadOnly):
        log.append([b"\x03" * 32])


def test_a_demos_keys_are_refused_outside_the_demo(now, settings):
    filled(now, 1)
    demo = new_signer("demo.knowhold.example/journal/2026", bytes(range(32)))
    (folder_of(2026) / "signing-key").write_text(demo.skey + "\n")
    with pytest.raises(ProofError, match="demo"):
        open_log(2026)

    settings.KNOWHOLD_JOURNAL_ORIGIN = "demo.knowhold.example/journal"
    assert "knowhold.E005" in {message.id for message in no_demo_outside_the_demo()}
