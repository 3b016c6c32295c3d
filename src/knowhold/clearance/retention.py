"""How long a case is kept: two clocks, one for the journey as it was told, one for the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from knowhold.clearance import clock
from knowhold.clearance.flow import Stage
from knowhold.clearance.models import Case
from knowhold.roster.actions.retaining import months_after
from knowhold.roster.purposes import purposes

JOURNEY, RECORD = "itineraries", "cases"
OVER = (Stage.CLOSED, Stage.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Clocks:
    """The last day of each; `journey` are stops with their days, questions, answers, files."""

    journey: date
    record: date


def clocks(case: Case) -> Clocks | None:
    """Until when a case that is over is kept; None while somebody can still have to do something."""
    ended = ended_on(case)
    if ended is None:
        return None
    return Clocks(months_after(ended, months(JOURNEY)), months_after(ended, months(RECORD)))


def ended_on(case: Case) -> date | None:
    """The day from which both clocks run: its last day, or the later day on which it was closed."""
    if case.stage not in OVER:
        return None
    return max(case.last_day, clock.local_day(case.with_since, case.organisation.jurisdiction))


def months(purpose: str) -> int:
    found = purposes()[purpose].months
    assert found is not None
    return found
