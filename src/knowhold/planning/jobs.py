"""What the worker does about planning: long analyses one at a time, old ones deleted."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _lazy

from knowhold.jobs.long_work import LongWork
from knowhold.jobs.schedule import DAY, Job
from knowhold.planning.actions import drop_old_analyses
from knowhold.planning.queries import is_analysis_waiting


def _drop(now: datetime) -> str:
    return f"{drop_old_analyses(now=now)} deleted"


JOBS = (Job("exposure.forget", DAY, _drop, _lazy("Delete analyses that are a week old")),)
LONG = (LongWork("exposure.analyses", "analyse", is_analysis_waiting),)
