"""A person enters, or takes back, the day on which they plan to leave. Nobody else can."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from knowhold.accounts.models import Person
from knowhold.audit.actions import record
from knowhold.errors import Invalid
from knowhold.planning.models import DeclaredDate


def declare_date(person: Person, leaves_on: date, *, now: datetime) -> DeclaredDate:
    """Enter or change the day; the record says that it was done, not which day it is."""
    if leaves_on <= now.date():
        raise Invalid({"leaves_on": ["the day must be in the future"]})
    with transaction.atomic():
        entry, _ = DeclaredDate.objects.update_or_create(
            person=person, defaults={"leaves_on": leaves_on, "entered_at": now}
        )
        _note("exposure.date_declared", person, now)
    return entry


def take_back_date(person: Person, *, now: datetime) -> bool:
    """Delete the day; False, and no event, where there was none."""
    with transaction.atomic():
        deleted, _ = DeclaredDate.objects.filter(person=person).delete()
        if deleted:
            _note("exposure.date_taken_back", person, now)
    return bool(deleted)


def _note(kind: str, person: Person, now: datetime) -> None:
    subject = ("person", str(person.pk))
    record(kind, person, subject, {}, now, about=person.pk, organisation=person.organisation.code)
