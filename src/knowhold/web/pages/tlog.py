"""The journal's published tree as static files (C2SP tlog-tiles), for witnesses and monitors."""

from __future__ import annotations

import re
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from knowhold.audit.shards import published_in
from knowhold.errors import NotFound

TEXT: Final = "text/plain; charset=utf-8"
BINARY: Final = "application/octet-stream"
PLACE: Final = re.compile(
    r"tile/(?:entries|[0-9]|[1-5][0-9]|6[0-3])/(?:x[0-9]{3}/){0,5}[0-9]{3}(?P<partial>\.p/[0-9]{1,3})?"
)
FOREVER: Final = "public, max-age=31536000, immutable"


@require_safe
def checkpoint(_request: HttpRequest, year: int) -> HttpResponse:
    """The newest published head of a year."""
    response = HttpResponse(_read(year, "checkpoint"), content_type=TEXT)
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def tile(_request: HttpRequest, year: int, place: str) -> HttpResponse:
    """A tile of hashes or of entries; what is published under a name never changes."""
    if PLACE.fullmatch(f"tile/{place}") is None:
        raise NotFound(f"`tile/{place}` is no tile")
    response = HttpResponse(_read(year, f"tile/{place}"), content_type=BINARY)
    response["Cache-Control"] = FOREVER
    return response


def _read(year: int, place: str) -> bytes:
    try:
        return (published_in(year) / place).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFound(f"`{place}` is not published") from error
