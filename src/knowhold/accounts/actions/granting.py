"""Giving and ending roles."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from knowhold.accounts.models import Grant, Person, Role
from knowhold.accounts.policy import require_role
from knowhold.audit.actions import record
from knowhold.errors import Invalid, NotPermitted


def grant(person: Person, role: Role, *, by: Person, now: datetime, until: date | None) -> Grant:
    """Give `person` a role in their organisation from today; nobody gives one to themselves."""
    today = now.date()
    require_role(by, Role.ADMINISTRATOR, on=today, organisation=person.organisation)
    if by.pk == person.pk:
        raise NotPermitted("nobody grants a role to themselves", advice="ask another administrator")
    if until is not None and until < today:
        raise Invalid({"until": [f"`{until}` is in the past; choose today or later"]})
    with transaction.atomic():
        given = Grant.objects.create(
            person=person, role=role, organisation=person.organisation, start=today, end=until
        )
        record(
            "grant.given",
            by,
            ("person", str(person.pk)),
            {"role": role.value, "from": str(today), "until": str(until) if until else None},
            now,
            about=person.pk,
            organisation=person.organisation.code,
        )
    return given


def end_grant(given: Grant, *, by: Person, now: datetime) -> None:
    """End a role at the close of today; the row stays, as history."""
    today = now.date()
    require_role(by, Role.ADMINISTRATOR, on=today, organisation=given.organisation)
    with transaction.atomic():
        given.end = max(today, given.start)
        given.save(update_fields=["end"])
        record(
            "grant.ended",
            by,
            ("person", str(given.person_id)),
            {"role": given.role, "until": str(given.end)},
            now,
            about=given.person_id,
            organisation=given.organisation.code,
        )
