"""Having the journal's heads cosigned by the witnesses that this installation's policy file names.

It runs beside the requests and beside the sequencer: a witness that is slow or away costs its own
cosignature, never an entry. What each one last said is kept for the page *Journal*.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from knowhold.audit.shards import folder_of, open_log, published_in, verifier_keys, years
from knowhold.errors import DataError, ProofError
from knowhold.journal import Log, tiles
from knowhold.journal.durable import write_whole
from knowhold.journal.panel import NOBODY, Answered, Panel, ask, read_panel

TIMEOUT: Final = 10.0  # seconds for each witness
LOCK: Final = "witness.lock"
SAID: Final = "witnesses.json"


@dataclass(frozen=True, slots=True)
class Seen:
    """A witness as the page shows it: the newest head it cosigned and when, and what is wrong."""

    name: str
    size: int = 0
    time: int | None = None
    problem: str = ""
    since: int | None = None  # POSIX seconds of the first failure in a row


def panel() -> Panel:
    """The witnesses of this installation; nobody where no policy file is named.

    DataError when the file cannot be read: a quorum nobody can read must not count as met.
    """
    path: Path | None = settings.KNOWHOLD_WITNESSES
    if path is None:
        return NOBODY
    try:
        return read_panel(path.read_bytes())
    except OSError as error:
        raise DataError(
            f"{path}", f"{error.strerror}", "a policy file (KNOWHOLD_WITNESSES)"
        ) from None
    except ProofError as error:
        raise DataError(f"{path}", error.message, "a policy file (KNOWHOLD_WITNESSES)") from error


def policy_text(of_years: list[int]) -> str:
    """The policy that outsiders follow: our logs' keys, our witnesses, our quorum."""
    return panel().text(key for year in of_years for key in verifier_keys(year))


def ask_witnesses(now: datetime) -> dict[int, list[Answered]]:
    """Year → what the witnesses of its newest head said; nothing where all have cosigned before.

    Another process that is asking already is not waited for: then nothing is asked here.
    """
    found: dict[int, list[Answered]] = {}
    members = panel()
    if not members.urls:
        return found
    with _alone() as is_mine:
        for year in years() if is_mine else ():
            with open_log(year) as log:
                if _is_complete(log, members):
                    continue
                found[year] = ask(log, members, TIMEOUT)
                tiles.publish(log, published_in(year))
            _keep(year, found[year], now)
    return found


def seen(year: int) -> list[Seen]:
    """What each witness of the policy last did for the year's journal, in the policy's order."""
    kept = _kept(year)
    return [kept.get(name, Seen(name)) for name in panel().policy.witnesses]


def best_head(log: Log, least: int) -> str:
    """The newest head that the quorum cosigned, where it has `least` entries; else the newest."""
    members, newest = panel(), log.checkpoint()
    if members.is_met(newest):
        return newest
    witnessed = log.witnessed()
    size = int(witnessed.split("\n")[1]) if witnessed else 0
    return witnessed if witnessed and size >= least and members.is_met(witnessed) else newest


def _is_complete(log: Log, members: Panel) -> bool:
    cosigned = members.cosigned(log.checkpoint())
    return all(name in cosigned for name, _ in members.urls)


def _keep(year: int, answers: list[Answered], now: datetime) -> None:
    before = _kept(year)
    after = dict(before)
    for one in answers:
        last = before.get(one.name, Seen(one.name))
        if one.problem:
            since = last.since or int(now.timestamp())
            after[one.name] = replace(last, problem=one.problem, since=since)
        else:
            after[one.name] = Seen(one.name, one.size, one.time)
    if after != before:
        content = json.dumps([asdict(one) for one in after.values()])
        write_whole(folder_of(year) / SAID, content.encode())


def _kept(year: int) -> dict[str, Seen]:
    try:
        rows = json.loads((folder_of(year) / SAID).read_text("utf-8"))
        return {row["name"]: Seen(**row) for row in rows}
    except (OSError, ValueError, TypeError, KeyError):
        return {}  # it is no record: the next answer writes it anew


@contextmanager
def _alone() -> Iterator[bool]:
    root: Path = settings.KNOWHOLD_JOURNAL
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (root / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
