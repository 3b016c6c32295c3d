"""What a person can do here and what waits for them, by role; no counters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.accounts.policy import roles_of
from knowhold.roster.models import ClassificationRequest
from knowhold.web.navigation import CASEWORKERS, CLASSIFIERS, address


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


def tasks_of(person: Person, on: date) -> list[Task]:
    """Things this person can start, in the order of how often they are needed."""
    roles = roles_of(person, on)
    offered = [
        (True, "trips:new", _("Plan a trip"), _("Find out in two minutes whether it needs clearance, and why.")),
        (True, "trips:list", _("See your trips"), _("Notes you kept, cases under way, permits.")),
        (bool(roles & CASEWORKERS), "cases:queue", _("Work on cases"), _("What was sent in, by the day it is due.")),
        (True, "web:law", _("Look up a rule"), _("Which rules are here, what they say and where they come from.")),
        (bool(roles & CASEWORKERS), "web:screening", _("Look up an organisation"), _("Against the official lists that are loaded.")),
        (bool(roles & CLASSIFIERS), "web:classification", _("Classify know-how"), _("Answer what nobody has classified yet.")),
        (True, "web:my-record", _("See what is kept about you"), _("With its source, its date and who looked.")),
    ]  # fmt: skip
    return [
        Task(text, why, address(view)) for may, view, text, why in offered if may and address(view)
    ]


def waiting_for(person: Person, now: datetime) -> list[Waiting]:
    """What others wait for from this person, oldest first."""
    if not roles_of(person, now.date()) & CLASSIFIERS:
        return []
    requests = ClassificationRequest.objects.filter(
        organisation=person.organisation, answer__isnull=True
    ).select_related("item")[:20]
    return [
        Waiting(
            text=_("Classify: %(item)s") % {"item": request.item or request.free_item},
            href=address("web:classification"),
            since=request.asked_at,
        )
        for request in requests
    ]
