"""Whether the journals continue what their guard has seen; if not, nothing may be written."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from knowhold.audit.shards import folder_of, guard_file, origin_of, read_log, years
from knowhold.errors import KnowholdError
from knowhold.journal import Log, Standing
from knowhold.journal.guard import Guard
from knowhold.journal.log import DATABASE

REMEMBERED: Final = 5.0  # seconds: a restore under a running server is found within them
RECOVER: Final = "knowhold manage recover"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the installation is read-only: `behind` entries are missing, or histories differ."""

    year: int
    standing: Standing
    words: str
    behind: int = 0

    @property
    def can_recover(self) -> bool:
        return self.standing is Standing.BEHIND

    @property
    def command(self) -> str:
        return RECOVER


_found: dict[tuple[Path, Path], tuple[float, Trouble | None]] = {}


def trouble(*, afresh: bool = False) -> Trouble | None:
    """What keeps this installation read-only, or None; looked up again every few seconds."""
    key = (settings.KNOWHOLD_JOURNAL, settings.KNOWHOLD_GUARD)
    known = _found.get(key)
    if afresh or known is None or time.monotonic() - known[0] > REMEMBERED:
        known = (time.monotonic(), _look())
        _found[key] = known
    return known[1]


def _look() -> Trouble | None:
    for year in reversed(years()):
        if (found := _trouble_of(year)) is not None:
            return found
    return None


def _trouble_of(year: int) -> Trouble | None:
    guard = Guard(guard_file())
    try:
        seen = guard.newest(origin_of(year))
    finally:
        guard.close()
    size = seen.size if seen else 0
    if not (folder_of(year) / DATABASE).exists():
        # published once, and the database is gone altogether
        words = f"the journal is behind its guard by `{size}` entries"
        return Trouble(year, Standing.BEHIND, words, size) if size else None
    try:
        with read_log(year) as log:
            return _compared(log, year, size)
    except KnowholdError as error:
        # damaged: nobody knows by how much, so nothing is offered but the sentence
        return Trouble(year, Standing.FORKED, error.line())


def _compared(log: Log, year: int, seen: int) -> Trouble | None:
    standing = log.standing()
    if standing is Standing.GOOD:
        return None
    return Trouble(year, standing, log.explain_standing(), max(seen - log.size(), 0))
