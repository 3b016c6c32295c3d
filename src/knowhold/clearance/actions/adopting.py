"""Giving an organisation the conditions it starts with."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from knowhold.accounts.models import Organisation
from knowhold.audit.actions import Actor, record
from knowhold.clearance.conditions import starting
from knowhold.clearance.models import Condition


def adopt_conditions(organisation: Organisation, *, by: Actor, now: datetime) -> list[Condition]:
    """Add the shipped conditions that the organisation does not have; what it changed stays."""
    with transaction.atomic():
        present = set(
            Condition.objects.filter(organisation=organisation).values_list("code", flat=True)
        )
        added = [
            Condition.objects.create(organisation=organisation, **row)
            for row in starting()
            if row["code"] not in present
        ]
        if added:
            record(
                "conditions.adopted",
                by,
                ("organisation", str(organisation.pk)),
                {"codes": [condition.code for condition in added]},
                now,
                organisation=organisation.code,
            )
    return added
