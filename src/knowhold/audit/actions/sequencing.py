"""Numbering: every event's commitment becomes one leaf of the journal, once, in order."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from knowhold.audit.models import Event
from knowhold.audit.queries import pending
from knowhold.errors import DataError, ProofError
from knowhold.journal import Log, Signer, new_signer, read_signer
from knowhold.journal.verify import Key

KEY_FILE = "signing-key"
LOCK_FILE = "sequencer.lock"
# as many as are held in memory and numbered in one transaction
BATCH = 5000


def open_log() -> Log:
    """The installation's journal; its key is made at the first use and never leaves the folder."""
    folder = _folder()
    return Log.open(folder, settings.KNOWHOLD_JOURNAL_ORIGIN, _signer(folder))


def read_log() -> Log:
    """The journal for reading, as it was last signed; NotFound before the first event."""
    return Log.open(settings.KNOWHOLD_JOURNAL, settings.KNOWHOLD_JOURNAL_ORIGIN)


def verifier_key() -> Key:
    """The public key with which outsiders check this journal's heads."""
    return _signer(_folder()).key


def sequence_pending() -> int:
    """Put pending commitments into the journal, sign its new head; how many were numbered.

    1. One sequencer at a time, on this machine, by a file lock.
    2. What a killed sequencer appended but did not note down is noted down.
    3. The rest is appended, then noted down.
    """
    if not pending().exists():
        return 0
    with _only_one(_folder() / LOCK_FILE), open_log() as log:
        done = _note_down_what_was_appended(log)
        while events := list(pending().only("pk", "commitment")[:BATCH]):
            indexes = log.append([bytes(event.commitment) for event in events])
            _note_down(dict(zip((event.pk for event in events), indexes, strict=True)))
            done += len(events)
        log.checkpoint()
    return done


def _note_down_what_was_appended(log: Log) -> int:
    newest = Event.objects.aggregate(newest=Max("journal_index"))["newest"]
    numbered = 0 if newest is None else newest + 1
    size = log.size()
    if size < numbered:
        raise ProofError(
            f"the journal has {size} entries, but the database has numbered {numbered}",
            advice="restore the journal that belongs to this database; nothing was written",
        )
    if size == numbered:
        return 0
    waiting = {bytes(event.commitment): event.pk for event in pending()}
    found: dict[int, int] = {}
    for index in range(numbered, size):
        event_id = waiting.get(log.entry(index))
        if event_id is None:
            raise ProofError(
                f"entry {index} of the journal belongs to no event of this database",
                advice="restore the database that belongs to this journal; nothing was written",
            )
        found[event_id] = index
    _note_down(found)
    return len(found)


def _note_down(indexes: dict[int, int]) -> None:
    with transaction.atomic():
        for event_id, index in indexes.items():
            Event.objects.filter(pk=event_id).update(journal_index=index)


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # released when the file closes, also by a kill
        yield


def _folder() -> Path:
    folder: Path = settings.KNOWHOLD_JOURNAL
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _signer(folder: Path) -> Signer:
    path = folder / KEY_FILE
    if not path.exists():
        fresh = new_signer(settings.KNOWHOLD_JOURNAL_ORIGIN, secrets.token_bytes(32))
        # linked into place whole: a second process never reads half a key, nor makes another
        part = folder / f"{KEY_FILE}.{secrets.token_hex(4)}"
        part.touch(mode=0o600)
        part.write_text(fresh.skey + "\n", encoding="ascii")
        try:
            os.link(part, path)
        except FileExistsError:
            pass
        finally:
            part.unlink()
    try:
        return read_signer(path.read_text(encoding="ascii"))
    except (DataError, UnicodeDecodeError):
        # the cause would repeat part of what stands in the file of a secret
        raise ProofError(
            "the journal's signing key cannot be read",
            advice=f"restore `{KEY_FILE}` in the journal's folder from its backup",
        ) from None
