"""Everything held about one person as plain values, for the copy that they take with them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from knowhold.accounts.models import ApiToken, Grant, Person
from knowhold.audit.models import Event
from knowhold.audit.queries import events_about
from knowhold.clearance.models import Case, Delegation, Note, Training
from knowhold.notices.models import Notice
from knowhold.planning.models import DeclaredDate
from knowhold.roster.models import (
    Approach,
    Consent,
    Dispute,
    FilingChange,
    Holder,
    Holding,
    Objection,
    SeenByHolder,
)
from knowhold.roster.purposes import purposes

# keys of a secret, and ids that mean nothing outside
LEFT_OUT = frozenset({"password", "token_hash", "file", "last_login"})


def gathered(person: Person) -> dict[str, Any]:
    """Part → rows; every table that is about this person, empty ones too."""
    own = {"person": person}
    return {
        "account": [_row(person)],
        "roles": _rows(Grant.objects.filter(**own)),
        "keys_for_programs": _rows(ApiToken.objects.filter(**own)),
        "roster_lines": _rows(Holder.objects.filter(**own)),
        "know_how_entries": _rows(Holding.objects.filter(**own)),
        "changes_by_filings": _rows(FilingChange.objects.filter(**own)),
        "corrections": _rows(Dispute.objects.filter(**own)),
        "objections": _rows(Objection.objects.filter(**own)),
        "consents": _rows(Consent.objects.filter(**own)),
        "approach_reports": _rows(Approach.objects.filter(**own)),
        "counts_seen": _rows(SeenByHolder.objects.filter(**own)),
        "planned_day_of_leaving": _rows(DeclaredDate.objects.filter(**own)),
        "cases": _rows(Case.objects.filter(applicant=person)),
        "notes": _rows(Note.objects.filter(applicant=person)),
        "trainings": _rows(Training.objects.filter(**own)),
        "delegations": _rows(
            Delegation.objects.filter(models.Q(giver=person) | models.Q(delegate=person))
        ),
        "notices": _rows(Notice.objects.filter(**own)),
        # Knowhold screens organisations; a person only within a case, where a rule demands it
        "screening_of_you": [],
        "scores_about_you": [],
        "record_of_changes": [_event(event) for event in events_about(person.pk).iterator(500)],
        "purposes": [
            {
                "purpose": one.id, "about": one.about, "kept_months_after_the_end": one.months,
                "basis": [{"where": b.jurisdiction, "cite": b.cite, "url": b.url} for b in one.bases],
            }
            for one in purposes().values()
        ],
    }  # fmt: skip


def _rows(found: Iterable[models.Model]) -> list[dict[str, Any]]:
    return [_row(one) for one in found]


def _row(one: models.Model) -> dict[str, Any]:
    return {
        field.name: _plain(getattr(one, field.attname))
        for field in one._meta.concrete_fields  # noqa: SLF001 - Django's public name for it
        if field.name not in LEFT_OUT
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "at": event.at.isoformat(),
        "what": event.kind,
        "by": event.actor_label,
        "content": json.loads(event.body) if event.body is not None else None,
        "journal": f"{event.shard}/{event.journal_index}",
        "fingerprint": bytes(event.commitment).hex(),
    }


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value
