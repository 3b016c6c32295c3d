"""Reading cases, notes and permits; every function names its cost, none of them writes."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from knowhold.accounts.models import Organisation, Person, Role
from knowhold.accounts.policy import roles_of
from knowhold.clearance import policy
from knowhold.clearance.flow import OPEN, Verb
from knowhold.clearance.models import Case, Note, Permit
from knowhold.errors import NotFound

# The long JSON of answers is not read for a list.
_HEAVY = ("form", "answer_en", "answer_zh", "screening")
WORKING = frozenset({Role.OFFICER, Role.HEAD_OF_COMPLIANCE, Role.AUDITOR})


def case_for(case_id: UUID, person: Person, on: date) -> Case:
    """One case that `person` may read; NotFound for anybody else's. Two queries."""
    case = (
        Case.objects.select_related("organisation", "applicant", "officer")
        .filter(pk=case_id)
        .first()
    )
    if case is None:
        raise NotFound(_("There is no such case"), advice=_("Check the reference"))
    policy.require(person, Verb.READ, case, on)
    return case


def note_for(note_id: UUID, person: Person) -> Note:
    """A kept note is its keeper's alone."""
    note = Note.objects.select_related("organisation", "applicant").filter(
        pk=note_id, applicant=person
    )
    if (found := note.first()) is None:
        raise NotFound(_("There is no such note"), advice=_("Check the address"))
    return found


def permit_for(case_id: UUID, version: int, person: Person, on: date) -> Permit:
    """A permit of a case that `person` may read. Three queries."""
    case = case_for(case_id, person, on)
    found = case.permits.select_related("decision__decided_by").filter(version=version).first()
    if found is None:
        raise NotFound(_("There is no such permit"), advice=_("Check the address"))
    found.case = case
    return found


def cases_of(person: Person) -> QuerySet[Case]:
    """The person's own cases, newest first."""
    return (
        Case.objects.filter(applicant=person)
        .select_related("officer")
        .defer(*_HEAVY)
        .order_by("-submitted_at")
    )


def notes_of(person: Person) -> QuerySet[Note]:
    return Note.objects.filter(applicant=person).defer(*_HEAVY).order_by("-kept_at")


def works_on_cases(person: Person, on: date) -> bool:
    return not roles_of(person, on).isdisjoint(WORKING)


def queue(organisation: Organisation) -> QuerySet[Case]:
    """The organisation's open cases, soonest due first."""
    return all_cases(organisation).filter(stage__in=OPEN)


def all_cases(organisation: Organisation) -> QuerySet[Case]:
    return (
        Case.objects.filter(organisation=organisation)
        .select_related("applicant", "officer")
        .defer(*_HEAVY)
        .order_by("due_on", "submitted_at")
    )
