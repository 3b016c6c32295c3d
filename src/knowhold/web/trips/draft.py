"""The unfinished trip: sealed in a cookie of the browser, never in the database.

The cookie survives signing out and in again, and opens only for the person who began it: the
content is encrypted with a key of this installation, and the person's id is authenticated with it.
"""

from __future__ import annotations

import base64
import json
import secrets
import uuid
import zlib
from dataclasses import dataclass, field, replace
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from knowhold.accounts.models import Person
from knowhold.audit.canonical import texts_in
from knowhold.clearance.inquiry import TripForm
from knowhold.clearance.trip import Leaving
from knowhold.errors import Invalid
from knowhold.wording import refuse_markings

COOKIE = "knowhold_trip"
WEEK = 7 * 24 * 60 * 60
NONCE_BYTES = 12
# A cookie that a browser would silently drop is worse than a message.
MOST_BYTES = 3900


@dataclass(frozen=True, slots=True)
class Draft:
    """`key` names the draft: whatever button is pressed twice, it makes one case."""

    key: uuid.UUID
    answers: dict[str, Any] = field(default_factory=dict)

    def having(self, **answers: object) -> Draft:
        """The same draft with these answers given; nothing marked secret ever enters it."""
        refuse_markings(*texts_in(cast("dict[str, Any]", answers)))
        return replace(self, answers={**self.answers, **answers})

    def form(self) -> TripForm | None:
        """The whole form, once every page is answered; before that None."""
        needed = ("purpose", "legs", "topics", "general", "other", "counterparts", "devices")
        if not all(name in self.answers for name in needed):
            return None
        known = {name: self.answers[name] for name in needed}
        facts = self.answers.get("facts", {})
        return cast("TripForm", {**known, "kind": self.leaving, "answers": facts})

    @property
    def leaving(self) -> Leaving:
        return Leaving(self.answers.get("kind", Leaving.TRIP))


def new_draft(leaving: Leaving = Leaving.TRIP) -> Draft:
    return Draft(key=uuid.uuid4(), answers={"kind": str(leaving)})


def draft_of(request: HttpRequest, person: Person) -> Draft | None:
    """The draft in the cookie; None when there is none, or when it is not this person's."""
    sealed = request.COOKIES.get(COOKIE, "")
    try:
        raw = base64.urlsafe_b64decode(sealed.encode("ascii"))
        plain = _cipher().decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], person.pk.bytes)
        kept = json.loads(zlib.decompress(plain))
        return Draft(key=uuid.UUID(kept["key"]), answers=kept["answers"])
    except (ValueError, InvalidTag, zlib.error, KeyError):
        return None


def remember(response: HttpResponse, draft: Draft, person: Person) -> HttpResponse:
    """Seal the draft into the response's cookie; Invalid when it is longer than a cookie may be."""
    plain = json.dumps({"key": str(draft.key), "answers": draft.answers}, ensure_ascii=False)
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = nonce + _cipher().encrypt(nonce, zlib.compress(plain.encode(), 9), person.pk.bytes)
    value = base64.urlsafe_b64encode(sealed).decode("ascii")
    if len(value) > MOST_BYTES:
        raise Invalid({"trip": ["this trip is too long to be prepared in one go"]})
    response.set_cookie(
        COOKIE,
        value,
        max_age=WEEK,
        path="/trips/",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def forget(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, path="/trips/", samesite="Lax")
    return response


def _cipher() -> AESGCM:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"knowhold/trip-draft/v1")
    return AESGCM(made.derive(settings.SECRET_KEY.encode()))
