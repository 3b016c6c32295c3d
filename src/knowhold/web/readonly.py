"""While the journal is behind its guard, nothing is changed: forms get a page that says why."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from knowhold.audit.standing import Trouble, trouble
from knowhold.web.page import page

GetResponse = Callable[[HttpRequest], HttpResponse]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# these write no event: signing in and out, the language, checking a permit, asking the rules
FREE = ("/sign-in/", "/sign-out/", "/language/", "/verify/", "/law/ask/")


def read_only(get_response: GetResponse) -> GetResponse:
    """Middleware: 503 for every request that would change something, while there is trouble."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in SAFE or request.path.startswith(FREE):
            return get_response(request)
        found = trouble()
        if found is None:
            return get_response(request)
        if request.path.startswith("/api/"):
            told = {"error": "read_only", "message": found.words, "advice": _command(found)}
            return JsonResponse(told, status=503)
        context = {"trouble": found}
        return page(
            request, "web/read_only.html", _("Nothing can be changed now"), context, status=503
        )

    return middleware


def _command(found: Trouble) -> str:
    return f"the administrator runs `{found.command}`" if found.can_recover else ""
