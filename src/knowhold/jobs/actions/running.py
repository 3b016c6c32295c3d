"""Running each job once a period: claimed, tried, finished or put off."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from knowhold.jobs.models import JobRun
from knowhold.jobs.schedule import Job

log = logging.getLogger(__name__)

# longer than any job may take: then its worker is taken for dead
CLAIM_LASTS: Final = timedelta(minutes=15)
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=1)
KEPT_FOR: Final = timedelta(days=30)
LONGEST_LINE: Final = 300


@dataclass(frozen=True, slots=True)
class Ran:
    job: str
    period: str
    said: str
    has_failed: bool = False


def run_due(jobs: Sequence[Job], *, now: datetime, worker: str) -> list[Ran]:
    """Run every job whose period of `now` is not finished; what ran, in order.

    A job that raises is put off, a little longer each time, and never stops the others.
    """
    done = []
    for job in jobs:
        run = _claim(job, now, worker)
        if run is not None:
            done.append(_try(job, run, now))
    return done


def free_claims(worker: str) -> int:
    """Free what `worker` claimed and did not finish: it was killed and has just been started anew."""
    claimed = JobRun.objects.filter(claimed_by=worker, finished_at__isnull=True)
    return claimed.update(claimed_by="", claimed_at=None)


def forget_old(now: datetime) -> int:
    """Remove rows of periods that ended a month ago."""
    gone, _ = JobRun.objects.filter(finished_at__lt=now - KEPT_FOR).delete()
    return gone


def _claim(job: Job, now: datetime, worker: str) -> JobRun | None:
    period = job.period(now)
    known = JobRun.objects.filter(job=job.name, period=period).first()
    if known is None:
        known, _ = JobRun.objects.get_or_create(job=job.name, period=period)
    if known.finished_at is not None:
        return None
    # one statement decides who of several workers has it
    due = Q(next_at__isnull=True) | Q(next_at__lte=now)
    claimed = JobRun.objects.filter(_free(now), due, pk=known.pk, finished_at__isnull=True).update(
        claimed_by=worker, claimed_at=now
    )
    return known if claimed else None


def _free(now: datetime) -> Q:
    """Claimed by nobody, or by a worker that is taken for dead."""
    return Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - CLAIM_LASTS)


def _try(job: Job, run: JobRun, now: datetime) -> Ran:
    try:
        # in no transaction of ours: its verbs have their own, and a mail server may be slow
        said = job.run(now)[:LONGEST_LINE]
        JobRun.objects.filter(pk=run.pk).update(
            finished_at=now, claimed_by="", claimed_at=None, said=said
        )
        # whatever was due in a period before is done too: nobody comes back to its row
        JobRun.objects.filter(
            _free(now), job=job.name, period__lt=run.period, finished_at__isnull=True
        ).update(finished_at=now, claimed_by="", claimed_at=None)
    except Exception as error:
        pause = min(FIRST_PAUSE * 2**run.failures, LONGEST_PAUSE)
        # the type only: a message may quote what a person wrote
        said = type(error).__name__
        JobRun.objects.filter(pk=run.pk).update(
            failures=run.failures + 1,
            next_at=now + pause,
            claimed_by="",
            claimed_at=None,
            said=said,
        )
        log.exception("the job %s failed; tried again in %s", job.name, pause)
        return Ran(job.name, run.period, said, has_failed=True)
    return Ran(job.name, run.period, said)
