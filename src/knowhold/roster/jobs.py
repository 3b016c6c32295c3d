"""What the worker does about the roster: reads large files, puts old ones away, ends what is due."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _lazy

from knowhold.jobs.schedule import DAY, MINUTE, Job
from knowhold.roster.actions.receiving import check_waiting, drop_old
from knowhold.roster.actions.retaining import delete_what_is_over


def _check(now: datetime) -> str:
    return f"{check_waiting(now=now)} read"


def _drop(now: datetime) -> str:
    return f"{drop_old(now=now)} put away"


def _delete(now: datetime) -> str:
    return f"{delete_what_is_over(now)} deleted"


JOBS = (
    Job(
        "roster.retention",
        DAY,
        _delete,
        _lazy("Delete what people's rosters and reports no longer need"),
    ),
    Job("roster.check", MINUTE, _check, _lazy("Read large roster files")),
    Job("roster.drop", DAY, _drop, _lazy("Delete roster files that nobody filed for a week")),
)
