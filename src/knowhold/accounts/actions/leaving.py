"""Closing and opening an account: sessions and tokens end at once, nothing is deleted."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from knowhold.accounts.actions.adding import HANDED_OVER_FOR, first_password
from knowhold.accounts.actions.sessions import end_sessions, note_change
from knowhold.accounts.models import ApiToken, Person, Role
from knowhold.accounts.policy import require_role
from knowhold.audit.actions import record
from knowhold.errors import NotPermitted


def deactivate(person: Person, *, by: Person, now: datetime) -> None:
    """Close the account: no session, no token and no password lets anybody in any more.

    Nothing that the person did or has open is deleted; what they had to do goes to their deputy.
    """
    _require(person, by, now)
    with transaction.atomic():
        person.is_active = False
        person.save(update_fields=["is_active"])
        sessions = end_sessions(person)
        tokens = ApiToken.objects.filter(person=person, revoked_at__isnull=True).update(
            revoked_at=now
        )
        _note("person.deactivated", person, {"sessions": sessions, "tokens": tokens}, by, now)


def reactivate(person: Person, *, by: Person, now: datetime) -> None:
    """Open the account again; sessions and tokens stay ended."""
    _require(person, by, now)
    with transaction.atomic():
        person.is_active = True
        person.save(update_fields=["is_active"])
        _note("person.reactivated", person, {}, by, now)


def reset_second_step(person: Person, *, by: Person, now: datetime) -> None:
    """Remove every second step of somebody who lost it; they sign in anew and set up another."""
    _require(person, by, now)
    with transaction.atomic():
        Authenticator.objects.filter(user=person).delete()
        end_sessions(person)
        note_change(person, "second_step_reset", by=by, now=now)


def hand_over_password(person: Person, *, by: Person, now: datetime) -> str:
    """A new first password for somebody who lost theirs or never had one, as its only copy.

    It opens nothing but the page where they choose their own, and a second step stays.
    """
    _require(person, by, now)
    password = first_password()
    with transaction.atomic():
        person.set_password(password)
        person.first_password_until = now + HANDED_OVER_FOR
        person.save(update_fields=["password", "first_password_until"])
        end_sessions(person)
        note_change(person, "password_handed_over", by=by, now=now)
    return password


def _require(person: Person, by: Person, now: datetime) -> None:
    require_role(by, Role.ADMINISTRATOR, on=now.date(), organisation=person.organisation)
    if person.pk == by.pk:
        raise NotPermitted(
            "nobody does this to their own account", advice="ask another administrator"
        )


def _note(kind: str, person: Person, body: dict[str, int], by: Person, now: datetime) -> None:
    record(
        kind,
        by,
        ("person", str(person.pk)),
        body,
        now,
        about=person.pk,
        organisation=person.organisation.code,
    )
