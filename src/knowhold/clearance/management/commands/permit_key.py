"""`knowhold manage permit_key`: list, change or revoke the keys that sign permits."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from knowhold.audit.actions import SYSTEM, record
from knowhold.clearance import permit_keys


class Command(BaseCommand):
    help = "List the keys that sign permits; --rotate makes a new one, --revoke ends one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rotate", action="store_true", help="a new key signs from now on")
        parser.add_argument("--revoke", metavar="ID", help="permits of this key are not valid")

    def handle(self, *args: object, rotate: bool, revoke: str | None, **options: object) -> None:  # noqa: ARG002
        now = timezone.now()
        if rotate:
            made = permit_keys.rotate()
            record("permit_key.made", SYSTEM, ("permit_key", made.key_id.hex()), {}, now)
        if revoke:
            permit_keys.revoke(revoke)
            record("permit_key.revoked", SYSTEM, ("permit_key", revoke), {}, now)
        for key in permit_keys.believed():
            self.stdout.write(f"{key.key_id.hex()}  {key.vkey}")
