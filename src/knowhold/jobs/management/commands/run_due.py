"""`knowhold manage run_due`: one round of the worker by hand, now or as of another moment."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from knowhold.jobs.actions import run_due
from knowhold.jobs.schedule import jobs


class Command(BaseCommand):
    help = "Run every job whose period is not finished yet; once each, whoever else runs them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--now", help="as if it were this moment: 2026-12-04T08:00 (UTC)")
        parser.add_argument("--only", metavar="JOB", help="this job alone")

    def handle(self, *args: object, **options: str | None) -> None:  # noqa: ARG002
        found, only = jobs(), options["only"]
        if only is not None and only not in {job.name for job in found}:
            names = ", ".join(job.name for job in found)
            raise CommandError(f"there is no job `{only}`; there are {names}")
        chosen = [job for job in found if only in {None, job.name}]
        worker = f"{socket.gethostname()}:{os.getpid()}"
        ran = run_due(chosen, now=_moment(options["now"]), worker=worker)
        for one in ran:
            failed = "failed: " if one.has_failed else ""
            self.stdout.write(f"{one.job} ({one.period}): {failed}{one.said}")
        if not ran:
            self.stdout.write("nothing is due")
        if any(one.has_failed for one in ran):
            raise CommandError("a job failed; it is tried again later")


def _moment(text: str | None) -> datetime:
    if text is None:
        return timezone.now()
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"`{text}` is not a moment such as 2026-12-04T08:00") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
