"""What an auditor learns from a bundle beyond its proofs: what was erased, and the rules asked again."""

from __future__ import annotations

import importlib
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from knowhold.cli.journal_files import FILE, read, trusted_policy
from knowhold.journal.opening import Audited, verify_bundle

BASES = frozenset({"record.erased", "journal.recovered"})
NOT_SAID = "the basis is not in this bundle"


def erasures(path: Path, found: Sequence[Audited]) -> list[str]:
    """One line for each entry without content: its commitment, and on which basis that is gone."""
    if not any(one.erased for one in found):
        return []
    with zipfile.ZipFile(path) as archive:
        # an entry of December may be erased in January
        basis = {place: text for one in found for place, text in _bases(archive, one).items()}
        return [
            f"entry {one.folder}{index}: content erased, commitment "
            f"{archive.read(f'{one.folder}{index}.entry').hex()}, "
            f"basis: {basis.get((_year(one), index), NOT_SAID)}"
            for one in found
            for index in one.erased
        ]


def _year(audited: Audited) -> str:
    return audited.head.checkpoint.origin.rpartition("/")[2]


def _bases(archive: zipfile.ZipFile, audited: Audited) -> dict[tuple[str, int], str]:
    found: dict[tuple[str, int], str] = {}
    for index in audited.opened:
        record = _record(archive.read(f"{audited.folder}{index}.record"))
        if record.get("kind") in BASES:
            body = record["body"]
            for year, entry in body.get("entries", ()):
                text = f"{body['reason']} (entry {audited.folder}{index})"
                found[str(year), entry] = text
    return found


def _record(content: bytes) -> dict[str, Any]:
    try:
        record = json.loads(content)
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}


@click.command()
@click.argument("bundle", type=FILE)
@click.option("--key", type=FILE, help="The log's verifier key, got from somebody you trust.")
@click.option("--policy", type=FILE, help="A C2SP policy file instead: logs, witnesses, quorum.")
def reperform(bundle: Path, key: Path | None, policy: Path | None) -> None:
    """Verify BUNDLE, then ask its archived rulebooks again what they answered.

    Every answer must come out equal and every decision must rest on its rules. Needs no account
    and no network. Exit code 1: something differs.
    """
    trusted = trusted_policy(key, policy)
    read(bundle)  # an absent file is bad data, not a failed check
    audited = verify_bundle(bundle, trusted)
    # the verifier must not pay for the law: loaded only when it is asked again
    again = importlib.import_module("knowhold.clearance.reperforming")
    found = again.reperform(again.records_in(bundle, audited), again.rulebooks_in(bundle))
    click.echo(found.as_text())
    if found.different:
        raise SystemExit(1)
