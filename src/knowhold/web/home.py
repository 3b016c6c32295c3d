"""What a person can do here and what waits for them, by role; no counters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from knowhold.accounts.models import Person, Role
from knowhold.accounts.policy import roles_of
from knowhold.clearance.afterwards import debrief_due, has_debrief, wants_debrief
from knowhold.clearance.models import Case, Query, Stage
from knowhold.clearance.queries import WORKING, Listed, queue, reviews, workplaces
from knowhold.clearance.queries import appeals_for as open_appeals
from knowhold.roster.actions.receiving import FILERS
from knowhold.roster.queries import disputes_for, open_requests
from knowhold.web.language import named
from knowhold.web.navigation import (
    ADMINISTRATORS,
    ANYBODY,
    CLASSIFIERS,
    DESK,
    PLANNERS,
    REVIEWERS,
    STATISTICS,
    address,
)

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Task:
    """Something one can start here, and who may."""

    view: str
    roles: frozenset[Role]
    text: Promise
    why: Promise

    @property
    def href(self) -> str:
        return address(self.view)


@dataclass(frozen=True, slots=True)
class Waiting:
    text: str
    href: str
    since: datetime
    due: date | None = None


# In the order of how often they are needed: one's own trips, the work of one's role, looking up.
TASKS = (
    Task("trips:new", ANYBODY, _lazy("Plan a trip"), _lazy("Find out in two minutes whether it needs clearance, and why.")),
    Task("trips:list", ANYBODY, _lazy("See your trips"), _lazy("Notes you kept, cases under way, permits.")),
    Task("cases:queue", WORKING, _lazy("Work on cases"), _lazy("What was sent in, by the day it is due.")),
    Task("cases:reviews", REVIEWERS, _lazy("Confirm trips for the firm"), _lazy("Your word on the purpose and the time; the law is for the officer.")),
    Task("devices:list", DESK, _lazy("Prepare loan devices"), _lazy("Hand them over before a trip, take them back after it.")),
    Task("administration:people", ADMINISTRATORS, _lazy("Look after accounts and roles"), _lazy("Give a role, end one, close an account, see which jobs ran.")),
    Task("roster:overview", frozenset(FILERS), _lazy("File the roster"), _lazy("Who holds which know-how: import, check, file, receipt.")),
    Task("web:classification", CLASSIFIERS, _lazy("Classify know-how"), _lazy("Answer what nobody has classified yet.")),
    Task("exposure:report", PLANNERS, _lazy("See where know-how is thin"), _lazy("Steps and sites that few departures would stop, and the cheapest training.")),
    Task("parties:list", WORKING, _lazy("Judge matches with the lists"), _lazy("Organisations that a list may name, those that wait first.")),
    Task("web:screening", WORKING, _lazy("Look up an organisation"), _lazy("Against the official lists that are loaded.")),
    Task("web:statistics", STATISTICS, _lazy("Read the statistics"), _lazy("What happened by quarter and how long first decisions take; no count is about a person.")),
    Task("record:papers", frozenset({Role.HEAD_OF_COMPLIANCE}), _lazy("Read the privacy papers"), _lazy("Impact assessment, record of processing, sheet for the staff council.")),
    Task("web:law", ANYBODY, _lazy("Look up a rule"), _lazy("Which rules are here, what they say and where they come from.")),
    Task("routing:routing", ANYBODY, _lazy("See who reviews what"), _lazy("The firm’s published routing, rule by rule with its source.")),
    Task("delegations:list", ANYBODY, _lazy("Delegations"), _lazy("Who stands in for whom, and until when.")),
    Task("record:approaches", ANYBODY, _lazy("Report an approach"), _lazy("Somebody asked for know-how: voluntary, without consequence for you.")),
    Task("web:my-record", ANYBODY, _lazy("See what is kept about you"), _lazy("With its source, its date and who looked.")),
)  # fmt: skip


def tasks_of(person: Person, on: date) -> list[Task]:
    """Things this person can start."""
    roles = roles_of(person, on)
    return [task for task in TASKS if task.roles is ANYBODY or task.roles & roles]


def waiting_for(person: Person, now: datetime) -> list[Waiting]:
    """What others wait for from this person: questions first, then work by the day it is due."""
    roles = roles_of(person, now.date())
    found = questions_to(person) + debriefs_of(person, now) + reviews_for(person, now)
    found += appeals_for(person, now)
    found += cases_for(person, now)
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


def debriefs_of(person: Person, now: datetime) -> list[Waiting]:
    """Questions after a trip that are not answered yet."""
    back = Case.objects.filter(
        applicant=person, stage=Stage.DECIDED, permits__isnull=False, last_day__lt=now.date()
    ).select_related("organisation", "debrief")
    return [
        Waiting(
            text=_("Answer the four questions about %(reference)s") % {"reference": case.reference},
            href=reverse("cases:debrief", args=[case.pk]),
            since=case.with_since,
            due=debrief_due(case),
        )
        for case in back.distinct()[:SHOWN]
        if wants_debrief(case) and not has_debrief(case)
    ]


def reviews_for(person: Person, now: datetime) -> list[Waiting]:
    """Cases that wait for this person's word as line manager, delegate or deputy."""
    return [
        Waiting(
            text=_("Confirm for the firm: %(reference)s of %(who)s")
            % {"reference": case.reference, "who": case.applicant.label},
            href=reverse("cases:case", args=[case.pk]),
            since=case.with_since,
            due=case.due_on,
        )
        for case in reviews(person, now.date())[:SHOWN]
    ]


def appeals_for(person: Person, now: datetime) -> list[Waiting]:
    return [
        Waiting(
            text=_("Appeal: %(reference)s of %(who)s")
            % {"reference": case.reference, "who": case.applicant.label},
            href=reverse("cases:case", args=[case.pk]),
            since=case.with_since,
        )
        for case in open_appeals(person, now.date())[:SHOWN]
    ]


def cases_for(person: Person, now: datetime) -> list[Waiting]:
    """Cases with compliance that this person may work on: never their own."""
    places = workplaces(person, now.date(), WORKING - {Role.AUDITOR})
    if not places:
        return []
    cases = queue(places).exclude(applicant=person).exclude(stage=Stage.WITH_MANAGER)
    return [
        Waiting(
            text=_("%(case)s of %(who)s") % {"case": case.reference, "who": case.applicant.label},
            href=reverse("cases:case", args=[case.pk]),
            since=case.with_since,
            due=case.due_on,
        )
        for case in Listed(cases)[:SHOWN]
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
