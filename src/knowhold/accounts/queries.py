"""Reading accounts: who holds a role, the people of an organisation."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from knowhold.accounts.models import Grant, Organisation, Person, Role


def holders_of(role: Role, *, on: date, organisation: Organisation | None = None) -> list[Person]:
    """Everybody who holds `role` that day, in one organisation or in any, by name."""
    grants = Grant.objects.filter(
        Q(end__isnull=True) | Q(end__gte=on), role=role, start__lte=on, person__is_active=True
    )
    if organisation is not None:
        grants = grants.filter(organisation=organisation)
    ids = grants.values_list("person_id", flat=True)
    return list(Person.objects.filter(pk__in=list(ids)).select_related("organisation"))


def people_of(organisation: Organisation) -> QuerySet[Person]:
    return Person.objects.filter(organisation=organisation).order_by("name_latin", "id")
