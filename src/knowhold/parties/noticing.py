"""Who is told of counterparts, and in which words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from knowhold.accounts.models import Person, Role
from knowhold.accounts.queries import holders_of
from knowhold.notices.actions import tell
from knowhold.notices.words import words
from knowhold.parties.models import Party

SUBJECT = "party"

RAISED = _lazy("A list may name one of your counterparts; compare them: %(name)s")
OBJECTED = _lazy("An organisation objects to its screening: %(name)s")


def officers_for(party: Party, now: datetime) -> list[Person]:
    return holders_of(Role.OFFICER, on=now.date(), organisation=party.organisation)


def notify(
    people: Iterable[Person], kind: str, party: Party, text: Promise, now: datetime, *, key: str
) -> None:
    """Tell each of them once; `key` distinguishes what may happen again, such as each edition."""
    for person in people:
        tell(
            person,
            kind,
            (SUBJECT, str(party.pk)),
            words(text, name=party.name),
            now,
            key=f"{kind}:{party.pk}:{key}",
            href=f"/parties/{party.pk}/",
        )
