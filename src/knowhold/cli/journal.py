"""`knowhold journal`: check the record from outside, and look after it from inside."""

from __future__ import annotations

import json
import time
from itertools import combinations
from pathlib import Path
from typing import Final

import click

from knowhold.cli import journal_upkeep as upkeep
from knowhold.cli.journal_bundle import erasures, reperform
from knowhold.cli.journal_files import FILE, asked_entry, read, trusted_policy
from knowhold.journal import verify as outsider
from knowhold.journal.alone import single_file
from knowhold.journal.opening import Audited, verify_bundle

CLOCK_SKEW: Final = 300  # seconds that two honest clocks may differ


@click.group()
def journal() -> None:
    """The tamper-evident record: verify it, prove an entry, check and repair it."""


@journal.command()
@click.option("--key", type=FILE, help="The log's verifier key, got from somebody you trust.")
@click.option("--policy", type=FILE, help="A C2SP policy file instead: logs, witnesses, quorum.")
@click.option("--origin", help="The log's name, where it differs from its key's name.")
@click.option(
    "--checkpoint",
    "checkpoints",
    type=FILE,
    multiple=True,
    help="A signed checkpoint; the older one with --growth. Twice: two that must not contradict.",
)
@click.option("--growth", type=FILE, help="A consistency proof to a newer checkpoint.")
@click.option("--proof", type=FILE, help="A .tlog-proof, with --entry or with --record and --salt.")
@click.option("--entry", type=FILE, help="The 32-byte entry, raw or as 64 hex digits.")
@click.option("--record", type=FILE, help="The record whose salted commitment is the entry.")
@click.option("--salt", help="The record's salt, 64 hex digits.")
@click.option("--bundle", type=FILE, help="An auditor's ZIP; --checkpoint is then an older one.")
@click.option("--json", "as_json", is_flag=True, help="Print what was verified as JSON.")
def verify(
    *,
    checkpoints: tuple[Path, ...],
    growth: Path | None,
    proof: Path | None,
    bundle: Path | None,
    as_json: bool,
    **given: Path | str | None,
) -> None:
    r"""Check files offline: a checkpoint, its growth, or that an entry is in the log.

    \b
    knowhold journal verify --key log.vkey --checkpoint checkpoint
    knowhold journal verify --key log.vkey --checkpoint june --growth june-to-july
    knowhold journal verify --key log.vkey --checkpoint mine --checkpoint yours
    knowhold journal verify --policy policy --proof permit.tlog-proof --record r --salt HEX
    knowhold journal verify --policy policy --bundle audit.zip --checkpoint june

    Needs no account, no network and no Knowhold database. Exit code 0: verified; 1: not.
    """
    checkpoint = checkpoints[0] if checkpoints else None
    if growth and not checkpoint:
        raise click.UsageError("`--growth` needs the older `--checkpoint`")
    if not checkpoint and not proof and not bundle:
        raise click.UsageError("give `--checkpoint`, `--proof` or `--bundle`; see `--help`")
    policy = trusted_policy(given["key"], given["policy"], given["origin"])
    entry = asked_entry(given["entry"], given["record"], given["salt"])
    if (proof is None) != (entry is None):
        raise click.UsageError("`--proof` needs `--entry`, or `--record` with `--salt`")
    found: list[outsider.Verified | Audited] = []
    heads = [outsider.verify_checkpoint(read(one), policy) for one in checkpoints]
    found += heads
    _require_one_history(heads)
    if checkpoint and growth:
        found.append(outsider.verify_growth(read(checkpoint), read(growth), policy))
    if proof and entry is not None:
        found.append(outsider.verify_proof(entry, read(proof), policy))
    if bundle:
        read(bundle)  # an absent file is bad data, not a failed check
        found += verify_bundle(bundle, policy, read(checkpoint) if checkpoint else None)
    if as_json:
        click.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        click.echo(one.as_text())
        _warn_of_the_future(one.head if isinstance(one, Audited) else one)
    if bundle:
        for line in erasures(bundle, [one for one in found if isinstance(one, Audited)]):
            click.echo(line)


@journal.command()
def verifier() -> None:
    r"""Print the verifier as one file, which needs Python 3.11 and `cryptography` alone.

    \b
    knowhold journal verifier > verify.py
    python verify.py --policy policy --bundle audit.zip --checkpoint june
    """
    click.echo(single_file(), nl=False)


def _require_one_history(heads: list[outsider.Verified]) -> None:
    """Two signed heads of one size with two roots are evidence: ProofError shows both."""
    for one, other in combinations([each.checkpoint for each in heads], 2):
        if (one.origin, one.size) == (other.origin, other.size):
            outsider.verify_consistency(one.size, other.size, one.root, other.root, [])


def _warn_of_the_future(found: outsider.Verified) -> None:
    """A cosignature's time is signed but is the witness's own; one in the future proves no more."""
    for name, moment in found.witnesses:
        if moment is not None and moment > time.time() + CLOCK_SKEW:
            click.echo(f"warning: the cosignature of `{name}` is dated in the future", err=True)


for command in (
    upkeep.status,
    upkeep.fsck,
    upkeep.prove,
    upkeep.growth,
    upkeep.publish,
    upkeep.backup,
    upkeep.recover,
    upkeep.key,
    upkeep.witness,
    reperform,
):
    journal.add_command(command)
