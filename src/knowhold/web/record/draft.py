"""What somebody was typing when their session ended: sealed in a cookie, opened again for them only.

The form carries a seal of whose it is. Sent after the session has ended, its texts go into a
cookie that only this person's next sign-in opens; nothing is stored here, nothing is in an address.
"""

from __future__ import annotations

import base64
import json
import secrets
import zlib
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse

from knowhold.accounts.models import Person
from knowhold.errors import MarkedSecret
from knowhold.wording import refuse_markings

COOKIE: Final = "knowhold_typed"
WHOSE: Final = "whose"
DAY: Final = 24 * 60 * 60
NONCE_BYTES: Final = 12
# a browser drops a larger cookie without a word
MOST_BYTES: Final = 3900

View = Callable[..., HttpResponse]


def keeps_draft(view: View, fields: Sequence[str]) -> View:
    """A view that is handed `kept`: what was typed before the session ended, else nothing."""

    @wraps(view)
    def wrapped(request: HttpRequest, **named: object) -> HttpResponse:
        if not isinstance(request.user, Person):
            response = redirect_to_login(request.get_full_path())
            if request.method == "POST":
                typed = {name: str(request.POST.get(name, "")) for name in fields}
                remember(response, request.path, str(request.POST.get(WHOSE, "")), typed)
            return response
        kept = opened(request) if request.method == "GET" else {}
        answered = view(request, kept=kept, **named)
        if request.method == "POST" and answered.status_code in {301, 302, 303}:
            answered.delete_cookie(COOKIE, path=request.path, samesite="Lax")
        return answered

    return wrapped


def whose(person: Person) -> str:
    """The seal for the form: whose it is, and that it was given out here."""
    return signing.dumps(str(person.pk), salt="knowhold.record.draft")


def remember(response: HttpResponse, path: str, seal: str, typed: dict[str, str]) -> None:
    """Seal what was typed into a cookie of that page; what is marked secret or too long is dropped."""
    try:
        person = UUID(signing.loads(seal, salt="knowhold.record.draft", max_age=DAY))
        refuse_markings(*typed.values())
    except (signing.BadSignature, ValueError, MarkedSecret):
        return
    nonce = secrets.token_bytes(NONCE_BYTES)
    plain = zlib.compress(json.dumps(typed, ensure_ascii=False).encode(), 9)
    sealed = nonce + _cipher().encrypt(nonce, plain, person.bytes + path.encode())
    value = base64.urlsafe_b64encode(sealed).decode("ascii")
    if len(value) <= MOST_BYTES:
        response.set_cookie(
            COOKIE, value, max_age=DAY, path=path, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip


def opened(request: HttpRequest) -> dict[str, str]:
    """What this person was typing on this page; nothing when it is another's, old or altered."""
    assert isinstance(request.user, Person)
    sealed = request.COOKIES.get(COOKIE, "")
    try:
        raw = base64.urlsafe_b64decode(sealed.encode("ascii"))
        bound = request.user.pk.bytes + request.path.encode()
        plain = _cipher().decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound)
        kept = json.loads(zlib.decompress(plain))
    except (ValueError, InvalidTag, zlib.error):
        return {}
    return {str(name): str(text) for name, text in kept.items()}


def _cipher() -> AESGCM:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"knowhold/typed-draft/v1")
    return AESGCM(made.derive(settings.SECRET_KEY.encode()))
