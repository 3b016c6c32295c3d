"""Two small steps around every request: a request id, and the content security policy."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from knowhold.config.logs import current_request_id

GetResponse = Callable[[HttpRequest], HttpResponse]


def request_id(get_response: GetResponse) -> GetResponse:
    """Give each request an id of our own making, in the logs and in the answer's header."""

    def middleware(request: HttpRequest) -> HttpResponse:
        identifier = secrets.token_hex(8)
        request.META["KNOWHOLD_REQUEST_ID"] = identifier
        token = current_request_id.set(identifier)
        try:
            response = get_response(request)
        finally:
            current_request_id.reset(token)
        response["X-Request-ID"] = identifier
        return response

    return middleware


def content_security_policy(get_response: GetResponse) -> GetResponse:
    """Allow own scripts, styles and pictures only; nothing inline; personal pages are not stored."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
        )
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware
