from __future__ import annotations

import pytest
from django.test import Client

from callers import calling
from cast import make_cast
from knowhold.audit.actions import record
from knowhold.audit.models import Event
from knowhold.journal import verify

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_outsider_checks_an_entry_with_what_the_api_gives(now):
    lin = make_cast().lin_yue
    client = calling(lin)
    event = record("a", lin, ("case", "1"), {"x": "y"}, now)
    index = Event.objects.get(pk=event.pk).journal_index

    key = Client().get("/api/v1/journal/key").json()
    head = Client().get("/api/v1/journal/checkpoint")
    proof = client.get(f"/api/v1/journal/proofs/{index}")

    policy = verify.read_policy(f"log {key['key']}\nquorum none\n".encode())
    assert verify.verify_checkpoint(head.content, policy).checkpoint.size == 2
    assert verify.verify_proof(bytes(event.commitment), proof.content, policy)
    assert head["Content-Type"].startswith("text/plain")


def test_an_entry_that_does_not_exist_is_not_found(now):
    lin = make_cast().lin_yue

    answer = calling(lin).get("/api/v1/journal/proofs/99")

    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


def test_a_broken_journal_is_said_and_not_a_crash(settings, now):
    record("a", make_cast().lin_yue, ("case", "1"), {}, now)
    (settings.KNOWHOLD_JOURNAL / "2026" / "signing-key").write_text("nonsense\n")

    answer = Client().get("/api/v1/journal/key")

    assert (answer.status_code, answer.json()["error"]) == (503, "journal")
    assert "nonsense" not in answer.content.decode()
