"""Reading cases, notes and permits; every function names its cost, none of them writes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, overload
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from knowhold.accounts.models import Grant, Organisation, Person, Role
from knowhold.clearance import policy
from knowhold.clearance.delegations import reviewable
from knowhold.clearance.flow import APPEAL_OPEN, OPEN, Verb
from knowhold.clearance.models import (
    AppealStatus,
    Case,
    CaseParty,
    Loan,
    LoanStatus,
    Note,
    Permit,
    Stage,
)
from knowhold.clearance.policy import Standing
from knowhold.errors import NotFound
from knowhold.parties.models import Party, Status

# The long JSON of answers is not read for a list.
_HEAVY = ("form", "answer_en", "answer_zh", "screening")
# What there is at most once beside a case comes with it, in one query.
_ONCE = (
    "organisation",
    "applicant",
    "officer",
    "manager",
    "escalated_to",
    "routing",
    "review__by",
    "review__instead_of",
    "loan",
    "debrief",
    "appeal_file__attachment",
    "appeal_file__decided_by",
)
# Nobody pages further; counting on would cost more with every year.
MOST_COUNTED: Final = 10_000
WORKING = frozenset({Role.OFFICER, Role.HEAD_OF_COMPLIANCE, Role.AUDITOR})


def case_for(case_id: UUID, person: Person, on: date) -> Case:
    """One case that `person` may read; NotFound for anybody else's. Two queries."""
    return case_and_standings(case_id, person, on)[0]


def case_and_standings(case_id: UUID, person: Person, on: date) -> tuple[Case, frozenset[Standing]]:
    """The same, with what the reader is to the case. Two queries, joins for what there is once."""
    case = (
        Case.objects.select_related(*_ONCE)
        # the bytes of a file are read when somebody fetches it
        .defer("appeal_file__attachment__content")
        .filter(pk=case_id)
        .first()
    )
    mine = policy.standings(person, case, on) if case is not None else frozenset()
    if case is None or not policy.allowed(Verb.READ, mine):
        raise NotFound(_("There is no such case"), advice=_("Check the reference"))
    return case, mine


def whole_case_for(case_id: UUID, person: Person, on: date) -> Case:
    """The same for whoever reads the whole file; to the line manager its parts do not exist."""
    case, mine = case_and_standings(case_id, person, on)
    if not policy.reads_whole(mine):
        raise NotFound(_("There is no such page"), advice=_("Check the address"))
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
    """A permit of a case whose whole file `person` may read. Three queries."""
    case = whole_case_for(case_id, person, on)
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


class Bucket(StrEnum):
    """Where a case stands against its day."""

    SOON = "soon"
    OVERDUE = "overdue"
    ESCALATED = "escalated"


def works_on_cases(person: Person, on: date) -> bool:
    return bool(workplaces(person, on))


def workplaces(person: Person, on: date, roles: Collection[Role] = WORKING) -> list[UUID]:
    """The organisations in which `person` holds one of these roles that day. One query."""
    if not person.is_active:
        return []
    grants = Grant.objects.filter(
        Q(end__isnull=True) | Q(end__gte=on), person=person, role__in=roles, start__lte=on
    )
    return list(dict.fromkeys(grants.values_list("organisation_id", flat=True)))


@dataclass(frozen=True, slots=True)
class Listed:
    """Cases to page through, soonest due first.

    Which cases a page has is found in an index alone, then only those are read with their people:
    one query, whose cost does not grow with what was closed over the years.
    """

    found: QuerySet[Case]

    def count(self) -> int:
        """How many there are, counted up to `MOST_COUNTED`."""
        return self.found.order_by()[:MOST_COUNTED].count()

    def __len__(self) -> int:
        return self.count()

    def __iter__(self) -> Iterator[Case]:
        return iter(self[:MOST_COUNTED])

    @overload
    def __getitem__(self, part: int) -> Case: ...

    @overload
    def __getitem__(self, part: slice) -> QuerySet[Case]: ...

    def __getitem__(self, part: int | slice) -> Case | QuerySet[Case]:
        if isinstance(part, int):
            return self[part : part + 1][0]
        places = self.found.order_by("due_on", "submitted_at").values("pk")[part]
        return _listed(Case.objects.filter(pk__in=places))


def reviews(person: Person, on: date) -> QuerySet[Case]:
    """What waits for this person's word as line manager, delegate or deputy."""
    return _listed(Case.objects.filter(stage=Stage.WITH_MANAGER).filter(reviewable(person, on)))


def queue(organisations: Collection[UUID]) -> QuerySet[Case]:
    """The organisations' open cases, to be paged through with `Listed`."""
    return all_cases(organisations).filter(stage__in=OPEN)


def all_cases(organisations: Collection[UUID]) -> QuerySet[Case]:
    return Case.objects.filter(organisation__in=organisations)


def in_bucket(cases: QuerySet[Case], bucket: Bucket, today: date, soon: date) -> QuerySet[Case]:
    """Those due by `soon`, overdue, or moved to a deputy; a case that waits is never late."""
    if bucket is Bucket.ESCALATED:
        return cases.filter(escalated_to__isnull=False)
    running = cases.filter(stage__in=OPEN - {Stage.WAITING})
    if bucket is Bucket.OVERDUE:
        return running.filter(due_on__lt=today)
    return running.filter(due_on__gte=today, due_on__lte=soon)


def with_matches(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those that name an organisation whose match with a list waits for a judgement."""
    waiting = CaseParty.objects.filter(party__matches__status=Status.OPEN)
    return cases.filter(pk__in=waiting.values("case_id"))


def cases_naming(party: Party) -> QuerySet[Case]:
    """The cases that name the counterpart, newest first."""
    named = CaseParty.objects.filter(party=party).values("case_id")
    return Case.objects.filter(pk__in=named).defer(*_HEAVY).order_by("-submitted_at")


def appeals_for(person: Person, on: date) -> QuerySet[Case]:
    """Open appeals without a panel for ombudspersons, and those that `person` hears."""
    found = Q(appeal_file__panel__person=person)
    if places := workplaces(person, on, {Role.OMBUDSPERSON}):
        found |= Q(organisation__in=places, appeal=AppealStatus.FILED)
    open_ones = Case.objects.filter(appeal__in=APPEAL_OPEN).exclude(applicant=person)
    return _listed(open_ones.filter(found).distinct())


def loans_of(organisation: Organisation) -> QuerySet[Loan]:
    """The device desk's list: what is to be prepared, handed over or taken back."""
    return (
        Loan.objects.filter(case__organisation=organisation)
        .exclude(status=LoanStatus.BACK)
        .select_related("case__applicant")
        .defer(*(f"case__{name}" for name in _HEAVY))
        .order_by("case__first_day", "pk")
    )


def _listed(cases: QuerySet[Case]) -> QuerySet[Case]:
    return (
        cases.select_related("applicant", "officer", "manager", "escalated_to")
        .defer(*_HEAVY)
        .order_by("due_on", "submitted_at")
    )
