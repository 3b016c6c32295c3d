"""`knowhold manage backup FOLDER`: a copy of the whole installation, made while it serves."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from knowhold.audit.backing_up import back_up


class Command(BaseCommand):
    help = (
        "Copy database, journals, published tiles, lists and rulebooks to the new FOLDER, at one "
        "moment. The guard and the keys stay out on purpose: see docs/howto/keep-the-journal.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")

    def handle(self, *args: object, folder: Path, **options: object) -> None:  # noqa: ARG002
        made = back_up(folder)
        counted = ", ".join(f"{count} entries of {year}" for year, count in made.entries.items())
        self.stdout.write(f"copied: {counted or 'no journal yet'}")
        if not made.has_database:
            self.stderr.write("the PostgreSQL database is not in it: dump it before, with pg_dump")
