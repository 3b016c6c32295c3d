"""Adding an organisation and a person who signs in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from knowhold.accounts.models import Grant, Language, Organisation, Person, Role
from knowhold.accounts.policy import require_role
from knowhold.audit.actions import Actor, record
from knowhold.errors import Invalid

# long enough to meet the person, short enough that a note left lying opens nothing
HANDED_OVER_FOR: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Newcomer:
    email: str
    name_latin: str
    name_native: str = ""
    language: Language = Language.ENGLISH


def add_organisation(
    code: str, name_en: str, name_zh: str, jurisdiction: str, *, by: Actor, now: datetime
) -> Organisation:
    """The organisation with this code; it is made when there is none yet."""
    if not (len(jurisdiction) == 2 and jurisdiction.isascii() and jurisdiction.isupper()):
        raise Invalid({"jurisdiction": [f"`{jurisdiction}` is not a country code such as `DE`"]})
    with transaction.atomic():
        organisation, is_new = Organisation.objects.get_or_create(
            code=code,
            defaults={"name_en": name_en, "name_zh": name_zh, "jurisdiction": jurisdiction},
        )
        if is_new:
            subject = ("organisation", str(organisation.pk))
            record("organisation.added", by, subject, {"code": code}, now, organisation=code)
    return organisation


def add_person(
    newcomer: Newcomer,
    password: str,
    organisation: Organisation,
    roles: Sequence[Role],
    *,
    by: Actor,
    now: datetime,
    handed_over: bool = False,
) -> Person:
    """Somebody who can sign in from now on; Invalid names a bad address, name or password.

    A password that is handed over ends after a week unless its owner chose another.
    """
    person = Person(
        email=newcomer.email.strip().lower(),
        name_latin=newcomer.name_latin.strip(),
        name_native=newcomer.name_native.strip(),
        language=newcomer.language,
        organisation=organisation,
        first_password_until=now + HANDED_OVER_FOR if handed_over else None,
    )
    _check(person, password)
    person.set_password(password)
    with transaction.atomic():
        person.save(force_insert=True)
        for role in roles:
            Grant.objects.create(
                person=person, role=role, organisation=organisation, start=now.date()
            )
        record(
            "person.added",
            by,
            ("person", str(person.pk)),
            {"roles": [role.value for role in roles]},
            now,
            about=person.pk,
            organisation=organisation.code,
        )
    return person


def _check(person: Person, password: str) -> None:
    problems: dict[str, list[str]] = {}
    try:
        validate_email(person.email)
    except ValidationError:
        problems["email"] = [f"`{person.email}` is not an e-mail address"]
    if Person.objects.filter(email=person.email).exists():
        problems["email"] = [f"`{person.email}` already has an account"]
    if not person.name_latin:
        problems["name"] = ["give the name in Latin letters"]
    try:
        validate_password(password, person)
    except ValidationError as error:
        problems["password"] = list(error.messages)
    if problems:
        raise Invalid(problems)


def add_colleague(
    newcomer: Newcomer, roles: Sequence[Role], *, by: Person, now: datetime
) -> tuple[Person, str]:
    """Somebody new in the administrator's own firm, and the first password as its only copy."""
    require_role(by, Role.ADMINISTRATOR, on=now.date())
    password = first_password()
    made = add_person(newcomer, password, by.organisation, roles, by=by, now=now, handed_over=True)
    return made, password


def first_password() -> str:
    """A random one to hand over: 96 bits, in groups that can be read out."""
    return "-".join(secrets.token_hex(3) for _ in range(4))
