"""Checking a password, with bounded guessing: five wrong ones, then a wait."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import authenticate
from django.db import transaction

from knowhold.accounts.models import Person, WrongAttempt
from knowhold.audit.actions import SYSTEM, record
from knowhold.errors import KnowholdError

ATTEMPTS = 5
WINDOW = timedelta(minutes=15)


class WrongPassword(KnowholdError):
    """The same for an unknown address, a wrong password and a closed account."""


class FirstPasswordEnded(KnowholdError):
    """The right password, but one that was handed over too long ago."""


class TooManyAttempts(KnowholdError):
    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__("too many wrong attempts", advice=f"wait {minutes} minutes and try again")


def sign_in(email: str, password: str, *, address: str, now: datetime) -> Person:
    """The person with this e-mail and password; `address` is where the request comes from.

    WrongPassword, FirstPasswordEnded, or TooManyAttempts after five wrong ones for the same account from the same
    address within 15 minutes: then even the right password has to wait.
    """
    key = _key(email, address)
    recent = WrongAttempt.objects.filter(key=key, at__gt=now - WINDOW).order_by("at")
    times = list(recent.values_list("at", flat=True)[:ATTEMPTS])
    if len(times) == ATTEMPTS:
        left = times[0] + WINDOW - now
        raise TooManyAttempts(max(1, -(-int(left.total_seconds()) // 60)))
    person = authenticate(email=email, password=password)
    if not isinstance(person, Person):
        _note_wrong(email, key, now, len(times) + 1)
        raise WrongPassword(
            "the e-mail address or the password is wrong", advice="check both and try again"
        )
    if person.first_password_until is not None and person.first_password_until <= now:
        raise FirstPasswordEnded(
            "this first password has ended", advice="ask your administrator for another"
        )
    WrongAttempt.objects.filter(key=key).delete()
    WrongAttempt.objects.filter(at__lte=now - WINDOW).delete()
    return person


def _note_wrong(email: str, key: str, now: datetime, count: int) -> None:
    """Count it; the one that blocks the account is an event about its owner, who sees it."""
    with transaction.atomic():
        WrongAttempt.objects.create(key=key, at=now)
        owner = Person.objects.filter(email=email.strip().lower()).first()
        if count == ATTEMPTS and owner is not None:
            subject = ("person", str(owner.pk))
            record("session.refused", SYSTEM, subject, {"attempts": count}, now, about=owner.pk,
                   organisation=owner.organisation.code)  # fmt: skip


def _key(email: str, address: str) -> str:
    # keyed: neither the address nor the e-mail can be read back from the table
    text = f"{email.strip().lower()}|{address}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
