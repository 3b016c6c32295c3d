"""Sign-in by e-mail address and password; used through `actions.sign_in`, which counts attempts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from knowhold.accounts.models import Person


class EmailBackend(BaseBackend):
    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - Django's signature
        email: str | None = None,
        password: str | None = None,
        **kwargs: Any,  # noqa: ANN401, ARG002 - Django passes what other back ends take
    ) -> Person | None:
        if email is None or password is None:
            return None
        person = Person.objects.filter(email=email.strip().lower()).first()
        if person is None:
            # the same work as for a known address, so that time tells nothing
            make_password(password)
            return None
        return person if person.check_password(password) and person.is_active else None

    def get_user(self, user_id: UUID) -> Person | None:
        return (
            Person.objects.select_related("organisation").filter(pk=user_id, is_active=True).first()
        )
