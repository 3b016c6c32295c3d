"""Keys that sign for the installation: made once, kept in files that only its user can read."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Final

from django.conf import settings

from knowhold.audit.key_file import write_once
from knowhold.errors import DataError, ProofError
from knowhold.journal import Signer, new_signer, read_signer

# Names of a demo's keys begin with it, so that no real installation ever signs with one.
DEMO: Final = "demo."


def kept_signer(path: Path, name: str) -> Signer:
    """The signer in `path`, made there at the first use; ProofError when it cannot be used."""
    if not path.exists():
        make_key(path, name)
    signer = signer_in(path)
    if signer.name != name:
        raise ProofError(
            f"the key `{path.name}` is called `{signer.name}`, not `{name}`",
            advice="set KNOWHOLD_JOURNAL_ORIGIN to what it was when the key was made",
        )
    return signer


def signer_in(path: Path) -> Signer:
    """The signer in `path`; a demo's key is refused outside the demo."""
    try:
        signer = read_signer(path.read_text(encoding="ascii"))
    except (DataError, UnicodeDecodeError, OSError):
        # the cause would repeat part of what stands in the file of a secret
        raise ProofError(
            f"the signing key `{path.name}` cannot be read",
            advice="restore it from its backup",
        ) from None
    if is_demo(signer.name) and not settings.KNOWHOLD_DEMO:
        raise ProofError(
            f"the signing key `{path.name}` is the key of a demo",
            advice="start with a data folder of your own: set KNOWHOLD_HOME",
        )
    return signer


def is_demo(name: str) -> bool:
    return name.startswith(DEMO)


def make_key(path: Path, name: str) -> None:
    """A fresh key in `path`, whole or not at all; the one that is there already stays."""
    fresh = new_signer(name, secrets.token_bytes(32))
    write_once(path, f"{fresh.skey}\n".encode("ascii"))
