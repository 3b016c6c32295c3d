"""What an auditor learns from a bundle beyond its proofs: what was erased, and the rules asked again."""

from __future__ import annotations

import importlib
import json
import zipfile
from pathlib import Path
from typing import Any

import click

from knowhold.cli.journal_files import FILE, read, trusted_policy
from knowhold.journal.bundle import Audited, verify_bundle

BASES = frozenset({"record.erased", "journal.recovered"})
NOT_SAID = "the basis is not in this bundle"


def erasures(path: Path, audited: Audited) -> list[str]:
    """One line for each entry without content: its commitment, and on which basis that is gone."""
    if not audited.erased:
        return []
    year = audited.head.checkpoint.origin.rpartition("/")[2]
    with zipfile.ZipFile(path) as archive:
        basis = _bases(archive, audited)
        return [
            f"entry {index}: content erased, commitment {archive.read(f'{index}.entry').hex()}, "
            f"basis: {basis.get((year, index), NOT_SAID)}"
            for index in audited.erased
        ]


def _bases(archive: zipfile.ZipFile, audited: Audited) -> dict[tuple[str, int], str]:
    found: dict[tuple[str, int], str] = {}
    for index in audited.opened:
        record = _record(archive.read(f"{index}.record"))
        if record.get("kind") in BASES:
            body = record["body"]
            for year, entry in body.get("entries", ()):
                found[str(year), entry] = f"{body['reason']} (entry {index})"
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
    found = again.reperform(again.records_in(bundle, audited.opened), again.rulebooks_in(bundle))
    click.echo(found.as_text())
    if found.different:
        raise SystemExit(1)
