"""The invented people of the demo, with their log-ins in the open."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from knowhold.accounts.models import Person, Role
from knowhold.accounts.policy import roles_of
from knowhold.web.page import today
from knowhold.web.words import role_text


@dataclass(frozen=True, slots=True)
class Persona:
    person: Person
    roles: str
    organisation: str
    text: str


def personas() -> list[Persona]:
    """Everybody in the demo's database who can sign in, those with a journey first."""
    day = today()
    people = Person.objects.filter(is_active=True).select_related("organisation")
    found = [
        Persona(
            person=person,
            roles=_(", ").join(role_text(role) for role in sorted(roles_of(person, day))),
            organisation=person.organisation.name_en,
            text=what_to_try(roles_of(person, day)),
        )
        for person in people
    ]
    return sorted(found, key=lambda persona: persona.person.email)


def what_to_try(roles: frozenset[Role]) -> str:
    """One thing to try with these roles, the rarest role deciding."""
    ideas = {
        Role.OFFICER: _("Read a case with its reasons, ask a question, decide with conditions."),
        Role.HEAD_OF_COMPLIANCE: _("Countersign what the officer recommends."),
        Role.DEVICE_DESK: _("Hand out a loaner device for a trip."),
        Role.LINE_MANAGER: _("Say whether a trip of your team can go ahead."),
        Role.STEWARD: _("Answer what nobody has classified yet."),
        Role.AUDITOR: _("Check the journal against its signed checkpoint."),
        Role.EMPLOYEE: _("Ask whether a trip needs clearance, and see why."),
    }
    return next(
        (text for role, text in ideas.items() if role in roles),
        _("Look at what is kept about you."),
    )
