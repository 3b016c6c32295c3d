"""Whoever is shown a capability with a single holder has looked at that person's know-how: it is noted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from knowhold.accounts.models import Person
from knowhold.audit.actions import note_look
from knowhold.audit.models import Event
from knowhold.roster.matrix import claims_of, single_holders

PURPOSE = "know-how counts"


def note_looks(shown: Iterable[tuple[str, str]], *, by: Person, now: datetime) -> int:
    """One look a day for each single holder among the (site, item) `shown`; how many were new.

    The holder finds it in their own record. One's own counts leave nothing.
    """
    alone = single_holders(claims_of(by.organisation))
    holders = {UUID(alone[key]) for key in set(shown) if key in alone} - {by.pk}
    if not holders:
        return 0
    known = set(
        Event.objects.filter(
            kind="record.opened",
            actor_id=by.pk,
            about_id__in=holders,
            subject_type="know-how",
            at__date=now.date(),
        ).values_list("about_id", flat=True)
    )
    fresh = sorted(holders - known)
    with transaction.atomic():
        for holder in fresh:
            subject = ("know-how", str(by.organisation.pk))
            note_look(by, holder, subject, PURPOSE, now, organisation=by.organisation.code)
    return len(fresh)
