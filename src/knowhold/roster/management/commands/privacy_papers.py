"""`knowhold manage privacy_papers FIRM FOLDER`: the firm's privacy papers from its configuration."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from knowhold.accounts.models import Organisation
from knowhold.roster.privacy_papers import Configured, Paper, written


class Command(BaseCommand):
    help = (
        "Write impact assessment, record of processing and staff-council sheet, in both languages."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("firm", help="the firm's code, such as ZZ-001")
        parser.add_argument("folder", type=Path)

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002
        folder = options["folder"]
        assert isinstance(folder, Path)
        firm = Organisation.objects.filter(code=options["firm"]).first()
        if firm is None:
            raise CommandError(f"there is no firm `{options['firm']}`")
        configured = Configured(
            firm, timezone.now().date(), connection.vendor, settings.KNOWHOLD_JOURNAL_ORIGIN
        )
        folder.mkdir(parents=True, exist_ok=True)
        for paper in Paper:
            for language in ("en", "zh"):
                path = folder / f"{paper.value}.{language}.md"
                path.write_text(written(paper, configured, language), "utf-8")
                self.stdout.write(str(path))
