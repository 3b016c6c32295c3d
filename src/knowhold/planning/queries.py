"""Long analyses as they are asked for: a person's own, and whether one waits for the worker."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from knowhold.accounts.models import Person
from knowhold.errors import NotFound
from knowhold.planning.models import Analysis, AnalysisState


def analyses_of(person: Person) -> QuerySet[Analysis]:
    """The person's own, newest first."""
    return Analysis.objects.filter(by=person, organisation=person.organisation)


def analysis_of(person: Person, pk: UUID) -> Analysis:
    """NotFound for one that somebody else asked for."""
    found = analyses_of(person).filter(pk=pk).first()
    if found is None:
        raise NotFound("there is no such analysis")
    return found


def before(analysis: Analysis) -> int:
    """How many are worked out before a waiting one."""
    unfinished = Q(state=AnalysisState.WAITING) | Q(state=AnalysisState.WORKING)
    return Analysis.objects.filter(unfinished, asked_at__lt=analysis.asked_at).count()


def is_analysis_waiting(worker: str) -> bool:
    """Whether one waits, or was left behind by this worker when it was killed."""
    left = Q(state=AnalysisState.WORKING, claimed_by=worker)
    return Analysis.objects.filter(Q(state=AnalysisState.WAITING) | left).exists()
