"""A body that is too large for its page is refused by its announced length, before it is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from knowhold.roster.actions.reporting import LARGEST_FILE as LARGEST_REPORT
from knowhold.roster.filing.reading import LARGEST_FILE as LARGEST_ROSTER
from knowhold.web.page import page

# room for the form's other fields and the borders between them
ROOM: Final = 256 * 1024
LARGEST: Final = (
    ("/roster/import/", LARGEST_ROSTER),
    ("/api/v1/roster/", LARGEST_ROSTER),
    ("/my-record/approaches/", LARGEST_REPORT),
)

GetResponse = Callable[[HttpRequest], HttpResponse]


def refuse_large(get_response: GetResponse) -> GetResponse:
    """Middleware: 413 with the largest size in words for the pages that take files."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        for place, largest in LARGEST:
            too_large = length.isdigit() and int(length) > largest + ROOM
            if request.path.startswith(place) and too_large:
                return _refused(request, largest)
        return get_response(request)

    return middleware


def _refused(request: HttpRequest, largest: int) -> HttpResponse:
    most = largest // 1024 // 1024
    context = {
        "problem": _("At most %(most)s MB can be sent here") % {"most": most},
        "problem_advice": _("Send a smaller file; nothing of this one was kept"),
        "advice": [],
        "status": 413,
    }
    response = page(request, "web/error.html", _("This file is too large"), context, status=413)
    # what was announced is not read, so the connection cannot be used again
    response["Connection"] = "close"
    return response
