"""Which links stand on top of each page, by role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knowhold.accounts.models import Person, Role
from knowhold.accounts.policy import roles_of
from knowhold.clearance.queries import WORKING
from knowhold.web.page import today

ANYBODY = frozenset(Role)
CLASSIFIERS = frozenset({Role.OFFICER, Role.HEAD_OF_COMPLIANCE, Role.STEWARD})
PLANNERS = frozenset({Role.LINE_MANAGER, Role.STEWARD, Role.HR, Role.HEAD_OF_COMPLIANCE})
STATISTICS = frozenset({Role.HEAD_OF_COMPLIANCE, Role.AUDITOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
REVIEWERS = frozenset({Role.LINE_MANAGER})
DESK = frozenset({Role.DEVICE_DESK})
FILERS_AND_READERS = frozenset(
    {Role.HR, Role.STEWARD, Role.OFFICER, Role.HEAD_OF_COMPLIANCE, Role.AUDITOR}
)


@dataclass(frozen=True, slots=True)
class Entry:
    view: str
    text: Promise
    roles: frozenset[Role]


ENTRIES = (
    Entry("web:home", _("Home"), ANYBODY),
    Entry("trips:list", _("My trips"), ANYBODY),
    Entry("cases:queue", _("Cases"), WORKING),
    Entry("roster:overview", _("Roster"), FILERS_AND_READERS),
    Entry("cases:reviews", _("To confirm"), REVIEWERS),
    Entry("devices:list", _("Loan devices"), DESK),
    Entry("exposure:report", _("Know-how"), PLANNERS),
    Entry("web:law", _("Rules"), ANYBODY),
    Entry("parties:list", _("Counterparts"), WORKING),
    Entry("web:screening", _("Screening"), WORKING),
    Entry("web:journal", _("Journal"), ANYBODY),
    Entry("web:statistics", _("Statistics"), STATISTICS),
    Entry("administration:people", _("Administration"), ADMINISTRATORS),
    Entry("web:notices", _("Notices"), ANYBODY),
    Entry("web:my-record", _("My record"), ANYBODY),
)


def address(view: str) -> str:
    """Where a page is, or nothing while it does not exist."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


def entries(user: object, path: str) -> list[dict[str, Any]]:
    """Text, address and whether it is the current part, for a person who is signed in."""
    if not isinstance(user, Person):
        return []
    roles = roles_of(user, today())
    found = [
        {"text": entry.text, "href": address(entry.view)}
        for entry in ENTRIES
        if entry.roles & roles or entry.roles is ANYBODY
    ]
    for item in found:
        href = str(item["href"])
        item["current"] = path == href
        item["active"] = href not in {"", "/"} and path.startswith(href)
    return [item for item in found if item["href"]]
