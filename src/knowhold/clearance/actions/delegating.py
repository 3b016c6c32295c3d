"""Giving the line manager's part to a colleague for some days: offered, accepted, ended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from knowhold.accounts.models import Person, Role
from knowhold.accounts.policy import has_role
from knowhold.audit.actions import Actor, record
from knowhold.audit.canonical import JSON
from knowhold.clearance import clock, trainings
from knowhold.clearance.delegations import circle, overlapping
from knowhold.clearance.models import Delegation, Kind
from knowhold.clearance.noticing import both
from knowhold.errors import Invalid, NotFound, NotPermitted, WrongStage
from knowhold.notices.actions import tell
from knowhold.notices.words import words

SUBJECT = "delegation"
LONGEST: Final = timedelta(days=92)
OFFERED = _lazy("%(who)s asks you to review cases from %(first)s to %(last)s")
ACCEPTED = _lazy("%(who)s accepted to review cases for you")
DECLINED = _lazy("%(who)s does not review cases for you")


@dataclass(frozen=True, slots=True)
class Offer:
    delegate: Person
    kinds: Collection[str]
    first_day: date
    last_day: date


def offer(offered: Offer, *, by: Person, now: datetime) -> Delegation:
    """Ask a colleague; nothing changes until they accept. Invalid says everything that is wrong.

    The same offer again, while the first one stands, finds the first.
    """
    if not has_role(by, Role.LINE_MANAGER, now.date()):
        raise NotPermitted(_("Only a line manager has reviews to give to somebody"))
    with transaction.atomic():
        _check(offered, by, now)
        made, is_new = Delegation.objects.get_or_create(
            giver=by,
            delegate=offered.delegate,
            kinds=",".join(kind for kind in Kind.values if kind in offered.kinds),
            first_day=offered.first_day,
            last_day=offered.last_day,
            ended_at=None,
            defaults={"organisation": by.organisation, "offered_at": now},
        )
        if not is_new:
            return made
        _tell_event("delegation.offered", made, by, now)
        tell(
            made.delegate, "delegation.offered", (SUBJECT, str(made.pk)),
            words(
                OFFERED, who=by.label, first=both(made.first_day),
                last=both(made.last_day),
            ),
            now, href=f"/delegations/{made.pk}/", due_on=made.first_day,
        )  # fmt: skip
    return made


def accept(delegation_id: UUID, *, by: Person, now: datetime) -> Delegation:
    """The delegate accepts; WrongStage explains a link that is too old or was taken back."""
    with transaction.atomic():
        found = _locked(delegation_id)
        if found.delegate_id != by.pk:
            raise NotFound(_("There is no such delegation"))
        if found.accepted_at is not None and found.ended_at is None:
            return found
        if why := why_closed(found, clock.local_day(now, found.organisation.jurisdiction)):
            raise WrongStage(why)
        if lacking := trainings.lacking(by, found.organisation, found.first_day, found.last_day):
            raise Invalid({"delegate": lacking})
        found.accepted_at = now
        found.save(update_fields=["accepted_at"])
        _tell_event("delegation.accepted", found, by, now)
        tell(
            found.giver, "delegation.accepted", (SUBJECT, str(found.pk)),
            words(ACCEPTED, who=by.label), now, href="/delegations/",
        )  # fmt: skip
    return found


def end(delegation_id: UUID, *, by: Person, now: datetime) -> Delegation:
    """The giver ends it or the delegate declines, at once."""
    with transaction.atomic():
        found = _locked(delegation_id)
        if by.pk not in {found.delegate_id, found.giver_id}:
            raise NotFound(_("There is no such delegation"))
        if found.ended_at is not None:
            return found
        _end(found, by=by, now=now)
        if by.pk == found.delegate_id:
            tell(
                found.giver, "delegation.declined", (SUBJECT, str(found.pk)),
                words(DECLINED, who=by.label), now, href="/delegations/",
            )  # fmt: skip
    return found


def end_delegations(person: Person, *, by: Actor, now: datetime) -> None:
    """End all that somebody who leaves gave or took; in the transaction that closes the account."""
    theirs = Q(giver=person) | Q(delegate=person)
    for each in Delegation.objects.filter(theirs, ended_at__isnull=True, last_day__gte=now.date()):
        _end(_locked(each.pk), by=by, now=now)


def _end(found: Delegation, *, by: Actor, now: datetime) -> None:
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    _tell_event("delegation.ended", found, by, now)


def why_closed(found: Delegation, today: date) -> str:
    """Why it can no longer be accepted, in words; empty while it can."""
    if found.ended_at is not None:
        return _("This delegation was ended on %(day)s") % {
            "day": date_format(found.ended_at, "DATE_FORMAT")
        }
    if today > found.last_day:
        return _(
            "This delegation was for the days until %(day)s, which have passed; "
            "%(who)s has to offer it anew"
        ) % {"day": date_format(found.last_day, "DATE_FORMAT"), "who": found.giver.label}
    return ""


def _check(offered: Offer, by: Person, now: datetime) -> None:
    today = clock.local_day(now, by.organisation.jurisdiction)
    wrong: dict[str, list[str]] = {}
    if not set(offered.kinds) or not set(offered.kinds) <= set(Kind.values):
        wrong["kinds"] = [_("Choose what kinds of cases it is for")]
    if offered.last_day < offered.first_day:
        wrong["last_day"] = [_("The last day is before the first")]
    elif offered.last_day < today:
        wrong["last_day"] = [_("These days have passed")]
    elif offered.last_day - offered.first_day > LONGEST:
        wrong["last_day"] = [_("A delegation lasts at most %(days)s days") % {"days": LONGEST.days}]
    if "last_day" not in wrong and (who := _wrong_delegate(offered, by)):
        wrong["delegate"] = who
    if wrong:
        raise Invalid(wrong)


def _wrong_delegate(offered: Offer, by: Person) -> list[str]:
    delegate = offered.delegate
    if delegate.pk == by.pk:
        return [_("You cannot delegate to yourself")]
    if delegate.organisation_id != by.organisation_id or not delegate.is_active:
        return [_("Choose a colleague of your firm who still works there")]
    # INVARIANT: read under the same transaction, so that two halves of a circle do not slip through
    others = overlapping(offered.first_day, offered.last_day).select_for_update(of=("self",))
    if closed := circle(by, delegate, others.filter(organisation=by.organisation)):
        drawn = " → ".join(person.label for person in closed)
        return [_("This would close a circle: %(circle)s") % {"circle": drawn}]
    return trainings.lacking(delegate, by.organisation, offered.first_day, offered.last_day)


def _locked(delegation_id: UUID) -> Delegation:
    found = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("giver", "delegate", "organisation")
        .filter(pk=delegation_id)
        .first()
    )
    if found is None:
        raise NotFound(_("There is no such delegation"))
    return found


def _tell_event(kind: str, made: Delegation, by: Actor, now: datetime) -> None:
    body: dict[str, JSON] = {
        "from": made.giver.label,
        "to": made.delegate.label,
        "kinds": list(made.kinds.split(",")),
        "first_day": made.first_day.isoformat(),
        "last_day": made.last_day.isoformat(),
    }
    is_delegate = isinstance(by, Person) and by.pk == made.delegate_id
    other = made.giver_id if is_delegate else made.delegate_id
    record(
        kind, by, (SUBJECT, str(made.pk)), body, now,
        about=other, organisation=made.organisation.code,
    )  # fmt: skip
