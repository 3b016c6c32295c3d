"""One way to render a page: it has a title, and the title is its h1."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from knowhold.accounts.models import Person


class SignedIn(HttpRequest):
    """A request behind `login_required`: its user is a person."""

    user: Person


def page(
    request: HttpRequest,
    template: str,
    title: object,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Render `template` under `title`; a bound form with errors makes the status 422."""
    values = {**(context or {}), "title": title}
    form = values.get("form")
    if form is not None and form.is_bound and form.errors:
        status, values["has_errors"] = 422, True
    return render(request, template, values, status=status)


def pages_of(request: HttpRequest) -> str:
    """Where the other pages of a list are, all that was chosen kept; the number is to be added."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"?{kept.urlencode()}&page=" if kept else "?page="


def now() -> datetime:
    """The edge's clock: pages read it here, and hand it down as an argument."""
    return timezone.now()


def today() -> date:
    return now().date()
