"""One entry of the journal with its record, packed so that a reader needs no account to check it."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from knowhold.audit.models import Event
from knowhold.audit.records import record_of
from knowhold.audit.shards import read_log, verifier_key
from knowhold.errors import NotFound

# The same bytes each time: the files carry no time of their own.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def proof_file(event: Event | None) -> HttpResponse:
    """A ZIP: the record, its salt, its place in the journal, the key, and how to check it.

    NotFound for no event, for one that is not numbered yet, and for one whose content was erased.
    """
    if event is None or event.salt is None or event.journal_index is None:
        raise NotFound(_("There is no such proof"))
    salt = bytes(event.salt).hex()
    with read_log(event.shard) as log:
        placed = log.proof(event.journal_index)
    files = {
        "record.json": record_of(event),
        "salt.txt": f"{salt}\n".encode(),
        "entry.tlog-proof": placed.encode(),
        "journal.vkey": f"{verifier_key(event.shard).vkey}\n".encode(),
        "how-to-check.txt": (
            "knowhold journal verify --key journal.vkey --proof entry.tlog-proof "
            f"--record record.json --salt {salt}\n"
        ).encode(),
    }
    response = HttpResponse(_zipped(files), content_type="application/zip")
    name = f"proof-{event.shard}-{event.journal_index}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def placed(event: Event, view: str, *args: object) -> dict[str, Any]:
    """For a timeline: the link to the proof at `view`, or that the event is not numbered yet."""
    if event.journal_index is None:
        return {"href": "", "link": "", "open": True}
    return {
        "href": reverse(view, args=[*args, event.shard, event.journal_index]),
        "link": _("Proof, journal entry %(index)s") % {"index": event.journal_index},
        "open": False,
    }


def _zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content)
    return packed.getvalue()
