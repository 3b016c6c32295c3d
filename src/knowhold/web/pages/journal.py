"""The journal in public: its latest signed checkpoint, and how anybody can check it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from knowhold.audit.shards import newest_year, origin_of, read_log, verifier_key, years
from knowhold.audit.witnessing import policy_text, seen
from knowhold.errors import NotFound
from knowhold.journal.note import head_of
from knowhold.web.page import page
from knowhold.web.pages.bundle import may_bundle

TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Head:
    """What the newest signed note says: how many entries, under which root."""

    note: str
    size: int
    root: str


def newest() -> Head:
    """The newest signed checkpoint; NotFound while nothing has been recorded."""
    with read_log() as log:
        note = log.checkpoint()
    # the first three lines of a checkpoint: origin, size, root (C2SP tlog-checkpoint)
    return Head(note, head_of(note).size, note.splitlines()[2])


def journal(request: HttpRequest) -> HttpResponse:
    try:
        head: Head | None = newest()
    except NotFound:
        head = None
    context = {
        "head": head,
        "year": newest_year() if head else 0,
        "years": years(),
        "origin": origin_of(newest_year()) if head else "",
        "vkey": verifier_key().vkey if head else "",
        "may_bundle": may_bundle(request.user),
        "witnesses": witnesses_of(newest_year()) if head else [],
        "address": request.build_absolute_uri("/journal/"),
    }
    return page(request, "web/journal.html", _("Journal"), context)


def witnesses_of(year: int) -> list[dict[str, object]]:
    """Each witness with what it last cosigned, when, and since when it has not."""
    return [
        {
            "name": one.name,
            "size": one.size,
            "at": _moment(one.time),
            "silent_since": _moment(one.since) if one.problem else None,
        }
        for one in seen(year)
    ]


def checkpoint(_request: HttpRequest) -> HttpResponse:
    """The signed note itself, for programs and witnesses."""
    return HttpResponse(newest().note, content_type=TEXT)


def policy(_request: HttpRequest) -> HttpResponse:
    """Whom an outsider is asked to trust: the keys of every year, the witnesses, the quorum."""
    newest()
    return HttpResponse(policy_text(years()), content_type=TEXT)


def key(_request: HttpRequest) -> HttpResponse:
    """The public key; compare it with the one you were given on paper."""
    newest()
    return HttpResponse(verifier_key().vkey + "\n", content_type=TEXT)


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
