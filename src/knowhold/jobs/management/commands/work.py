"""`knowhold manage work`: the worker alone; `knowhold serve` and `knowhold demo` start one."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandParser

from knowhold.jobs.worker import work


class Command(BaseCommand):
    help = "Run what is due by itself (deadlines, mails, expiry) until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--parent", type=int, help="end when this is no longer the parent")

    def handle(self, *args: object, **options: int | None) -> None:  # noqa: ARG002
        work(parent=options["parent"])
