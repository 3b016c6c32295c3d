"""What the worker does about notices: mails every minute, forgetting once a day."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _lazy

from knowhold.jobs.schedule import DAY, MINUTE, Job
from knowhold.notices.actions import forget_old, send_mails


def _mails(now: datetime) -> str:
    done = send_mails(now=now)
    return f"{done.sent} sent, {done.put_off} put off, {done.refused} refused"


def _forget(now: datetime) -> str:
    return f"{forget_old(now=now)} removed"


JOBS = (
    Job("notices.mails", MINUTE, _mails, _lazy("Send the mails that wait")),
    Job("notices.forget", DAY, _forget, _lazy("Remove notices older than a year")),
)
