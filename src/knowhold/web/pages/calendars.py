"""What calendar programs fetch: one's own days, with references and without content."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from knowhold.accounts.actions.calendars import person_of_calendar
from knowhold.accounts.models import Person
from knowhold.accounts.tenancy import enter
from knowhold.clearance.calendar import Entry, calendar
from knowhold.clearance.models import Case, Permit, PermitStatus, Stage
from knowhold.law import load_rulebook
from knowhold.law.agenda import agenda
from knowhold.notices.queries import notices_of
from knowhold.web.language import lang
from knowhold.web.page import now, today

AHEAD = timedelta(days=366)
OPEN = (Stage.SUBMITTED, Stage.IN_REVIEW, Stage.WAITING)


@require_safe
def feed(_request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a secret; a wrong or ended one is not found. Fetching leaves nothing."""
    person = person_of_calendar(secret)
    if person is None:
        raise Http404
    enter(person, today())
    with override(person.language):
        entries = [*_cases(person), *_permits(person), *_notices(person), *_law()]
    response = HttpResponse(calendar(entries, now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="knowhold.ics"'
    return response


def _cases(person: Person) -> list[Entry]:
    """Until when one's own cases are to be decided, and those one has to decide."""
    mine = Case.objects.filter(applicant=person, stage__in=OPEN)
    given = Case.objects.filter(officer=person, stage__in=OPEN)
    return [
        *(
            _day(f"case-{case.pk}", case.due_on, _("Answer due: %(reference)s"), case)
            for case in mine
        ),
        *(
            _day(f"work-{case.pk}", case.due_on, _("To decide: %(reference)s"), case)
            for case in given
        ),
    ]


def _permits(person: Person) -> list[Entry]:
    found = Permit.objects.filter(case__applicant=person, status=PermitStatus.VALID)
    return [
        _day(
            f"permit-{permit.pk}", permit.valid_until, _("Permit ends: %(reference)s"), permit.case
        )
        for permit in found.select_related("case")
    ]


def _notices(person: Person) -> list[Entry]:
    found = notices_of(person).filter(due_on__gte=today(), read_at__isnull=True)
    return [
        Entry(
            f"notice-{notice.pk}",
            due,
            due,
            _("Something to do in Knowhold"),
            reverse("web:notices"),
        )
        for notice in found
        if (due := notice.due_on) is not None
    ]


def _law() -> list[Entry]:
    """The days on which a rule or list changes."""
    day = today()
    return [
        Entry(
            f"law-{turn.day}-{turn.instrument}",
            turn.day,
            turn.day,
            turn.text(lang()),
            reverse("web:law"),
        )
        for turn in agenda(load_rulebook(), day, day + AHEAD)
    ]


def _day(uid: str, day: date, title: str, case: Case) -> Entry:
    return Entry(
        uid, day, day, title % {"reference": case.reference}, reverse("cases:case", args=[case.pk])
    )
