"""Who may do what, as far as roles go: a role counts only in its organisation and in its time."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from knowhold.accounts.models import Grant, Organisation, Person, Role
from knowhold.errors import NotPermitted


def roles_of(person: Person, on: date, organisation: Organisation | None = None) -> frozenset[Role]:
    """The roles that `person` holds on that day in `organisation`, by default their own."""
    if not person.is_active:
        return frozenset()
    found = Grant.objects.filter(
        Q(end__isnull=True) | Q(end__gte=on),
        person=person,
        organisation_id=organisation.pk if organisation else person.organisation_id,
        start__lte=on,
    ).values_list("role", flat=True)
    return frozenset(Role(role) for role in found)


def has_role(
    person: Person, role: Role, on: date, organisation: Organisation | None = None
) -> bool:
    return role in roles_of(person, on, organisation)


def require_role(
    person: Person, *roles: Role, on: date, organisation: Organisation | None = None
) -> None:
    """NotPermitted, naming the grants of which one is needed, unless one of them is held."""
    if not roles_of(person, on, organisation).intersection(roles):
        names = " or ".join(f"`{role.value}`" for role in roles)
        raise NotPermitted(
            f"this needs the role {names}", advice="ask your administrator for the grant"
        )
