"""A long analysis is asked for, taken by the worker, stopped, finished, and deleted after a week.

No event is written: it is the reader's own question, and its answer is nameless. A look at what a
single holder knows is noted when the answer is opened.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from knowhold.accounts.models import Person
from knowhold.errors import Invalid, WrongStage
from knowhold.exposure.documents.stored import to_plain
from knowhold.exposure.progress import Stage
from knowhold.planning.models import Analysis, AnalysisState
from knowhold.planning.policy import require_reader
from knowhold.planning.working_out import Kind, Worked

KEPT_FOR: Final = timedelta(days=7)
UNFINISHED: Final = (AnalysisState.WAITING, AnalysisState.WORKING)
MOST_DEPARTURES: Final = 6
# of one person at a time: the worker does one after another
MOST_AT_ONCE: Final = 3


def ask_analysis(kind: Kind, departures: int, lang: str, *, by: Person, now: datetime) -> Analysis:
    """Line up a question; WrongStage for more than three of one person that are not finished."""
    require_reader(by, now.date())
    if not 1 <= departures <= MOST_DEPARTURES:
        raise Invalid({"departures": [f"`{departures}` is not 1 to {MOST_DEPARTURES}"]})
    with transaction.atomic():
        waiting = Analysis.objects.select_for_update().filter(by=by, state__in=UNFINISHED)
        if len(waiting) >= MOST_AT_ONCE:
            raise WrongStage(
                f"{MOST_AT_ONCE} of your analyses are not finished", advice="wait, or stop one"
            )
        return Analysis.objects.create(
            organisation=by.organisation, by=by, asked_at=now, kind=kind, departures=departures,
            language=lang,
        )  # fmt: skip


def stop_analysis(analysis: Analysis, *, now: datetime) -> bool:
    """Stop it; whoever works on it notices within a second. False when it had ended before."""
    return _end(analysis, AnalysisState.STOPPED, now)


def forget_analysis(analysis: Analysis) -> None:
    """Delete one that has ended; WrongStage while it has not."""
    if analysis.state in UNFINISHED:
        raise WrongStage("this analysis is not finished", advice="stop it first")
    analysis.delete()


def take_next(*, worker: str, now: datetime) -> Analysis | None:
    """The one that has waited longest, now `worker`'s; what it left behind before has failed."""
    Analysis.objects.filter(state=AnalysisState.WORKING, claimed_by=worker).update(
        state=AnalysisState.FAILED, ended_at=now
    )
    for one in Analysis.objects.filter(state=AnalysisState.WAITING).order_by("asked_at"):
        # one statement decides who of several workers has it
        taken = Analysis.objects.filter(pk=one.pk, state=AnalysisState.WAITING).update(
            state=AnalysisState.WORKING, claimed_by=worker, started_at=now
        )
        if taken:
            one.refresh_from_db()
            return one
    return None


def note_stage(analysis: Analysis, stage: Stage) -> bool:
    """How far it is; False when it was stopped meanwhile."""
    working = Analysis.objects.filter(pk=analysis.pk, state=AnalysisState.WORKING)
    return bool(working.update(stage=stage.value))


def finish(analysis: Analysis, worked: Worked, *, now: datetime) -> bool:
    """Keep the answer, unless it was stopped meanwhile."""
    answer = to_plain(worked.document)
    return _end(analysis, AnalysisState.DONE, now, answer=answer, named=worked.named)


def give_up(analysis: Analysis, *, now: datetime) -> bool:
    """It could not be worked out."""
    return _end(analysis, AnalysisState.FAILED, now)


def drop_old_analyses(*, now: datetime) -> int:
    """Delete what was asked a week ago; how many."""
    gone, _ = Analysis.objects.filter(asked_at__lt=now - KEPT_FOR).delete()
    return gone


def _end(analysis: Analysis, state: AnalysisState, now: datetime, **more: object) -> bool:
    unfinished = Analysis.objects.filter(pk=analysis.pk, state__in=UNFINISHED)
    return bool(unfinished.update(state=state, ended_at=now, **more))
