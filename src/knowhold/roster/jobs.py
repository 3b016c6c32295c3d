"""What the worker does about the roster: reads large files, puts old ones away, ends what is due."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _lazy

from knowhold.jobs.schedule import DAY, Job
from knowhold.roster.actions.receiving import check_waiting, drop_old

SOON: Final = timedelta(seconds=5)


def _check(now: datetime) -> str:
    return f"{check_waiting(now=now)} read"


def _drop(now: datetime) -> str:
    return f"{drop_old(now=now)} put away"


JOBS = (
    Job("roster.check", SOON, _check, _lazy("Read large roster files")),
    Job("roster.drop", DAY, _drop, _lazy("Delete roster files that nobody filed for a week")),
)
