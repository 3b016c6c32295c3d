"""What runs by itself about cases: deadlines, every quarter of an hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _lazy

from knowhold.clearance import deadlines
from knowhold.jobs.schedule import Job


def _deadlines(now: datetime) -> str:
    return deadlines.run(now).line()


JOBS = (
    Job(
        "cases.deadlines",
        timedelta(minutes=15),
        _deadlines,
        _lazy("Remind, move overdue cases to deputies, ask for debriefs, close what is done"),
    ),
)
