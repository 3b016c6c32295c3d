"""A single holder says that they have seen what the count of their item shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from knowhold.accounts.models import Person
from knowhold.audit.actions import record
from knowhold.roster.models import Holding, SeenByHolder


def see_own_counts(person: Person, items: Iterable[str], *, now: datetime) -> int:
    """Note, once for each item held, that `person` has seen its count; returns how many were new.

    One event for the whole press of the button; none when nothing is new.
    """
    with transaction.atomic():
        held = set(
            Holding.objects.filter(person=person, item_id__in=list(items)).values_list(
                "item_id", flat=True
            )
        )
        seen = set(SeenByHolder.objects.filter(person=person).values_list("item_id", flat=True))
        fresh = sorted(held - seen)
        if not fresh:
            return 0
        SeenByHolder.objects.bulk_create(
            SeenByHolder(person=person, item_id=item, seen_at=now) for item in fresh
        )
        record(
            "exposure.seen",
            person,
            ("person", str(person.pk)),
            {"items": fresh},
            now,
            about=person.pk,
            organisation=person.organisation.code,
        )
        return len(fresh)
