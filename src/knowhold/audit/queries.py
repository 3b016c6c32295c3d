"""Reading the record: what is recorded about a person, and the history of one thing."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from knowhold.audit.models import Event


def events_about(person_id: UUID) -> QuerySet[Event]:
    """Everything that concerns this person or that they did, newest first."""
    return Event.objects.filter(
        Q(about_id=person_id)
        | Q(actor_id=person_id)
        | Q(subject_type="person", subject_id=str(person_id))
    ).order_by("-id")


def looks_at(person_id: UUID) -> QuerySet[Event]:
    """Who opened this person's record, newest first."""
    return Event.objects.filter(about_id=person_id, kind="record.opened").order_by("-id")


def history_of(subject_type: str, subject_id: str) -> QuerySet[Event]:
    """What happened to one thing, oldest first."""
    return Event.objects.filter(subject_type=subject_type, subject_id=subject_id).order_by("id")


def pending() -> QuerySet[Event]:
    """Events that are not yet in the journal."""
    return Event.objects.filter(journal_index__isnull=True).order_by("id")
