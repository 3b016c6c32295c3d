"""The journal in public: its latest signed checkpoint, and how anybody can check it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from knowhold.web.page import page


def journal(request: HttpRequest) -> HttpResponse:
    return page(request, "web/journal.html", _("Journal"))
