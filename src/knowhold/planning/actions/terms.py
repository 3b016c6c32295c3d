"""The steward says how many holders an item needs, and what qualifying one more takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from knowhold.accounts.models import Person
from knowhold.audit.actions import record
from knowhold.errors import Invalid
from knowhold.planning.models import TrainingTerms
from knowhold.planning.policy import require_steward
from knowhold.roster.models import KnowHowItem


@dataclass(frozen=True, slots=True)
class Terms:
    needed: int
    weeks: int
    cost: int | None = None


def set_terms(item: KnowHowItem, terms: Terms, *, by: Person, now: datetime) -> TrainingTerms:
    """Set an item's terms for the firm of `by`; the same terms again change nothing."""
    require_steward(by, now.date())
    problems: dict[str, list[str]] = {}
    if not 1 <= terms.needed <= 1000:
        problems["needed"] = [f"`{terms.needed}` is not 1 to 1000"]
    if not 1 <= terms.weeks <= 520:
        problems["weeks"] = [f"`{terms.weeks}` is not 1 to 520"]
    if terms.cost is not None and not 0 <= terms.cost <= 10**9:
        problems["cost"] = [f"`{terms.cost}` is not 0 to 1000000000"]
    if problems:
        raise Invalid(problems)
    values = {"needed": terms.needed, "weeks": terms.weeks, "cost": terms.cost}
    firm = by.organisation
    with transaction.atomic():
        present = TrainingTerms.objects.filter(organisation=firm, item=item, **values).first()
        if present is not None:
            return present
        row, _ = TrainingTerms.objects.update_or_create(
            organisation=firm, item=item, defaults={**values, "set_by": by, "set_at": now}
        )
        subject = ("item", item.pk)
        record("exposure.terms_set", by, subject, values, now, organisation=firm.code)
    return row
