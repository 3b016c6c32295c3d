"""Tokens for programs: shown once, kept as a hash, limited in scope and time."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from knowhold.accounts.models import ApiToken, Person
from knowhold.audit.actions import record
from knowhold.errors import Invalid, NotFound

SCOPES = (
    "law", "lists", "cases:read", "cases:write", "classification", "journal", "roster", "devices",
    "routing", "parties:read", "parties:write",
)  # fmt: skip
LONGEST = timedelta(days=366)
PREFIX = "kh_"


def issue_token(
    person: Person, name: str, scopes: Sequence[str], *, now: datetime, lasts: timedelta
) -> str:
    """A new token of `person`, as the only copy of its text."""
    wrong = [scope for scope in scopes if scope not in SCOPES]
    problems: dict[str, list[str]] = {}
    if wrong or not scopes:
        problems["scopes"] = [f"`{' '.join(wrong)}` is not among {', '.join(SCOPES)}"]
    if not timedelta(0) < lasts <= LONGEST:
        problems["lasts"] = [f"`{lasts}` is not between one second and {LONGEST.days} days"]
    if problems:
        raise Invalid(problems)
    text = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            person=person,
            name=name,
            token_hash=hash_token(text),
            scopes=" ".join(sorted(set(scopes))),
            created_at=now,
            expires_at=now + lasts,
        )
        record(
            "token.issued",
            person,
            ("token", str(token.pk)),
            {"name": name, "scopes": token.scopes, "expires": token.expires_at.isoformat()},
            now,
            about=person.pk,
            organisation=person.organisation.code,
        )
    return text


def revoke_token(token: ApiToken, *, by: Person, now: datetime) -> None:
    """End one's own token at once; another person's is not found."""
    if token.person_id != by.pk:
        raise NotFound("there is no such token")
    with transaction.atomic():
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        record(
            "token.revoked",
            by,
            ("token", str(token.pk)),
            {"name": token.name},
            now,
            about=by.pk,
            organisation=by.organisation.code,
        )


def hash_token(text: str) -> str:
    # a token has 256 random bits: a plain hash cannot be guessed backwards
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
