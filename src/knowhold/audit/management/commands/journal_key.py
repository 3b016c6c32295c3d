"""`knowhold manage journal_key`: list, change or revoke the key that signs a year's journal."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from knowhold.audit import journal_keys
from knowhold.audit.actions import SYSTEM, record
from knowhold.audit.shards import newest_year


class Command(BaseCommand):
    help = (
        "List the keys of a year's journal. --rotate makes a new one while the old one goes on "
        "signing beside it; --retire ends that; --compromised makes a new one and ends the old at "
        "once. Give the new public key to readers and witnesses."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, help="of which journal [the newest]")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--rotate", action="store_true", help="a new key, with an overlap")
        what.add_argument("--retire", metavar="ID", help="end the overlap of this key")
        what.add_argument("--compromised", action="store_true", help="a new key, no overlap")

    def handle(
        self,
        *args: object,  # noqa: ARG002 - Django's signature
        year: int | None,
        rotate: bool,
        retire: str | None,
        compromised: bool,
        **options: object,  # noqa: ARG002
    ) -> None:
        year = newest_year() if year is None else year
        if rotate:
            self._tell("journal_key.made", journal_keys.rotate(year).key_id.hex(), year)
        if retire:
            journal_keys.retire(year, retire)
            self._tell("journal_key.retired", retire, year)
        if compromised:
            before = {key for key, state in journal_keys.listed(year) if state == "signing"}
            self._tell("journal_key.made", journal_keys.revoke(year).key_id.hex(), year)
            for key in before:
                self._tell("journal_key.revoked", key.key_id.hex(), year)
        for key, state in journal_keys.listed(year):
            self.stdout.write(f"{key.key_id.hex()}  {state:<8}  {key.vkey}")

    def _tell(self, kind: str, key_id: str, year: int) -> None:
        record(kind, SYSTEM, ("journal_key", key_id), {"year": year}, timezone.now())
