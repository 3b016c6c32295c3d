"""Every failure of the API in one shape; the only place where errors become HTTP codes."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from knowhold.errors import (
    DataError,
    Invalid,
    KnowholdError,
    MarkedSecret,
    NotFound,
    NotPermitted,
    ProofError,
    Stale,
    UnsafeStorage,
    WrongStage,
)

log = logging.getLogger(__name__)

# the first class that fits decides, so a subclass stands before its parent
CODES: tuple[tuple[type[KnowholdError], int, str], ...] = (
    (NotFound, 404, "not_found"),
    (NotPermitted, 403, "not_permitted"),
    (WrongStage, 409, "wrong_stage"),
    (Stale, 409, "stale"),
    (Invalid, 422, "invalid"),
    (DataError, 422, "bad_data"),
    (MarkedSecret, 422, "marked_secret"),
    (ProofError, 503, "journal"),
    (UnsafeStorage, 503, "storage"),
)


class Failure(Schema):
    """What went wrong; `fields` name each wrong field, `place` to `expected` one wrong value."""

    error: str
    message: str
    advice: str = ""
    fields: dict[str, list[str]] = {}
    place: str = ""
    value: str = ""
    expected: str = ""


def register_errors(api: NinjaAPI) -> None:
    @api.exception_handler(KnowholdError)
    def on_purpose(request: HttpRequest, error: KnowholdError) -> HttpResponse:
        status, failure = failure_of(error)
        return api.create_response(request, failure.dict(), status=status)

    @api.exception_handler(ValidationError)
    def wrong_request(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields: dict[str, list[str]] = {}
        for each in error.errors:
            # the first part only says whether it was body, path or query
            name = ".".join(str(part) for part in each["loc"][1:]) or str(each["loc"][0])
            fields.setdefault(name, []).append(str(each["msg"]))
        failure = Failure(
            error="invalid",
            message="the request does not have the documented shape",
            advice="see openapi.json",
            fields=fields,
        )
        return api.create_response(request, failure.dict(), status=422)

    @api.exception_handler(AuthenticationError)
    def not_let_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001
        failure = Failure(
            error="not_signed_in",
            message="this needs a signed-in browser, or a token with the right scope",
            advice="send `Authorization: Bearer …`",
        )
        answer = api.create_response(request, failure.dict(), status=401)
        answer["WWW-Authenticate"] = "Bearer"
        return answer

    @api.exception_handler(HttpError)
    def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
        failure = Failure(error="refused", message=str(error.message))
        return api.create_response(request, failure.dict(), status=error.status_code)


def failure_of(error: KnowholdError) -> tuple[int, Failure]:
    """The HTTP status and the body for one of our own errors."""
    status, kind = next(
        ((status, kind) for cls, status, kind in CODES if isinstance(error, cls)), (400, "refused")
    )
    failure = Failure(error=kind, message=error.message, advice=error.advice)
    if isinstance(error, Invalid):
        failure.fields = error.fields
    if isinstance(error, DataError):
        failure.place, failure.value, failure.expected = error.place, error.value, error.expected
    if status == 503:
        log.error("%s: %s", kind, type(error).__name__)
    return status, failure
