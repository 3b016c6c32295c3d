"""Reading notices: a person's own, newest first."""

from __future__ import annotations

from django.db.models import QuerySet

from knowhold.accounts.models import Person
from knowhold.notices.models import Notice


def notices_of(person: Person) -> QuerySet[Notice]:
    return Notice.objects.filter(person=person)


def unread(person: Person) -> QuerySet[Notice]:
    return notices_of(person).filter(read_at__isnull=True)
