"""Django's `migrate`, which ends by putting the row-level policies on every table."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import ProgrammingError, connections, transaction

from knowhold.accounts.policies import install
from knowhold.accounts.tenancy import ROLE


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        super().handle(*args, **options)
        connection = connections[options["database"]]
        try:
            with transaction.atomic(using=options["database"]):
                install(connection)
        except ProgrammingError as error:
            raise CommandError(
                "the row-level policies cannot be put on: have an administrator of the database run "
                f"`CREATE ROLE {ROLE} NOLOGIN; GRANT {ROLE} TO <this user>;` once, then migrate again"
            ) from error
