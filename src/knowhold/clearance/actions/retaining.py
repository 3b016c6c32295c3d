"""What is over is deleted: first the journey as it was told, years later the record; each with proof.

The content goes, one entry of the journal says that it went, and the commitments stay.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q

from knowhold.audit.actions import SYSTEM
from knowhold.audit.actions.erasing import erase
from knowhold.audit.models import Event
from knowhold.clearance import clock
from knowhold.clearance.actions.opening import SUBJECT, locked
from knowhold.clearance.models import (
    Appeal,
    Case,
    Countersignature,
    Note,
    PanelMember,
)
from knowhold.clearance.retention import JOURNEY, OVER, RECORD, clocks, months
from knowhold.roster.actions.objecting import is_stopped, who_stopped
from knowhold.roster.actions.retaining import months_before

# entries whose content tells the journey: stops with their days, questions and answers, devices
TELLING: Final = (
    "case.submitted", "case.settled", "case.asked", "case.answered", "case.asked_in_appeal",
    "case.answered_in_appeal", "loan.prepared", "loan.handed_over", "loan.returned",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deleted:
    journeys: int
    records: int
    notes: int


def delete_what_is_over(now: datetime) -> Deleted:
    """Delete what is due, each in its own transaction, so that a killed run goes on."""
    stopped = who_stopped(JOURNEY)
    journeys = sum(_journey(pk, stopped, now) for pk in _told_still(stopped, now))
    records = sum(_record(pk, now) for pk in _older_than(months(RECORD), now))
    return Deleted(journeys, records, _notes(stopped, now))


def _told_still(stopped: Collection[UUID], now: datetime) -> list[UUID]:
    over = Case.objects.filter(stage__in=OVER, journey_erased_at__isnull=True)
    old = Q(last_day__lte=_before(months(JOURNEY), now))
    return list(over.filter(old | Q(applicant__in=stopped)).values_list("pk", flat=True))


def _older_than(count: int, now: datetime) -> list[UUID]:
    over = Case.objects.filter(stage__in=OVER, last_day__lte=_before(count, now))
    return list(over.values_list("pk", flat=True))


def _before(count: int, now: datetime) -> date:
    # a day of grace for firms whose day is not ours; each is asked again under its lock
    return months_before(now.date() + timedelta(days=1), count)


def _journey(pk: UUID, candidates: Collection[UUID], now: datetime) -> bool:
    """The journey's clock; it has run out at once for whoever took the consent back or objected."""
    with transaction.atomic():
        case = locked(pk)
        until = clocks(case)
        if until is None or case.journey_erased_at is not None:
            return False
        stopped = case.applicant_id in candidates and is_stopped(case.applicant, JOURNEY)
        if not stopped and _today(case, now) <= until.journey:
            return False
        case.form = {**case.form, "legs": [], "answers": {}}
        case.journey_erased_at = now
        case.save(update_fields=["form", "journey_erased_at"])
        Appeal.objects.filter(case=case).update(attachment=None)
        _delete(case.attachments, case.queries)
        for once in ("debrief", "loan"):
            if hasattr(case, once):
                getattr(case, once).delete()
        why = "consent taken back or objection" if stopped else "its months have passed"
        _erase(case, f"journey of {case.reference}: {why}", now, kinds=TELLING)
    return True


def _record(pk: UUID, now: datetime) -> bool:
    with transaction.atomic():
        case = locked(pk)
        until = clocks(case)
        if until is None or _today(case, now) <= until.record:
            return False
        _erase(case, f"record of {case.reference}: its months have passed", now)
        PanelMember.objects.filter(appeal__case=case).delete()
        Appeal.objects.filter(case=case).delete()
        Countersignature.objects.filter(recommendation__case=case).delete()
        # the guards of these tables let go only what is marked
        case.recommendations.update(over_since=now)
        case.decisions.update(over_since=now)
        _delete(
            case.attachments, case.queries, case.file_notes, case.parties, case.permits,
            case.recommendations, case.decisions,
        )  # fmt: skip
        for once in ("review", "debrief", "loan"):
            if hasattr(case, once):
                getattr(case, once).delete()
        case.delete()
    return True


def _notes(stopped: Collection[UUID], now: datetime) -> int:
    """A kept note is a journey: it goes when a journey does."""
    old = Q(last_day__lt=months_before(now.date(), months(JOURNEY)))
    found = Note.objects.filter(old | Q(applicant__in=stopped)).select_related("applicant")
    done = 0
    for note in found.defer("form", "answer_en", "answer_zh", "screening"):
        is_old = note.last_day < months_before(now.date(), months(JOURNEY))
        if not is_old and not is_stopped(note.applicant, JOURNEY):
            continue
        with transaction.atomic():
            events = Event.objects.filter(subject_type="note", subject_id=str(note.pk))
            erase(_with_content(events), SYSTEM, f"note {note.reference}: it is over", now)
            done += Note.objects.filter(pk=note.pk).delete()[0] > 0
    return done


def _erase(case: Case, why: str, now: datetime, kinds: Iterable[str] = ()) -> None:
    events = Event.objects.filter(subject_type=SUBJECT, subject_id=str(case.pk))
    if kinds:
        events = events.filter(kind__in=list(kinds))
    erase(_with_content(events), SYSTEM, why, now)


def _with_content(events: models.QuerySet[Event]) -> list[int]:
    return list(events.filter(body__isnull=False).values_list("pk", flat=True))


def _delete(*parts: models.Manager) -> None:  # type: ignore[type-arg]  # of whatever table
    for part in parts:
        part.all().delete()


def _today(case: Case, now: datetime) -> date:
    return clock.local_day(now, case.organisation.jurisdiction)
