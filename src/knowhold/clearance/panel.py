"""Who may hear an appeal: nobody who had a part in what is appealed against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from knowhold.accounts.models import Person, Role
from knowhold.accounts.queries import holders_of
from knowhold.clearance.models import Case, Countersignature, Recommendation, Review

# Ombudspersons hear appeals; the others are listed so that everybody sees why they do not.
LISTED = (Role.OMBUDSPERSON, Role.OFFICER, Role.HEAD_OF_COMPLIANCE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """`barred` says why somebody cannot hear this appeal; empty when they can."""

    person: Person
    barred: str


def candidates(case: Case, on: date) -> list[Candidate]:
    """Everybody who might be thought of, the possible ones first."""
    parts = parts_in(case)
    listed: dict[UUID, Candidate] = {}
    for role in LISTED:
        for person in holders_of(role, on=on, organisation=case.organisation):
            why = parts.get(person.pk, "")
            if not why and role is not Role.OMBUDSPERSON:
                why = _("hears no appeals: not an ombudsperson")
            listed.setdefault(person.pk, Candidate(person, why))
    return sorted(listed.values(), key=lambda each: (bool(each.barred), each.person.name_latin))


def parts_in(case: Case) -> dict[UUID, str]:
    """Person → the part they had in the case so far, in words; the heaviest part is named."""
    found: dict[UUID, str] = {case.applicant_id: _("asked for it")}

    def had(person_id: UUID | None, part: str) -> None:
        if person_id is not None:
            found.setdefault(person_id, part)

    for decision in case.decisions.all():
        had(decision.decided_by_id, _("decided the case"))
    for signed in Countersignature.objects.filter(recommendation__case=case):
        had(signed.by_id, _("signed the decision"))
    for proposed in Recommendation.objects.filter(case=case):
        had(proposed.by_id, _("recommended the decision"))
    for said in Review.objects.filter(case=case):
        had(said.by_id, _("advised as line manager"))
        had(said.instead_of_id, _("is the line manager"))
    for query in case.queries.all():
        had(query.asked_by_id, _("asked questions in the case"))
    for noted in case.file_notes.all():
        had(noted.by_id, _("advised in a note on the file"))
    had(case.officer_id, _("worked on the case"))
    had(case.manager_id, _("is the line manager"))
    return found
