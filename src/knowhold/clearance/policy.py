"""Who may do what to a case: one table, one function; to a stranger the case does not exist."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from knowhold.accounts.models import Person, Role
from knowhold.accounts.policy import roles_of
from knowhold.clearance.flow import Verb
from knowhold.clearance.models import Case
from knowhold.errors import NotFound, NotPermitted


class Standing(StrEnum):
    """What somebody is to one case; grants count only in the case's own organisation."""

    APPLICANT = "applicant"
    OFFICER = "officer"
    HEAD = "head_of_compliance"
    AUDITOR = "auditor"


_BY_ROLE = {
    Role.OFFICER: Standing.OFFICER,
    Role.HEAD_OF_COMPLIANCE: Standing.HEAD,
    Role.AUDITOR: Standing.AUDITOR,
}
_READERS = frozenset(Standing)
_JUDGES = frozenset({Standing.OFFICER, Standing.HEAD})
_APPLICANT = frozenset({Standing.APPLICANT})

WHO: dict[Verb, frozenset[Standing]] = {
    Verb.READ: _READERS,
    Verb.ANSWER: _APPLICANT,
    Verb.WITHDRAW: _APPLICANT,
    Verb.TAKE: _JUDGES,
    Verb.SETTLE: _JUDGES,
    Verb.ASK: _JUDGES,
    Verb.APPROVE: _JUDGES,
    Verb.REFUSE: _JUDGES,
    Verb.FIND_NOT_NEEDED: _JUDGES,
    Verb.REOPEN: _JUDGES,
    Verb.CLOSE: _JUDGES,
    Verb.SUPERSEDE: _JUDGES,
    Verb.REVOKE: _JUDGES,
}

# INVARIANT: nobody judges their own case, whatever else they are granted.
JUDGING = frozenset(verb for verb, who in WHO.items() if who is _JUDGES)


def allowed(verb: Verb, standings: Collection[Standing]) -> bool:
    """Whether these standings together permit `verb`; the applicant never judges."""
    if verb in JUDGING and Standing.APPLICANT in standings:
        return False
    return not WHO.get(verb, frozenset()).isdisjoint(standings)


def standings(person: Person, case: Case, on: date) -> frozenset[Standing]:
    """What `person` is to `case` on that day; one query."""
    roles = roles_of(person, on, case.organisation)
    found = {_BY_ROLE[role] for role in roles if role in _BY_ROLE}
    if case.applicant_id == person.pk:
        found.add(Standing.APPLICANT)
    return frozenset(found)


def may(person: Person, verb: Verb, case: Case, on: date) -> bool:
    return allowed(verb, standings(person, case, on))


def require(person: Person, verb: Verb, case: Case, on: date) -> None:
    """Raise NotFound for who may not even read the case, NotPermitted for who may not do this."""
    mine = standings(person, case, on)
    if not allowed(Verb.READ, mine):
        raise NotFound(_("There is no such case"), advice=_("Check the reference"))
    if allowed(verb, mine):
        return
    if verb in JUDGING and Standing.APPLICANT in mine:
        raise NotPermitted(
            _("Nobody decides their own case"),
            advice=_("A colleague in compliance has to do this"),
        )
    needed = " or ".join(f"`{who}`" for who in sorted(WHO.get(verb, ())))
    raise NotPermitted(f"this needs the standing {needed} in the case")
