"""One journal a year: its name, its folder, its key, and where its tiles are published."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from knowhold.audit.keys import kept_signer, signer_in
from knowhold.errors import NotFound, ProofError
from knowhold.journal import Log, Signer
from knowhold.journal.log import DATABASE
from knowhold.journal.verify import Key

KEY_FILE = "signing-key"
RETIRING = "retiring-"


def year_of(at: datetime) -> int:
    """The journal that an event of this moment belongs to: years turn at midnight UTC."""
    return at.astimezone(UTC).year


def origin_of(year: int) -> str:
    return f"{settings.KNOWHOLD_JOURNAL_ORIGIN}/{year}"


def folder_of(year: int) -> Path:
    root: Path = settings.KNOWHOLD_JOURNAL
    return root / str(year)


def published_in(year: int) -> Path:
    """The folder a web server may serve as it is (C2SP tlog-tiles)."""
    root: Path = settings.KNOWHOLD_TILES
    return root / str(year)


def years() -> list[int]:
    """The years that have a journal or published tiles, oldest first."""
    marks = ((settings.KNOWHOLD_JOURNAL, DATABASE), (settings.KNOWHOLD_TILES, "checkpoint"))
    found = {
        int(mark.parent.name)
        for root, name in marks
        for mark in root.glob(f"[0-9][0-9][0-9][0-9]/{name}")
    }
    return sorted(found)


def newest_year() -> int:
    """The year of the journal in use; NotFound before the first event."""
    if not (found := years()):
        raise NotFound("nothing has been recorded yet")
    return found[-1]


def open_log(year: int) -> Log:
    """The year's journal for writing; its key is made at the first use and never leaves it."""
    newest, *retiring = signers_of(year)
    return Log.open(
        folder_of(year), origin_of(year), newest, retiring=tuple(retiring), guard=guard_file()
    )


def read_log(year: int | None = None) -> Log:
    """A journal for reading, as it was last signed, by default the newest; NotFound without one."""
    year = newest_year() if year is None else year
    return Log.open(folder_of(year), origin_of(year), guard=guard_file())


def verifier_key(year: int | None = None) -> Key:
    """The public key with which outsiders check the heads of a year's journal."""
    return verifier_keys(newest_year() if year is None else year)[0]


def verifier_keys(year: int) -> list[Key]:
    """The public keys that sign the year's heads: the newest, then those that retire."""
    return [signer.key for signer in signers_of(year)]


def signers_of(year: int) -> list[Signer]:
    """The keys that sign: the newest, then those that retire (see `journal_keys`)."""
    folder = folder_of(year)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (folder / DATABASE).exists() and not (folder / KEY_FILE).exists():
        # a fresh key here would sign what no reader could tell from a forgery
        raise ProofError(
            f"the signing key of {year} is missing",
            advice="restore it from its backup, or where it is lost for good, run "
            "`knowhold manage journal_key --compromised`",
        )
    newest = kept_signer(folder / KEY_FILE, origin_of(year))
    held = [signer_in(path) for path in sorted(folder.glob(f"{RETIRING}*"))]
    # a rotation that was killed half-way leaves the newest key among those that retire
    return [newest, *(one for one in held if one.key != newest.key)]


def guard_file() -> Path:
    """The guard's file: keep it out of every backup (docs/reference/settings.md)."""
    path: Path = settings.KNOWHOLD_GUARD
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
