"""Who may do what to a case: one table, one function; to a stranger the case does not exist."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from knowhold.accounts.models import Person, Role
from knowhold.accounts.policy import roles_of
from knowhold.clearance.delegations import of_case
from knowhold.clearance.flow import Verb
from knowhold.clearance.models import AppealStatus, Case, PanelMember
from knowhold.errors import NotFound, NotPermitted


class Standing(StrEnum):
    """What somebody is to one case; grants count only in the case's own organisation."""

    APPLICANT = "applicant"
    MANAGER = "line_manager"
    OFFICER = "officer"
    HEAD = "head_of_compliance"
    AUDITOR = "auditor"
    # who may hear appeals, once there is one in the case; and who does hear this one
    OMBUDSPERSON = "ombudsperson"
    PANEL = "panel"


_BY_ROLE = {
    Role.OFFICER: Standing.OFFICER,
    Role.HEAD_OF_COMPLIANCE: Standing.HEAD,
    Role.AUDITOR: Standing.AUDITOR,
}
_READERS = frozenset(Standing)
_JUDGES = frozenset({Standing.OFFICER, Standing.HEAD})
_APPLICANT = frozenset({Standing.APPLICANT})
_MANAGER = frozenset({Standing.MANAGER})
_HEAD = frozenset({Standing.HEAD})
_PANEL = frozenset({Standing.PANEL})

WHO: dict[Verb, frozenset[Standing]] = {
    Verb.READ: _READERS,
    Verb.ANSWER: _APPLICANT,
    Verb.WITHDRAW: _APPLICANT,
    Verb.DEBRIEF: _APPLICANT,
    Verb.APPEAL: _APPLICANT,
    Verb.ANSWER_IN_APPEAL: _APPLICANT,
    Verb.REVIEW: _MANAGER,
    Verb.TAKE: _JUDGES,
    Verb.SETTLE: _JUDGES,
    Verb.ASK: _JUDGES,
    Verb.NOTE: _JUDGES,
    Verb.RECOMMEND: _JUDGES,
    Verb.APPROVE: _JUDGES,
    Verb.REFUSE: _JUDGES,
    Verb.FIND_NOT_NEEDED: _JUDGES,
    Verb.SEND_BACK: _HEAD,
    Verb.COUNTERSIGN: _HEAD,
    Verb.REOPEN: _JUDGES,
    Verb.CLOSE: _JUDGES,
    Verb.SUPERSEDE: _JUDGES,
    Verb.REVOKE: _JUDGES,
    Verb.SEAT: frozenset({Standing.OMBUDSPERSON}),
    Verb.ASK_IN_APPEAL: _PANEL,
    Verb.UPHOLD: _PANEL,
    Verb.OVERTURN: _PANEL,
    Verb.VARY: _PANEL,
}

# INVARIANT: nobody judges their own case, whatever else they are granted.
JUDGING = frozenset(
    verb for verb, who in WHO.items() if verb is not Verb.READ and Standing.APPLICANT not in who
)

# Field by field: what of a case each standing is shown. The line manager confirms the firm's
# purpose and sees neither the counterpart's screening nor what compliance found out.
WHOLE_FILE = frozenset(Standing) - _MANAGER
PRIVILEGED = _JUDGES


def allowed(verb: Verb, standings: Collection[Standing]) -> bool:
    """Whether these standings together permit `verb`; the applicant never judges."""
    if verb in JUDGING and Standing.APPLICANT in standings:
        return False
    return not WHO.get(verb, frozenset()).isdisjoint(standings)


def standings(person: Person, case: Case, on: date) -> frozenset[Standing]:
    """What `person` is to `case` on that day; one query, and one more for what only some have."""
    roles = roles_of(person, on, case.organisation)
    found = {_BY_ROLE[role] for role in roles if role in _BY_ROLE}
    if case.applicant_id == person.pk:
        found.add(Standing.APPLICANT)
    elif _is_manager(person, case, on):
        found.add(Standing.MANAGER)
    if case.appeal != AppealStatus.NONE:
        if Role.OMBUDSPERSON in roles:
            found.add(Standing.OMBUDSPERSON)
        if PanelMember.objects.filter(appeal__case=case, person=person).exists():
            found.add(Standing.PANEL)
    return frozenset(found)


def _is_manager(person: Person, case: Case, on: date) -> bool:
    """In their own right, as the deputy it moved to, or for somebody who delegated it."""
    if case.manager_id is None or not person.is_active:
        return False
    if person.pk in {case.manager_id, case.escalated_to_id}:
        return True
    delegated = of_case(case, on)
    return delegated is not None and delegated.delegate_id == person.pk


def reads_whole(mine: Collection[Standing]) -> bool:
    """Whether screening, findings and reasons are shown; the line manager alone sees less."""
    return not WHOLE_FILE.isdisjoint(mine)


def reads_notes(mine: Collection[Standing]) -> bool:
    """Whether privileged notes are shown; an applicant never reads those about their own case."""
    return Standing.APPLICANT not in mine and not PRIVILEGED.isdisjoint(mine)


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
