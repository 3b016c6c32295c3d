"""What is over is deleted: the content goes, one entry proves that it went, and when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction

from knowhold.audit.actions import SYSTEM
from knowhold.audit.actions.erasing import erase
from knowhold.audit.models import Event
from knowhold.roster.actions.reporting import empty
from knowhold.roster.models import Approach, Dispute, FilingChange, Holder, Holding
from knowhold.roster.purposes import purposes

# entries of the record whose content is about a line of the roster
KINDS: Final = ("holding.noted", "holding.disputed", "holding.dispute_decided", "roster.told")


def delete_what_is_over(now: datetime) -> int:
    """Delete lines of rosters and reports whose months have passed since they ended; how many.

    Each in its own transaction with the one entry that proves it, so a killed run goes on.
    """
    return _lines(now) + _reports(now)


def _lines(now: datetime) -> int:
    before = months_before(now.date(), purposes()["roster"].months or 0)
    over = Holder.objects.filter(ended_on__lt=before).values_list("pk", flat=True)
    done = 0
    for pk in list(over):
        with transaction.atomic():
            holder = (
                Holder.objects.select_for_update(of=("self",))
                .select_related("organisation")
                .filter(pk=pk, ended_on__lt=before)
                .first()
            )
            if holder is None:
                continue
            _delete(holder, now)
            done += 1
    return done


def _delete(holder: Holder, now: datetime) -> None:
    firm, person = holder.organisation, holder.person_id
    entries = Holding.objects.filter(organisation=firm, person_id=person, ended_on__isnull=False)
    Dispute.objects.filter(holding__in=entries).delete()
    entries.delete()
    FilingChange.objects.filter(filing__organisation=firm, person_id=person).delete()
    events = Event.objects.filter(
        about_id=person, organisation=firm.code, kind__in=KINDS, body__isnull=False, at__lt=now
    ).values_list("pk", flat=True)
    holder.delete()
    erase(list(events), SYSTEM, "roster: its months after the end have passed", now)


def _reports(now: datetime) -> int:
    before = months_before(now.date(), purposes()["approaches"].months or 0)
    done = 0
    for pk in list(
        Approach.objects.filter(
            reported_at__date__lt=before, withdrawn_at__isnull=True
        ).values_list("pk", flat=True)
    ):
        with transaction.atomic():
            report = Approach.objects.select_for_update().filter(pk=pk, withdrawn_at=None).first()
            if report is None:
                continue
            empty(report, now)
            events = [report.event_id] if report.event_id else []
            erase(events, SYSTEM, "approach report: its months have passed", now)
            done += 1
    return done


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last one of a shorter month.

    >>> months_before(date(2026, 3, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month.

    >>> months_after(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    return months_before(day, -months)
