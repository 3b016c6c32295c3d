"""The one place where what was raised on purpose becomes a page with a status and advice."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from knowhold.errors import (
    DataError,
    Invalid,
    KnowholdError,
    LawDataError,
    MarkedSecret,
    NotFound,
    NotPermitted,
    Stale,
    WrongStage,
)
from knowhold.web.page import page

logger = logging.getLogger(__name__)

# Said when nothing else can be: no catalogue, no template, no database.
PLAIN = "Something went wrong on our side. Quote this id:"

GetResponse = Callable[[HttpRequest], HttpResponse]

# strangers learn nothing from the difference between "is not there" and "is not yours"
STATUS: dict[type[KnowholdError], int] = {
    NotFound: 404,
    NotPermitted: 404,
    WrongStage: 409,
    Stale: 409,
    Invalid: 422,
    DataError: 422,
    # our own files, not the reader's
    LawDataError: 500,
    MarkedSecret: 422,
}


def status_of(error: KnowholdError) -> int:
    """The HTTP status of an error, by the nearest class in the table; 400 for the others."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)


def pages(get_response: GetResponse) -> GetResponse:
    """Middleware: a KnowholdError that a view let pass becomes its page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        # the API under /api/ answers its own errors
        if not isinstance(error, KnowholdError) or request.path.startswith("/api/"):
            return None
        return error_page(request, status_of(error), error)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]  # Django's hook
    return middleware


def error_page(
    request: HttpRequest, status: int, error: KnowholdError | None = None
) -> HttpResponse:
    """The page of a status: what happened, what to do, the id to quote."""
    titles = {
        400: _("We could not read this request"),
        403: _("This form is no longer valid"),
        404: _("Page not found"),
        405: _("This cannot be done here"),
        409: _("This was changed in the meantime"),
        422: _("Some of this cannot be accepted"),
        429: _("Too many tries"),
        500: _("Something went wrong on our side"),
    }
    advice = {
        400: [_("Go back, check what you entered, and try again.")],
        403: [
            _("For your protection each form is valid for one visit only."),
            _("Go back, reload the page, and send it again. Nothing was saved."),
        ],
        404: [
            _("The address may be mistyped, or the page may not be meant for you."),
            _("If somebody sent you the link, ask them to check it."),
        ],
        405: [_("Go back to the page before and use the buttons there.")],
        409: [_("Go back and open the page again to see how things stand now.")],
        422: [_("Go back, correct it, and send it again. Nothing was saved.")],
        429: [_("Wait a few minutes and try again.")],
        500: [_("Nothing you entered was half saved. Try again in a few minutes.")],
    }
    # what is not yours reads exactly like what is not there
    told = error if error is not None and status != 404 else None
    context = {
        "advice": advice.get(status, advice[400]),
        "problem": told.message if told else "",
        "problem_advice": told.advice if told else "",
        # the core writes English, the verbs of cases the page's language
        "problem_is_english": told is not None and told.message.isascii(),
        "identifier": request.META.get("KNOWHOLD_REQUEST_ID", ""),
        "status": status,
    }
    return page(request, "web/error.html", titles.get(status, titles[400]), context, status=status)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's hook
    return error_page(request, 400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's hook
    return error_page(request, 404)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's hook
    return error_page(request, 404)


@requires_csrf_token
def too_many(request: HttpRequest) -> HttpResponse:
    return error_page(request, 429)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    try:
        return error_page(request, 500)
    except Exception:  # the page itself may be what failed, and this is the outermost edge
        logger.exception("the page for a failure failed as well")
        identifier = request.META.get("KNOWHOLD_REQUEST_ID", "")
        return HttpResponse(f"{PLAIN} {identifier}\n", status=500, content_type="text/plain")


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's hook
    return error_page(request, 403)
