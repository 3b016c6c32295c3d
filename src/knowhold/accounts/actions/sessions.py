"""Sessions as events: begun, refused, ended; and what a person changes about how they sign in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction

from knowhold.accounts.models import Person
from knowhold.audit.actions import Actor, record
from knowhold.errors import Invalid, NotFound

# what can change about how somebody signs in; each is an event `account.…`
CHANGES: Final = frozenset(
    {
        "totp_activated", "totp_deactivated", "recovery_codes_generated", "webauthn_added",
        "webauthn_removed", "password_changed", "connected", "second_step_reset",
        "password_handed_over",
    }
)  # fmt: skip


def begin_session(person: Person, methods: Sequence[str], *, now: datetime) -> None:
    """Note that somebody signed in, and how; never from where."""
    record(
        "session.begun",
        person,
        ("person", str(person.pk)),
        {"methods": sorted(set(methods))},
        now,
        about=person.pk,
        organisation=person.organisation.code,
    )


def note_change(person: Person, what: str, *, by: Actor, now: datetime) -> None:
    """Note that the way in which `person` signs in was changed, by themselves or for them."""
    assert what in CHANGES
    record(
        f"account.{what}",
        by,
        ("person", str(person.pk)),
        {},
        now,
        about=person.pk,
        organisation=person.organisation.code,
    )


def sign_off(person: Person, session_key: str | None, *, now: datetime) -> None:
    """End the session in which the person signs out."""
    with transaction.atomic():
        end_sessions(person, only=[session_key or ""])
        _note_ended(person, now)


def end_session(person: Person, session_id: int, *, now: datetime) -> None:
    """End one of one's own sessions at once; another person's is not found."""
    with transaction.atomic():
        found = UserSession.objects.select_for_update().filter(pk=session_id, user=person).first()
        if found is None:
            raise NotFound("there is no such session")
        end_sessions(person, only=[found.session_key])
        _note_ended(person, now)


def _note_ended(person: Person, now: datetime) -> None:
    record(
        "session.ended",
        person,
        ("person", str(person.pk)),
        {},
        now,
        about=person.pk,
        organisation=person.organisation.code,
    )


def end_sessions(
    person: Person, *, but: str | None = None, only: Sequence[str] | None = None
) -> int:
    """End sessions of `person` in the database, in the caller's transaction; how many."""
    rows = UserSession.objects.filter(user=person)
    if only is not None:
        rows = rows.filter(session_key__in=list(only))
    if but is not None:
        rows = rows.exclude(session_key=but)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)


def change_password(
    person: Person, old: str, new: str, *, this_session: str | None, now: datetime
) -> None:
    """Set another password; every other session of the person ends.

    Invalid names a wrong old password, or what is wrong with the new one.
    """
    if not person.check_password(old):
        raise Invalid({"old": ["this is not your present password"]})
    try:
        validate_password(new, person)
    except ValidationError as error:
        raise Invalid({"new": list(error.messages)}) from error
    with transaction.atomic():
        person.set_password(new)
        person.first_password_until = None
        person.save(update_fields=["password", "first_password_until"])
        end_sessions(person, but=this_session)
        note_change(person, "password_changed", by=person, now=now)
