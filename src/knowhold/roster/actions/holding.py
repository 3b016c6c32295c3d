"""Noting that somebody holds an item."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from knowhold.accounts.models import Person, Role
from knowhold.accounts.policy import require_role
from knowhold.audit.actions import record
from knowhold.errors import Invalid
from knowhold.roster.models import Evidence, Holding, KnowHowItem


@dataclass(frozen=True, slots=True)
class Held:
    """What is known: a level of 1 to 4, on which evidence, as of which day, from which source."""

    level: int
    evidence: Evidence
    as_of: date
    source: str


def note_holding(
    person: Person, item: KnowHowItem, held: Held, *, by: Person, now: datetime
) -> Holding:
    """Write or replace one holding; oneself may, and the firm's HR and stewards."""
    if by.pk != person.pk:
        require_role(by, Role.HR, Role.STEWARD, on=now.date(), organisation=person.organisation)
    if not 1 <= held.level <= 4:
        raise Invalid({"level": [f"`{held.level}` is not 1, 2, 3 or 4"]})
    with transaction.atomic():
        holding, _ = Holding.objects.update_or_create(
            organisation=person.organisation,
            person=person,
            item=item,
            defaults={
                "level": held.level,
                "evidence": held.evidence,
                "as_of": held.as_of,
                "source": held.source,
                "ended_on": None,
            },
            create_defaults={
                "level": held.level,
                "evidence": held.evidence,
                "as_of": held.as_of,
                "source": held.source,
                "used_since": now,
            },
        )
        record(
            "holding.noted",
            by,
            ("person", str(person.pk)),
            {
                "item": item.pk,
                "level": held.level,
                "evidence": held.evidence.value,
                "as_of": str(held.as_of),
                "source": held.source,
            },
            now,
            about=person.pk,
            organisation=person.organisation.code,
        )
    return holding
