"""The journal for outsiders: its signed head and key, and proof that an entry is in it."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Schema

from knowhold.api.errors import Failure
from knowhold.api.security import either
from knowhold.audit.shards import read_log, verifier_key

router = Router(tags=["journal"])

TEXT = {
    "responses": {
        200: {"description": "OK", "content": {"text/plain": {"schema": {"type": "string"}}}}
    }
}
# beyond it no SQLite and no PostgreSQL counts
LARGEST = 2**63 - 1

Index = Annotated[int, Path(ge=0, le=LARGEST)]


class Key(Schema):
    origin: str
    key: str


@router.get("/checkpoint", auth=None, response={404: Failure, 503: Failure}, openapi_extra=TEXT)
def checkpoint(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The newest signed head, as a C2SP note. It is public: it names nobody."""
    with read_log() as log:
        return HttpResponse(log.checkpoint(), content_type="text/plain; charset=utf-8")


@router.get("/key", auth=None, response={200: Key, 404: Failure, 503: Failure})
def key(request: HttpRequest) -> Key:  # noqa: ARG001
    """The verifier key of this journal; keep your own copy, from a day when you trusted it."""
    found = verifier_key()
    return Key(origin=found.name, key=found.vkey)


@router.get(
    "/proofs/{index}",
    auth=either("journal"),
    response={404: Failure, 422: Failure, 503: Failure},
    openapi_extra=TEXT,
)
def proof(request: HttpRequest, index: Index) -> HttpResponse:  # noqa: ARG001
    """A `.tlog-proof` of one entry under the newest head; check it with `knowhold journal verify`."""
    with read_log() as log:
        return HttpResponse(log.proof(index), content_type="text/plain; charset=utf-8")
