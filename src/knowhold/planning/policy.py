"""Who may read counts of know-how, and of which sites in detail; who sets terms and files counts."""

from __future__ import annotations

from datetime import date
from typing import Final

from knowhold.accounts.models import Person, Role, Site
from knowhold.accounts.policy import require_role, roles_of
from knowhold.errors import NotFound

READERS: Final = frozenset({Role.LINE_MANAGER, Role.STEWARD, Role.HR, Role.HEAD_OF_COMPLIANCE})
# those whose work is the whole firm; a line manager reads the details of their own site only
WHOLE_FIRM: Final = frozenset({Role.STEWARD, Role.HR, Role.HEAD_OF_COMPLIANCE})
STEWARDS: Final = frozenset({Role.STEWARD, Role.HR})


def require_reader(person: Person, on: date) -> None:
    require_role(person, *sorted(READERS), on=on)


def require_steward(person: Person, on: date) -> None:
    require_role(person, *sorted(STEWARDS), on=on)


def may_set_terms(person: Person, on: date) -> bool:
    return bool(roles_of(person, on) & STEWARDS)


def own_site_only(person: Person, on: date) -> str | None:
    """The one site whose details a line manager may read; None where all of the firm's are open."""
    if roles_of(person, on) & WHOLE_FIRM:
        return None
    return person.site.name if person.site is not None else ""


def site_open_to(person: Person, pk: str, on: date) -> Site:
    """A site whose details `person` may read; another unit's, or another firm's, is not found."""
    require_reader(person, on)
    site = Site.objects.filter(pk=pk, organisation=person.organisation).first()
    own = own_site_only(person, on)
    if site is None or (own is not None and site.name != own):
        raise NotFound("there is no such site")
    return site
