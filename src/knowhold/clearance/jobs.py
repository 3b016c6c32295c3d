"""What runs by itself about cases: deadlines, and counterparts again when a list changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _lazy

from knowhold.clearance import deadlines
from knowhold.clearance.actions.rescreening import rescreen
from knowhold.clearance.actions.retaining import delete_what_is_over
from knowhold.clearance.installed import lists, tools
from knowhold.jobs.schedule import DAY, MINUTE, Job


def _deadlines(now: datetime) -> str:
    return deadlines.run(now).line()


def _rescreen(now: datetime) -> str:
    return rescreen(now, lists(), tools()).line()


def _delete(now: datetime) -> str:
    done = delete_what_is_over(now)
    return f"{done.journeys} journeys, {done.records} records, {done.notes} notes deleted"


JOBS = (
    Job(
        "cases.deadlines",
        timedelta(minutes=15),
        _deadlines,
        _lazy("Remind, move overdue cases to deputies, ask for debriefs, close what is done"),
    ),
    Job(
        "lists.rescreen",
        MINUTE,
        _rescreen,
        _lazy("Compare every counterpart again when a list changed; pause what it touches"),
    ),
    Job(
        "cases.retention",
        DAY,
        _delete,
        _lazy("Delete journeys and records of cases whose time has passed"),
    ),
)
