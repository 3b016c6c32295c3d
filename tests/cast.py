"""The fixed cast of people, in a firm of Testland, and one stranger in another firm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from knowhold.accounts.models import Grant, Organisation, Person, Role, Site
from knowhold.roster.models import Consent

PASSWORD = "a long enough test password"
SINCE = date(2026, 1, 1)
AGREED = datetime(2026, 1, 1, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cast:
    firm: Organisation
    other_firm: Organisation
    lin_yue: Person  # applicant, expert in cascade tuning
    tomas_berg: Person  # her line manager
    chen_hao: Person  # export compliance officer
    maria_keller: Person  # head of compliance
    aisha_rahman: Person  # HR
    petra_novak: Person  # ombudsperson
    ingrid_holm: Person  # auditor
    raj_patel: Person  # administrator
    stranger: Person  # an officer, but of another firm


def make_cast() -> Cast:
    firm = Organisation.objects.create(
        code="ZZ-001",
        name_en="Qingshan Separation Co.",
        name_zh="青山分离公司",
        jurisdiction="ZZ",
    )
    other = Organisation.objects.create(
        code="ZZ-002", name_en="Nordfell Magnets", name_zh="北峰磁材", jurisdiction="ZZ"
    )
    Site.objects.create(organisation=firm, name="Testland works", country="ZZ")
    tomas = _person(firm, "Tomas Berg", "", Role.EMPLOYEE, Role.LINE_MANAGER)
    lin = _person(firm, "Lin Yue", "林悦", Role.EMPLOYEE, language="zh-hans", manager=tomas)
    return Cast(
        firm=firm,
        other_firm=other,
        lin_yue=lin,
        tomas_berg=tomas,
        chen_hao=_person(
            firm, "Chen Hao", "陈浩", Role.EMPLOYEE, Role.OFFICER, language="zh-hans", manager=tomas
        ),
        maria_keller=_person(firm, "Maria Keller", "", Role.EMPLOYEE, Role.HEAD_OF_COMPLIANCE),
        aisha_rahman=_person(firm, "Aisha Rahman", "", Role.EMPLOYEE, Role.HR),
        petra_novak=_person(firm, "Petra Novak", "", Role.EMPLOYEE, Role.OMBUDSPERSON),
        ingrid_holm=_person(firm, "Ingrid Holm", "", Role.AUDITOR),
        raj_patel=_person(firm, "Raj Patel", "", Role.EMPLOYEE, Role.ADMINISTRATOR),
        stranger=_person(other, "Ada Stranger", "", Role.EMPLOYEE, Role.OFFICER),
    )


def _person(
    firm: Organisation,
    latin: str,
    native: str,
    *roles: Role,
    language: str = "en",
    manager: Person | None = None,
) -> Person:
    person = Person(
        email=latin.lower().replace(" ", ".") + "@example.org",
        name_latin=latin,
        name_native=native,
        language=language,
        organisation=firm,
        line_manager=manager,
    )
    person.set_password(PASSWORD)
    person.save(force_insert=True)
    # in Testland a journey is kept only with consent; everybody here gave it
    Consent.objects.create(person=person, purpose="itineraries", edition="2026-11", given_at=AGREED)
    for role in roles:
        Grant.objects.create(person=person, role=role, organisation=firm, start=SINCE)
    return person
