"""`knowhold manage load_taxonomy [FILE]`: bring the know-how taxonomy up to date."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from knowhold.roster.actions.taxonomy import load_taxonomy
from knowhold.roster.taxonomy import TABLE


class Command(BaseCommand):
    help = "Write the taxonomy's lines into the database; running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=TABLE)

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002
        path = options["file"]
        assert isinstance(path, Path)
        with transaction.atomic():
            added, changed = load_taxonomy(path)
        self.stdout.write(f"taxonomy: {added} lines added, {changed} changed")
