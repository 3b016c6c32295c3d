"""Changing the key of a year's journal: with an overlap, or at once when it was stolen.

The files lie in the year's folder. `signing-key` signs; `retiring-<id>` signs beside it while
readers change over; `retired-<id>` and `revoked-<id>` sign nothing and are kept as evidence.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from knowhold.audit.actions.sequencing import publish_all
from knowhold.audit.keys import make_key, signer_in
from knowhold.audit.shards import KEY_FILE, RETIRING, folder_of, origin_of, read_log
from knowhold.errors import NotFound, ReadOnly
from knowhold.journal import Standing
from knowhold.journal.verify import Key

RETIRED: Final = "retired-"
REVOKED: Final = "revoked-"


def listed(year: int) -> list[tuple[Key, str]]:
    """Every key of the year with its state: signing, retiring, retired, revoked."""
    folder = folder_of(year)
    states = [
        (KEY_FILE, "signing"),
        *((f"{one}*", one[:-1]) for one in (RETIRING, RETIRED, REVOKED)),
    ]
    found = [(path, state) for name, state in states for path in sorted(folder.glob(name))]
    return [(signer_in(path).key, state) for path, state in found]


def rotate(year: int) -> Key:
    """A new key signs from now on, the old one beside it until `retire`; the new public key."""
    return _replaced(year, RETIRING)


def revoke(year: int) -> Key:
    """The key was stolen: a new one signs from now on, and the old one never again."""
    return _replaced(year, REVOKED)


def retire(year: int, key_id: str) -> None:
    """End the overlap: the retiring key `key_id` (8 hex digits) signs no more."""
    path = folder_of(year) / f"{RETIRING}{key_id}"
    if not path.exists():
        raise NotFound(
            f"no key `{key_id}` of {year} is retiring", advice="run `knowhold manage journal_key`"
        )
    path.rename(path.with_name(f"{RETIRED}{key_id}"))
    publish_all()


def _replaced(year: int, aside: str) -> Key:
    """Put a fresh key in the place of the signing one, and sign the newest head with it.

    1. A journal that may not be written keeps its key: the new one could sign nothing.
    2. The old key gets its second name before it loses the first, so no kill loses it.
    3. The head is signed again at once, so that whoever comes next finds the new signature.
    """
    with read_log(year) as log:
        if log.standing() is not Standing.GOOD:
            raise ReadOnly(log.explain_standing(), advice="recover the journal first")
    path = folder_of(year) / KEY_FILE
    fresh = path.with_name(f"{KEY_FILE}.next")
    fresh.unlink(missing_ok=True)
    make_key(fresh, origin_of(year))
    if path.exists():
        _name_again(path, f"{aside}{signer_in(path).key.key_id.hex()}")
    fresh.replace(path)
    publish_all()
    return signer_in(path).key


def _name_again(path: Path, name: str) -> None:
    with suppress(FileExistsError):
        os.link(path, path.with_name(name))
