"""One row per job and period: that a job ran, or why it did not, and when it is tried again."""

from __future__ import annotations

from django.db import models


class JobRun(models.Model):
    """INVARIANT: a period of a job is finished at most once; a claim lets one worker try."""

    job = models.CharField(max_length=60)
    # the beginning of the period, in UTC: `2026-11-24T06:10`
    period = models.CharField(max_length=16)
    # who tries now, and since when; a claim of a killed worker is freed or grows old
    claimed_by = models.CharField(max_length=120, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # one line for the administrator: what was done, or what went wrong
    said = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-period", "job"]
        indexes = [models.Index(fields=["job", "-period"], name="job_run_newest")]
        constraints = [
            models.UniqueConstraint(fields=["job", "period"], name="job_run_once_per_period")
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.period}"
