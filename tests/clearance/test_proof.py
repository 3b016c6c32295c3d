"""A step of a case is proved to somebody without an account."""

from __future__ import annotations

import io
import uuid
import zipfile

import pytest

from clearance.small_law import FORM, TOOLS
from knowhold.audit.models import Event
from knowhold.clearance import actions
from knowhold.clearance.inquiry import inquire
from knowhold.errors import ProofError
from knowhold.journal.verify import Policy, commitment, read_key, verify_proof

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_outsider_checks_one_step_with_the_files_of_the_proof_alone(client, cast, now):
    by = cast.lin_yue
    seen = inquire(FORM, by, now.date(), TOOLS).digest
    case = actions.submit(FORM, key=uuid.UUID(int=1), seen=seen, by=by, now=now, tools=TOOLS)
    index = Event.objects.get(kind="case.submitted").journal_index
    client.force_login(by)

    page = client.get(f"/cases/{case.pk}/proof/2026-{index}.zip")

    assert page.status_code == 200
    with zipfile.ZipFile(io.BytesIO(page.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    key = read_key(files["journal.vkey"].decode().strip())
    policy = Policy((key,))
    entry = commitment(files["record.json"], bytes.fromhex(files["salt.txt"].decode().strip()))
    verify_proof(entry, files["entry.tlog-proof"], policy)
    with pytest.raises(ProofError):
        verify_proof(bytes(32), files["entry.tlog-proof"], policy)
    client.force_login(cast.stranger)
    assert client.get(f"/cases/{case.pk}/proof/2026-{index}.zip").status_code == 404
