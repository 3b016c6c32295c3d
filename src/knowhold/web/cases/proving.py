"""The proof of one step of a case: what an outsider needs to check it without an account."""

from __future__ import annotations

import io
import zipfile
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowhold.audit.models import Event
from knowhold.audit.queries import history_of
from knowhold.audit.records import record_of
from knowhold.audit.shards import read_log, verifier_key
from knowhold.clearance import queries
from knowhold.clearance.actions.opening import SUBJECT
from knowhold.clearance.looking import looked_at
from knowhold.errors import NotFound
from knowhold.web.page import SignedIn, now, today

# The same bytes each time: the files carry no time of their own.
_EPOCH = (1980, 1, 1, 0, 0, 0)


@login_required
@require_safe
def proof(request: SignedIn, case_id: UUID, year: int, index: int) -> HttpResponse:
    """A ZIP: the record, its salt, its place in the journal, the key, and how to check it."""
    found = queries.case_for(case_id, request.user, today())
    event = history_of(SUBJECT, str(found.pk)).filter(shard=year, journal_index=index).first()
    if event is None or event.salt is None:
        raise NotFound(_("There is no such proof"))
    looked_at(found, by=request.user, now=now())
    response = HttpResponse(_zipped(_files(event)), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="proof-{index}.zip"'
    return response


def _files(event: Event) -> dict[str, bytes]:
    assert event.salt is not None
    assert event.journal_index is not None
    with read_log(event.shard) as log:
        placed = log.proof(event.journal_index)
    command = (
        "knowhold journal verify --key journal.vkey --proof entry.tlog-proof "
        f"--record record.json --salt {bytes(event.salt).hex()}\n"
    )
    return {
        "record.json": record_of(event),
        "salt.txt": f"{bytes(event.salt).hex()}\n".encode(),
        "entry.tlog-proof": placed.encode(),
        "journal.vkey": f"{verifier_key(event.shard).vkey}\n".encode(),
        "how-to-check.txt": command.encode(),
    }


def _zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content)
    return packed.getvalue()
