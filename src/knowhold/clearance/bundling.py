"""The auditor's ZIP: a sample of decided cases with every entry about them, proofs, and rulebooks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db.models import Q

from knowhold.accounts.models import Organisation
from knowhold.audit.models import Event
from knowhold.audit.records import record_of
from knowhold.audit.shards import newest_year, read_log, verifier_key
from knowhold.clearance.actions.opening import SUBJECT
from knowhold.clearance.archive import archive_rulebook, archived, name_of
from knowhold.clearance.models import OVER, Case
from knowhold.errors import NotFound
from knowhold.journal.bundle import Committed, write_bundle

# they say on which basis a content is gone
BASES = ("record.erased", "journal.recovered")


@dataclass(frozen=True, slots=True)
class Wanted:
    """`count` cases asked for on or after `since`; `grown_from` entries the auditor already holds."""

    count: int
    since: date
    grown_from: int | None = None
    organisation: Organisation | None = None


@dataclass(frozen=True, slots=True)
class Made:
    cases: list[Case]
    entries: int
    size: int
    rulebooks: int
    # versions that answered before anything was archived
    lacking: list[str]


def make_bundle(path: Path, wanted: Wanted) -> Made:
    """Write the ZIP of the newest journal to `path`; NotFound while nothing is recorded.

    The sample is drawn by the journal's own root, so that whoever makes the bundle cannot choose.
    """
    _archive_todays()
    year = newest_year()
    with read_log(year) as log:
        cases = sample(wanted, log.root())
        events = list(_events(cases, year))
        versions = _versions(events)
        kept = {version: archived(version) for version in versions}
        rulebooks = {name_of(one): packed for one, packed in kept.items() if packed is not None}
        attached = {
            "policy": f"log {verifier_key(year).vkey}\nquorum none\n".encode(),
            "how-to-check.txt": HOW.encode(),
            **{f"rulebooks/{name}.zip": packed for name, packed in rulebooks.items()},
        }
        write_bundle(path, log, [_committed(each) for each in events], attached, wanted.grown_from)
        lacking = [version for version, packed in kept.items() if packed is None]
        return Made(cases, len(events), log.size(), len(rulebooks), lacking)


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


def _events(cases: Iterable[Case], year: int) -> Iterable[Event]:
    numbered = Event.objects.filter(shard=year, journal_index__isnull=False)
    subjects = [str(case.pk) for case in cases]
    about = list(numbered.filter(subject_type=SUBJECT, subject_id__in=subjects))
    gone = {(event.shard, event.journal_index) for event in about if event.body is None}
    bases = [event for event in numbered.filter(Q(kind__in=BASES)) if _explains(event, gone)]
    return sorted([*about, *bases], key=lambda event: event.journal_index or 0)


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
1. Get the journal's verifier key on paper, compare it with `policy`, and use your own copy.
2. knowhold journal verify --policy policy --bundle THIS.zip
   with --checkpoint FILE when you kept an older checkpoint
3. knowhold journal reperform --policy policy THIS.zip
Both work without a network and without an account.
"""
