"""A person's calendar as a secret link: made, shown once, ended; nobody else's is found."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from knowhold.accounts.actions.tokens import hash_token
from knowhold.accounts.models import CalendarLink, Person
from knowhold.audit.actions import record


def open_calendar(person: Person, *, now: datetime) -> str:
    """A new secret for the calendar of `person`, as its only copy; an earlier one ends."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        CalendarLink.objects.filter(person=person, ended_at__isnull=True).update(ended_at=now)
        CalendarLink.objects.create(person=person, secret_hash=hash_token(secret), made_at=now)
        _note("calendar.opened", person, now)
    return secret


def close_calendar(person: Person, *, now: datetime) -> None:
    """End the link; whoever still has it finds nothing."""
    with transaction.atomic():
        ended = CalendarLink.objects.filter(person=person, ended_at__isnull=True)
        if ended.update(ended_at=now):
            _note("calendar.closed", person, now)


def person_of_calendar(secret: str) -> Person | None:
    """Whose calendar this is; nobody for an ended or unknown secret or a closed account."""
    found = (
        CalendarLink.objects.filter(
            secret_hash=hash_token(secret), ended_at__isnull=True, person__is_active=True
        )
        .select_related("person__organisation")
        .first()
    )
    return found.person if found else None


def _note(kind: str, person: Person, now: datetime) -> None:
    record(
        kind,
        person,
        ("person", str(person.pk)),
        {},
        now,
        about=person.pk,
        organisation=person.organisation.code,
    )
