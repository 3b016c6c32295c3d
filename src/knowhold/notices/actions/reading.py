"""Marking notices as read, and forgetting them after their time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from knowhold.accounts.models import Person
from knowhold.notices.models import Notice

# a notice announces; what it announced is in the record, which has its own clocks
KEPT_FOR: Final = timedelta(days=365)


def mark_read(person: Person, *, now: datetime) -> int:
    """Mark all that this person was told until now as read; how many were new."""
    fresh = Notice.objects.filter(person=person, read_at__isnull=True, told_at__lte=now)
    return fresh.update(read_at=now)


def forget_old(*, now: datetime) -> int:
    """Remove notices older than a year, read or not; how many."""
    gone, _ = Notice.objects.filter(told_at__lt=now - KEPT_FOR).delete()
    return gone
