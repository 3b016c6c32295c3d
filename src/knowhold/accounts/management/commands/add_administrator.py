"""`knowhold manage add_administrator`: the first person of an installation or of a firm."""

from __future__ import annotations

import getpass
import sys

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from knowhold.accounts.actions.adding import Newcomer, add_organisation, add_person
from knowhold.accounts.models import Role
from knowhold.audit.actions import SYSTEM
from knowhold.errors import KnowholdError


class Command(BaseCommand):
    help = (
        "Add an administrator, and the organisation if it is new. The password is asked for, "
        "or read from the first line of standard input."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="in Latin letters")
        parser.add_argument("--native", default="", help="in its own script")
        parser.add_argument("--organisation", required=True, metavar="CODE")
        parser.add_argument("--organisation-name", required=True)
        parser.add_argument("--organisation-name-zh", default="")
        parser.add_argument("--jurisdiction", required=True, metavar="XX")

    def handle(self, *args: object, **options: str) -> None:  # noqa: ARG002
        now = timezone.now()
        password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        newcomer = Newcomer(options["email"], options["name"], options["native"])
        try:
            organisation = add_organisation(
                options["organisation"],
                options["organisation_name"],
                options["organisation_name_zh"],
                options["jurisdiction"],
                by=SYSTEM,
                now=now,
            )
            roles = [Role.EMPLOYEE, Role.ADMINISTRATOR]
            person = add_person(newcomer, password, organisation, roles, by=SYSTEM, now=now)
        except KnowholdError as error:
            raise CommandError(error.line()) from error
        self.stdout.write(f"{person.email} administers {organisation}")
