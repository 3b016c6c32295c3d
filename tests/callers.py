"""Programs that call the API: a test client with a bearer token of a person."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from knowhold.accounts.actions import issue_token
from knowhold.accounts.actions.tokens import SCOPES
from knowhold.accounts.models import Person


def token_of(person: Person, *scopes: str) -> str:
    return issue_token(
        person, "test", scopes or SCOPES, now=timezone.now(), lasts=timedelta(days=1)
    )


def calling(person: Person, *scopes: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {token_of(person, *scopes)}"})


def in_browser(person: Person) -> Client:
    """A signed-in browser: what decides takes the session of a person, never a token."""
    client = Client()
    client.force_login(person)
    return client
