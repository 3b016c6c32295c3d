"""The notice ledger: whoever another firm puts on its roster is told, with proof, before it counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _lazy

from knowhold.accounts.models import Person, Role
from knowhold.accounts.policy import require_role
from knowhold.audit.actions import record
from knowhold.errors import NotFound, NotPermitted
from knowhold.notices.actions import tell
from knowhold.notices.words import words
from knowhold.roster.models import Filing, Holder, Holding


class How(StrEnum):
    PAGE = "page"
    PAPER = "paper"


def announce(filing: Filing, people: Iterable[UUID], *, now: datetime) -> None:
    """Put a notice before everybody of another firm who stands on this filing for the first time."""
    firm = filing.organisation
    waiting = Holder.objects.filter(
        organisation=firm, person_id__in=list(people), told_at__isnull=True
    ).select_related("person")
    for holder in waiting:
        tell(
            holder.person,
            "roster.filed_elsewhere",
            ("holder", str(holder.pk)),
            words(
                _lazy("%(firm)s put you on its roster of know-how. Nothing of it is used until you have seen it"),
                firm={"en": firm.name_en, "zh": firm.name_zh or firm.name_en},
            ),
            now,
            href="/my-record/",
        )  # fmt: skip


def acknowledge(person: Person, *, now: datetime) -> int:
    """The person opened the page that says so: from now on the entries count. How many firms."""
    told = 0
    for holder in Holder.objects.filter(person=person, told_at__isnull=True).exclude(
        organisation=person.organisation
    ):
        _note(holder, How.PAGE, by=person, now=now)
        told += 1
    return told


def hand_over(holder_id: UUID, *, by: Person, now: datetime) -> Holder:
    """HR says that the person was told on paper; never about oneself."""
    require_role(by, Role.HR, on=now.date())
    holder = Holder.objects.filter(pk=holder_id, organisation=by.organisation).first()
    if holder is None:
        raise NotFound("there is no such person on the roster")
    if holder.person_id == by.pk:
        raise NotPermitted("nobody tells themselves", advice="open your own record instead")
    if holder.told_at is None:
        _note(holder, How.PAPER, by=by, now=now)
    return holder


def _note(holder: Holder, how: How, *, by: Person, now: datetime) -> None:
    with transaction.atomic():
        holder.told_at, holder.told_how = now, how
        holder.save(update_fields=["told_at", "told_how"])
        Holding.objects.filter(
            organisation=holder.organisation, person=holder.person, used_since__isnull=True
        ).update(used_since=now)
        # the entry is the proof: its number in the journal dates it
        record(
            "roster.told",
            by,
            ("holder", str(holder.pk)),
            {"how": how.value, "firm": holder.organisation.code},
            now,
            about=holder.person_id,
            organisation=holder.organisation.code,
        )
