"""`knowhold manage analyse`: work out the analysis that waits longest; the worker starts it."""

from __future__ import annotations

import os
import socket

from django.core.management.base import BaseCommand, CommandParser

from knowhold.jobs.worker import name
from knowhold.planning.analysing import work_out_next


class Command(BaseCommand):
    help = "Work out the long analysis that has waited longest; ends when it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--parent", type=int, help="end when this is no longer the parent")

    def handle(self, *args: object, **options: int | None) -> None:  # noqa: ARG002
        parent = options["parent"]
        # by hand, beside a worker: what that one works on stays its own
        worker = name() if parent is not None else f"{socket.gethostname()}:{os.getpid()}"
        self.stdout.write(work_out_next(worker=worker, parent=parent))
