"""What a person can do here and what waits for them, by role; no counters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person, Role
from knowhold.accounts.policy import roles_of
from knowhold.clearance.models import Query
from knowhold.clearance.queries import WORKING, queue
from knowhold.roster.actions.receiving import FILERS
from knowhold.roster.queries import disputes_for, open_requests
from knowhold.web.language import named
from knowhold.web.navigation import CLASSIFIERS, address

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Task:
    text: str
    why: str
    href: str


@dataclass(frozen=True, slots=True)
class Waiting:
    text: str
    href: str
    since: datetime
    due: date | None = None


def tasks_of(person: Person, on: date) -> list[Task]:
    """Things this person can start, in the order of how often they are needed."""
    roles = roles_of(person, on)
    offered = [
        (True, "trips:new", _("Plan a trip"), _("Find out in two minutes whether it needs clearance, and why.")),
        (True, "trips:list", _("See your trips"), _("Notes you kept, cases under way, permits.")),
        (bool(roles & WORKING), "cases:queue", _("Work on cases"), _("What was sent in, by the day it is due.")),
        (not roles.isdisjoint(FILERS), "roster:overview", _("File the roster"), _("Who holds which know-how: import, check, file, receipt.")),
        (True, "web:law", _("Look up a rule"), _("Which rules are here, what they say and where they come from.")),
        (bool(roles & WORKING), "web:screening", _("Look up an organisation"), _("Against the official lists that are loaded.")),
        (bool(roles & CLASSIFIERS), "web:classification", _("Classify know-how"), _("Answer what nobody has classified yet.")),
        (True, "web:my-record", _("See what is kept about you"), _("With its source, its date and who looked.")),
    ]  # fmt: skip
    return [
        Task(text, why, address(view)) for may, view, text, why in offered if may and address(view)
    ]


def waiting_for(person: Person, now: datetime) -> list[Waiting]:
    """What others wait for from this person: questions first, then work by the day it is due."""
    roles = roles_of(person, now.date())
    found = questions_to(person)
    if roles & (WORKING - {Role.AUDITOR}):
        found += cases_for(person)
    if roles & CLASSIFIERS:
        found += classifications_for(person)
    return found + disputes_waiting(person, now)


def questions_to(person: Person) -> list[Waiting]:
    """Questions of an officer about this person's own cases."""
    asked = Query.objects.filter(case__applicant=person, answered_at__isnull=True)
    return [
        Waiting(
            text=_("Answer a question about %(case)s") % {"case": query.case.reference},
            href=reverse("cases:case", args=[query.case_id]),
            since=query.asked_at,
        )
        for query in asked.select_related("case")
    ]


def cases_for(person: Person) -> list[Waiting]:
    """Cases of the organisation that this person may decide: never their own."""
    cases = queue(person.organisation).exclude(applicant=person)
    return [
        Waiting(
            text=_("%(case)s of %(who)s") % {"case": case.reference, "who": case.applicant.label},
            href=reverse("cases:case", args=[case.pk]),
            since=case.with_since,
            due=case.due_on,
        )
        for case in cases[:SHOWN]
    ]


def disputes_waiting(person: Person, now: datetime) -> list[Waiting]:
    """Corrections of know-how entries that this person answers."""
    return [
        Waiting(
            text=_("Answer a correction of %(who)s") % {"who": one.person.label},
            href=reverse("roster:dispute", args=[one.pk]),
            since=one.raised_at,
        )
        for one in disputes_for(person, roles_of(person, now.date()))[:SHOWN]
    ]


def classifications_for(person: Person) -> list[Waiting]:
    return [
        Waiting(
            text=_("Classify: %(item)s")
            % {"item": named(asked.item) if asked.item else asked.free_item},
            href=reverse("web:classify", args=[asked.pk]),
            since=asked.asked_at,
        )
        for asked in open_requests(person.organisation).order_by("asked_at")[:SHOWN]
    ]
