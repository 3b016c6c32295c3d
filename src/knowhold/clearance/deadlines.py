"""What the clock does about cases, as often as it likes: remind, move on, tell, close.

Everything here is told once (a notice has a key) or is a state that is reached once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise

from knowhold.accounts.models import Person
from knowhold.clearance import afterwards, clock, noticing
from knowhold.clearance.actions.overdue import escalate, holder_of
from knowhold.clearance.actions.returning import close_by_itself
from knowhold.clearance.delegations import of_case
from knowhold.clearance.flow import OPEN, Stage
from knowhold.clearance.models import Case
from knowhold.notices.words import Words


@dataclass(frozen=True, slots=True)
class Done:
    reminded: int = 0
    moved: int = 0
    passed: int = 0
    asked: int = 0
    closed: int = 0

    def line(self) -> str:
        return (
            f"{self.reminded} due soon, {self.moved} moved to a deputy, {self.passed} begun without "
            f"a decision, {self.asked} asked for the debrief, {self.closed} closed"
        )


def run(now: datetime) -> Done:
    """One round over the open and the decided cases."""
    reminded = moved = passed = asked = closed = 0
    for case in _cases(stage__in=OPEN):
        today = clock.local_day(now, case.organisation.jurisdiction)
        if case.first_day <= today:
            _tell_passed(case, now)
            passed += 1
        if case.stage == Stage.WAITING:
            continue
        if today > case.due_on:
            moved += escalate(case.pk, now=now) is not None
        elif today >= clock.before(
            case.due_on, clock.REMIND_BEFORE, case.organisation.jurisdiction
        ):
            _remind(case, now)
            reminded += 1
    for case in _cases(stage=Stage.DECIDED):
        today = clock.local_day(now, case.organisation.jurisdiction)
        asked += _ask_for_debrief(case, today, now)
        closed += close_by_itself(case.pk, now=now)
    return Done(reminded, moved, passed, asked, closed)


def _cases(**wanted: object) -> list[Case]:
    return list(
        Case.objects.filter(**wanted)
        .select_related("organisation", "applicant", "officer", "manager", "debrief", "loan")
        .defer("form", "answer_en", "answer_zh", "screening")
        .order_by("due_on")
    )


def _remind(case: Case, now: datetime) -> None:
    holder = holder_of(case)
    people: list[Person | None]
    if case.stage == Stage.WITH_MANAGER:
        delegated = of_case(case, now.date())
        people = [holder, delegated.delegate if delegated else None]
    elif case.stage == Stage.COUNTERSIGNING:
        people = [*noticing.heads_of(case, now)]
    else:
        people = [*noticing.officers_of(case, now)]
    noticing.notify(
        people, "notice.due_soon", case, _on(noticing.DUE_SOON, case, case.due_on), now,
        key=f"{case.stage}:{case.due_on}", due_on=case.due_on,
    )  # fmt: skip


def _tell_passed(case: Case, now: datetime) -> None:
    """Nothing is approved: the applicant and the head of compliance hear of it, once."""
    noticing.notify(
        [case.applicant, *noticing.heads_of(case, now)], "notice.passed", case,
        noticing.about(noticing.PASSED, case), now, key=str(case.first_day),
    )  # fmt: skip


def _ask_for_debrief(case: Case, today: date, now: datetime) -> int:
    """The traveller first; the line manager only when five more working days have gone by."""
    due = afterwards.debrief_due(case)
    permit = afterwards.last_permit(case)
    if due is None or permit is None or afterwards.has_debrief(case) or today <= permit.valid_until:
        return 0
    href = f"/cases/{case.pk}/debrief/"
    noticing.notify(
        [case.applicant], "debrief.due", case, _on(noticing.DEBRIEF_DUE, case, due), now,
        key=str(due), due_on=due, href=href,
    )  # fmt: skip
    if today > due:
        noticing.notify(
            [case.applicant], "debrief.late", case, _on(noticing.DEBRIEF_LATE, case, due), now,
            key=str(due), href=href,
        )  # fmt: skip
    if today > clock.after(due, clock.DEBRIEF_PATIENCE, case.organisation.jurisdiction):
        text = noticing.about(noticing.DEBRIEF_MISSING, case, who=case.applicant.label)
        manager = case.manager or case.applicant.line_manager
        noticing.notify([manager], "debrief.missing", case, text, now, key=str(due))
    return 1


def _on(text: Promise, case: Case, day: date) -> Words:
    return noticing.about(text, case, day=noticing.both(day))
