"""The keys that sign permits: the newest signs, older ones are still believed until they are revoked."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings

from knowhold.audit.keys import kept_signer, signer_in
from knowhold.errors import NotFound
from knowhold.journal import Signer
from knowhold.journal.verify import Key

FIRST: Final = 1
REVOKED: Final = ".revoked"


def signer() -> Signer:
    """The newest key, made at the first use in a file of mode 0600."""
    held = _files()
    return signer_in(held[-1]) if held else kept_signer(_file(FIRST), name())


def believed() -> list[Key]:
    """Every public key whose permits are still believed, oldest first."""
    signer()
    return [signer_in(path).key for path in _files()]


def rotate() -> Key:
    """Make a new key that signs from now on; permits of the older ones stay good."""
    signer()
    newest = int(_files()[-1].stem.partition("-")[2])
    return kept_signer(_file(newest + 1), name()).key


def revoke(key_id: str) -> None:
    """Believe nothing more that the key `key_id` (8 hex digits) signed; the file is kept aside."""
    for path in _files():
        if signer_in(path).key.key_id.hex() == key_id:
            path.rename(path.with_name(path.name + REVOKED))
            return
    raise NotFound(f"no permit key `{key_id}` is in use", advice="run `knowhold manage permit_key`")


def name() -> str:
    """What the keys are called: the host of the journal's origin."""
    host = str(settings.KNOWHOLD_JOURNAL_ORIGIN).partition("/")[0]
    return f"{host}/permits"


def _files() -> list[Path]:
    folder: Path = settings.KNOWHOLD_KEYS
    return sorted(folder.glob("permit-[0-9][0-9][0-9][0-9].key"))


def _file(number: int) -> Path:
    folder: Path = settings.KNOWHOLD_KEYS
    # a revoked key's number is never given again
    while (folder / f"permit-{number:04d}.key{REVOKED}").exists():
        number += 1
    return folder / f"permit-{number:04d}.key"
