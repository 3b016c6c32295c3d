"""What a person can do here and what waits for them, by role; no counters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person, Role
from knowhold.accounts.policy import roles_of
from knowhold.clearance.afterwards import debrief_due, has_debrief, wants_debrief
from knowhold.clearance.models import Case, Query, Stage
from knowhold.clearance.queries import WORKING, Listed, queue, reviews, workplaces
from knowhold.clearance.queries import appeals_for as open_appeals
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
        (True, "routing:routing", _("See who reviews what"), _("The firm’s published routing, rule by rule with its source.")),
        (True, "delegations:list", _("Delegations"), _("Who stands in for whom, and until when.")),
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
