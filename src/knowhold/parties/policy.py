"""Who may do what with counterparts and their matches; to everybody else they do not exist."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from knowhold.accounts.models import Organisation, Person, Role
from knowhold.accounts.policy import roles_of
from knowhold.errors import NotFound, NotPermitted


class Verb(StrEnum):
    READ = "read"
    ADD = "add"
    CHANGE = "change"
    JUDGE = "judge"
    INVITE = "invite"
    ANSWER = "answer"


_JUDGES = frozenset({Role.OFFICER, Role.HEAD_OF_COMPLIANCE})

WHO: dict[Verb, frozenset[Role]] = {
    Verb.READ: _JUDGES | {Role.AUDITOR},
    Verb.ADD: _JUDGES,
    Verb.CHANGE: _JUDGES,
    Verb.JUDGE: _JUDGES,
    Verb.INVITE: _JUDGES,
    Verb.ANSWER: _JUDGES,
}


def may(person: Person, verb: Verb, organisation: Organisation, on: date) -> bool:
    return not WHO[verb].isdisjoint(roles_of(person, on, organisation))


def require(person: Person, verb: Verb, organisation: Organisation, on: date) -> None:
    """NotFound for who may not even read; NotPermitted, naming the roles, for who may not do this."""
    roles = roles_of(person, on, organisation)
    if WHO[Verb.READ].isdisjoint(roles):
        raise NotFound(_("There is no such page"), advice=_("Check the address"))
    if WHO[verb].isdisjoint(roles):
        needed = " or ".join(f"`{role.value}`" for role in sorted(WHO[verb]))
        raise NotPermitted(f"this needs the role {needed}")
