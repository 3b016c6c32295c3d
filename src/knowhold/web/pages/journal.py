"""The journal in public: its latest signed checkpoint, and how anybody can check it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from knowhold.audit.actions.sequencing import verifier_key
from knowhold.errors import NotFound
from knowhold.journal import Log
from knowhold.web.page import page

TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Head:
    """What the newest signed note says: how many entries, under which root."""

    note: str
    size: int
    root: str


def newest() -> Head:
    """The newest signed checkpoint; NotFound while nothing has been recorded."""
    log = Log.open(settings.KNOWHOLD_JOURNAL, settings.KNOWHOLD_JOURNAL_ORIGIN)
    try:
        note = log.checkpoint()
    finally:
        log.close()
    # the first three lines of a checkpoint: origin, size, root (C2SP tlog-checkpoint)
    _origin, size, root = note.splitlines()[:3]
    return Head(note, int(size), root)


def journal(request: HttpRequest) -> HttpResponse:
    try:
        head: Head | None = newest()
    except NotFound:
        head = None
    context = {
        "head": head,
        "origin": settings.KNOWHOLD_JOURNAL_ORIGIN,
        "vkey": verifier_key().vkey if head else "",
        "address": request.build_absolute_uri("/journal/"),
    }
    return page(request, "web/journal.html", _("Journal"), context)


def checkpoint(_request: HttpRequest) -> HttpResponse:
    """The signed note itself, for programs and witnesses."""
    return HttpResponse(newest().note, content_type=TEXT)


def key(_request: HttpRequest) -> HttpResponse:
    """The public key; compare it with the one you were given on paper."""
    newest()
    return HttpResponse(verifier_key().vkey + "\n", content_type=TEXT)
