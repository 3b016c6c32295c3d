"""The firm's privacy papers as pages to read and print: for everybody of the firm, about nobody in it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from knowhold.errors import NotFound
from knowhold.roster.privacy_papers import TITLES, Configured, Paper, sections, written
from knowhold.web.language import lang
from knowhold.web.page import SignedIn, page, today

ABOUT: dict[Paper, Any] = {
    Paper.IMPACT: _lazy("What could go wrong for people, and what stands against it."),
    Paper.RECORD: _lazy("Each use of data: by which right, seen by whom, kept how long."),
    Paper.COUNCIL: _lazy("The same in plain words, with what is never collected."),
}
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@login_required
@require_safe
def papers(request: SignedIn) -> HttpResponse:
    """What there is, and what each answers."""
    listed = [
        {"paper": paper.value, "title": TITLES[paper][lang()], "about": ABOUT[paper]}
        for paper in Paper
    ]
    return page(request, "record/papers.html", _("Privacy papers"), {"papers": listed})


@login_required
@require_safe
def paper_page(request: SignedIn, name: str) -> HttpResponse:
    found = _paper(name)
    context = {"sections": sections(found, _configured(request), lang()), "paper": found.value}
    return page(request, "record/paper.html", TITLES[found][lang()], context)


@login_required
@require_safe
def paper_file(request: SignedIn, name: str) -> HttpResponse:
    """The same as a text to work on."""
    found = _paper(name)
    response = HttpResponse(
        written(found, _configured(request), lang()), content_type="text/markdown; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{found.value}.{lang()}.md"'
    return response


def _paper(name: str) -> Paper:
    if name not in list(Paper):
        raise NotFound(_("There is no such paper"))
    return Paper(name)


def _configured(request: SignedIn) -> Configured:
    database = DATABASES.get(connection.vendor, connection.vendor)
    return Configured(
        request.user.organisation, today(), database, settings.KNOWHOLD_JOURNAL_ORIGIN
    )
