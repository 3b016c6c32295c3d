"""Who calls: a signed-in browser (with its CSRF token), or a program with a bearer token."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer, SessionAuth

from knowhold.accounts.actions.tokens import SCOPES, hash_token
from knowhold.accounts.models import ApiToken, Person
from knowhold.accounts.tenancy import enter


class Token(HttpBearer):
    """A bearer token that carries `scope`, is not revoked, and whose person may still sign in."""

    def __init__(self, scope: str) -> None:
        assert scope in SCOPES
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:  # noqa: ARG002
        found = (
            ApiToken.objects.select_related("person__organisation")
            .filter(
                token_hash=hash_token(token),
                revoked_at__isnull=True,
                expires_at__gt=timezone.now(),
                person__is_active=True,
            )
            .first()
        )
        if found is None or self.scope not in found.scopes.split():
            return None
        # from here on, as in a signed-in browser, only this person's organisations exist
        enter(found.person, timezone.now().date())
        return found.person


class Session(SessionAuth):
    def authenticate(self, request: HttpRequest, key: str | None) -> Person | None:  # noqa: ARG002
        return request.user if isinstance(request.user, Person) else None


def either(scope: str) -> list[Token | Session]:
    """How an operation lets callers in: by a token with this scope, or by the session."""
    return [Token(scope), Session()]


def caller(request: HttpRequest) -> Person:
    """The person who calls; only for operations that have `auth=either(…)`."""
    person = request.auth  # type: ignore[attr-defined]  # set by ninja
    assert isinstance(person, Person)
    return person
