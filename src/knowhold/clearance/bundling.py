"""The auditor's ZIP: a sample of decided cases with every entry about them, proofs, and rulebooks."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from django.db.models import Q

from knowhold.accounts.models import Organisation
from knowhold.audit.models import Event
from knowhold.audit.records import record_of
from knowhold.audit.shards import newest_year, read_log
from knowhold.audit.witnessing import best_head, panel, policy_text
from knowhold.clearance.actions.opening import SUBJECT
from knowhold.clearance.archive import archive_rulebook, archived, name_of
from knowhold.clearance.models import OVER, Case
from knowhold.errors import NotFound
from knowhold.journal import Log
from knowhold.journal.bundle import Committed, Part, write_bundle

# they say on which basis a content is gone
BASES = ("record.erased", "journal.recovered")


@dataclass(frozen=True, slots=True)
class Wanted:
    """`count` cases asked for on or after `since`; `grown_from` (year, entries) the auditor holds."""

    count: int
    since: date
    grown_from: tuple[int, int] | None = None
    organisation: Organisation | None = None


@dataclass(frozen=True, slots=True)
class Made:
    cases: list[Case]
    entries: int
    size: int
    rulebooks: int
    # versions that answered before anything was archived
    lacking: list[str]
    # how many witnesses cosigned the newest head in the bundle, of how many
    witnessed: tuple[int, int]
    is_met: bool
    policy: str


def grown_from_text(text: str) -> tuple[int, int] | None:
    """`2026/200` as an auditor reads it off a checkpoint's first two lines: year and entries."""
    found = re.fullmatch(r"\s*([0-9]{4})\s*/\s*([1-9][0-9]{0,17})\s*", text)
    return (int(found[1]), int(found[2])) if found else None


def make_bundle(path: Path, wanted: Wanted) -> Made:
    """Write the ZIP of every year that has an entry of the sample; NotFound while none is recorded.

    The sample is drawn by the newest journal's own root, so that whoever makes the bundle cannot
    choose. Witnesses are asked before by the caller; the newest head that enough of them cosigned
    is taken where it covers the sample.
    """
    _archive_todays()
    newest = newest_year()
    with read_log(newest) as log:
        cases, size = sample(wanted, log.root()), log.size()
    events = list(_events(cases))
    versions = _versions(events)
    kept = {version: archived(version) for version in versions}
    rulebooks = {name_of(one): packed for one, packed in kept.items() if packed is not None}
    held = {} if wanted.grown_from is None else dict([wanted.grown_from])
    of_years = sorted({newest, *held, *(event.shard for event in events)})
    policy = policy_text(of_years)
    attached = {
        "policy": policy.encode(),
        "how-to-check.txt": HOW.encode(),
        **{f"rulebooks/{name}.zip": packed for name, packed in rulebooks.items()},
    }
    with ExitStack() as opened:
        parts = [
            _part(opened.enter_context(read_log(year)), year, events, held.get(year))
            for year in of_years
        ]
        if len(parts) == 1:
            parts = [replace(parts[0], folder="")]
        write_bundle(path, parts, attached)
        head = parts[-1].note or ""
    lacking = [version for version, packed in kept.items() if packed is None]
    members = panel()
    witnessed = len(members.cosigned(head)), len(members.policy.witnesses)
    return Made(
        cases,
        len(events),
        size,
        len(rulebooks),
        lacking,
        witnessed,
        is_met=members.is_met(head),
        policy=policy,
    )


def _part(log: Log, year: int, events: Iterable[Event], held: int | None) -> Part:
    entries = [_committed(event) for event in events if event.shard == year]
    least = max([held or 0, *(one.index + 1 for one in entries)])
    return Part(log, entries, held, best_head(log, least), f"{year}/")


def sample(wanted: Wanted, root: bytes) -> list[Case]:
    """Decided cases, in an order that only the journal's root decides."""
    found = Case.objects.filter(stage__in=OVER, submitted_at__date__gte=wanted.since)
    if wanted.organisation is not None:
        found = found.filter(organisation=wanted.organisation)
    drawn = sorted(
        found.only("pk", "reference", "applicant_id"),
        key=lambda case: hashlib.sha256(root + case.pk.bytes).digest(),
    )
    return drawn[: wanted.count]


def _events(cases: Iterable[Case]) -> Iterable[Event]:
    """Every numbered event about the cases, whatever its year, and what explains their gaps."""
    numbered = Event.objects.filter(journal_index__isnull=False)
    subjects = [str(case.pk) for case in cases]
    about = list(numbered.filter(subject_type=SUBJECT, subject_id__in=subjects))
    gone = {(event.shard, event.journal_index) for event in about if event.body is None}
    bases = [event for event in numbered.filter(Q(kind__in=BASES)) if _explains(event, gone)]
    return sorted([*about, *bases], key=lambda event: (event.shard, event.journal_index or 0))


def _explains(event: Event, gone: set[tuple[int, int | None]]) -> bool:
    """Only what is about the sample's own gaps: other reasons may be other people's."""
    entries = json.loads(event.body or "{}").get("entries", [])
    return not gone.isdisjoint(tuple(each) for each in entries)


def _committed(event: Event) -> Committed:
    assert event.journal_index is not None
    if event.body is None or event.salt is None:
        return Committed(event.journal_index, None, None)
    return Committed(event.journal_index, record_of(event), bytes(event.salt))


def _versions(events: Iterable[Event]) -> list[str]:
    """The rulebooks that the events name."""
    named = {json.loads(event.body).get("rulebook") for event in events if event.body}
    return sorted(version for version in named if version)


def _archive_todays() -> None:
    """Usually done at the start; files exchanged since then are another rulebook's."""
    with suppress(NotFound):
        archive_rulebook()


HOW = """\
1. Get the keys of journal and witnesses on paper, compare them with `policy`, use your own copy.
2. knowhold journal verify --policy policy --bundle THIS.zip
   with --checkpoint FILE when you kept an older checkpoint
3. knowhold journal reperform --policy policy THIS.zip
Both work without a network and without an account.
"""
