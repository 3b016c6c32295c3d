"""The first page: who may try what in the demo, or what this person can do and what waits."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.web.home import tasks_of, waiting_for
from knowhold.web.language import named
from knowhold.web.page import now, page
from knowhold.web.personas import PASSWORD, personas


def home(request: HttpRequest) -> HttpResponse:
    if not isinstance(request.user, Person):
        people = personas() if settings.KNOWHOLD_DEMO else []
        title = _("Know whether know-how may leave, and why")
        return page(
            request, "web/start.html", title, {"personas": people, "demo_password": PASSWORD}
        )
    person, at = request.user, now()
    title = _("Hello, %(name)s") % {"name": person.label}
    context = {
        "caption": named(person.organisation),
        "tasks": tasks_of(person, at.date()),
        "waiting": waiting_for(person, at),
    }
    return page(request, "web/home.html", title, context)


def help_page(request: HttpRequest) -> HttpResponse:
    return page(request, "web/help.html", _("Help and contact"))


def accessibility(request: HttpRequest) -> HttpResponse:
    return page(request, "web/accessibility.html", _("Accessibility statement"))


def privacy(request: HttpRequest) -> HttpResponse:
    return page(request, "web/privacy.html", _("What we do not do"))
