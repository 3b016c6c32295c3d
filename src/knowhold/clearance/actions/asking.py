"""Taking a case, asking the applicant (the clock stops), answering (it goes on), withdrawing."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.clearance import clock, noticing
from knowhold.clearance.actions.opening import moved, opened, told
from knowhold.clearance.delegations import of_case
from knowhold.clearance.flow import Verb
from knowhold.clearance.models import Case, Query, Stage
from knowhold.errors import Invalid
from knowhold.wording import refuse_markings


def take(case_id: UUID, *, version: int, by: Person, now: datetime) -> Case:
    """The officer takes the case: from now on the applicant sees who holds it."""
    with transaction.atomic():
        case, to = opened(case_id, Verb.TAKE, by=by, now=now, version=version)
        case.officer = by
        moved(case, to, now=now, also=("officer",))
        told("case.taken", case, {"officer": by.label}, by=by, now=now)
    return case


def ask(case_id: UUID, text: str, *, version: int, by: Person, now: datetime) -> Query:
    """Put a question to the applicant; the due date stands still until it is answered."""
    text = _said("question", text, _("Write the question"))
    with transaction.atomic():
        case, to = opened(case_id, Verb.ASK, by=by, now=now, version=version)
        query = Query.objects.create(
            case=case, number=case.queries.count() + 1, text=text, asked_by=by, asked_at=now
        )
        case.officer = by
        moved(case, to, now=now, also=("officer",))
        told("case.asked", case, {"number": query.number, "question": text}, by=by, now=now)
        noticing.notify(
            [case.applicant], "case.asked", case, noticing.about(noticing.ASKED, case), now
        )
    return query


def answer(case_id: UUID, text: str, *, version: int, by: Person, now: datetime) -> Query:
    """The applicant answers the open question; the due date moves by the days it took."""
    text = _said("answer", text, _("Write the answer"))
    with transaction.atomic():
        case, to = opened(case_id, Verb.ANSWER, by=by, now=now, version=version)
        query = case.queries.select_for_update().get(answered_at=None)
        query.answer = text
        query.answered_at = now
        query.save(update_fields=["answer", "answered_at"])
        case.due_on = _moved_by_the_wait(case, query, now)
        moved(case, to, now=now, also=("due_on",))
        told("case.answered", case, {"number": query.number, "answer": text}, by=by, now=now)
        noticing.notify(
            [query.asked_by], "case.answered", case, noticing.about(noticing.ANSWERED, case), now,
            due_on=case.due_on,
        )  # fmt: skip
    return query


def withdraw(case_id: UUID, *, version: int, by: Person, now: datetime) -> Case:
    """The applicant takes the request back; what was asked stays on record."""
    with transaction.atomic():
        case, to = opened(case_id, Verb.WITHDRAW, by=by, now=now, version=version)
        held_by = _holders(case, now)
        moved(case, to, now=now)
        told("case.withdrawn", case, {}, by=by, now=now)
        text = noticing.about(noticing.WITHDRAWN, case, who=by.label)
        noticing.notify(held_by, "case.withdrawn", case, text, now)
    return case


def _moved_by_the_wait(case: Case, query: Query, now: datetime) -> date:
    """The due date, later by the working days that the question was open."""
    jurisdiction = case.organisation.jurisdiction
    asked, answered = (clock.local_day(moment, jurisdiction) for moment in (query.asked_at, now))
    return clock.after(case.due_on, clock.between(asked, answered, jurisdiction), jurisdiction)


def _holders(case: Case, now: datetime) -> list[Person | None]:
    """Who had something to do about the case until now."""
    if case.stage == Stage.WITH_MANAGER:
        delegated = of_case(case, now.date())
        return [case.manager, case.escalated_to, delegated.delegate if delegated else None]
    if case.stage == Stage.COUNTERSIGNING:
        return [case.officer, *noticing.heads_of(case, now)]
    return [*noticing.officers_of(case, now), case.escalated_to]


def _said(field: str, text: str, empty: str) -> str:
    refuse_markings(text)
    if not text.strip():
        raise Invalid({field: [empty]})
    return text.strip()
