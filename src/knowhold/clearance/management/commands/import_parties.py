"""`knowhold manage import_parties ROWS.csv --firm ZZ-001`: many counterparts, kept and compared."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from knowhold.accounts.models import Organisation
from knowhold.audit.actions import SYSTEM
from knowhold.clearance.actions.comparing import add_many
from knowhold.clearance.installed import lists
from knowhold.errors import KnowholdError
from knowhold.parties.rows import described_in


class Command(BaseCommand):
    help = (
        "Keep the organisations of a CSV (name[,native_name,also,country,kind,lei,uscc]) as a firm's "
        "counterparts and compare them. A name that is kept already changes nothing; a person is refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar="ROWS.csv")
        parser.add_argument("--firm", required=True, metavar="CODE", help="the firm's code")

    def handle(
        self,
        *args: object,  # noqa: ARG002 - Django's signature
        path: Path,
        firm: str,
        **options: object,  # noqa: ARG002
    ) -> None:
        organisation = Organisation.objects.filter(code=firm).first()
        if organisation is None:
            known = ", ".join(Organisation.objects.values_list("code", flat=True))
            raise CommandError(f"`{firm}` is no firm here; there are {known or 'none'}")
        try:
            added, raised = add_many(
                organisation, described_in(path), lists=lists(), by=SYSTEM, now=timezone.now()
            )
        except KnowholdError as error:
            raise CommandError(error.line()) from error
        self.stdout.write(f"{added} added, {raised} matches to judge")
