"""The keeper's half of `knowhold journal`: state, check, publish, recover, keys, witness."""

from __future__ import annotations

import base64
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from knowhold.cli.journal_files import FILE, FOLDER, signing_key, trusted_policy
from knowhold.errors import Invalid, NotFound, ProofError
from knowhold.journal import Log, Standing, new_signer, tiles
from knowhold.journal import verify as outsider
from knowhold.journal.feed import feed as ask_witness
from knowhold.journal.log import DATABASE
from knowhold.journal.note import head_of
from knowhold.journal.proof import write_growth
from knowhold.journal.recover import recover as recover_log
from knowhold.journal.serve import witness_server
from knowhold.journal.store import stored_origin
from knowhold.journal.witness import Witness

KINDS: Final = {
    "log": outsider.Kind.ED25519,
    "witness": outsider.Kind.COSIGNATURE_ED25519,
    "witness-pq": outsider.Kind.COSIGNATURE_MLDSA44,
}
FOLDER_ARGUMENT = click.argument("folder", type=FOLDER)
GUARD = click.option("--guard", type=FILE, help="The guard's file, where it is not in FOLDER.")
SIGNING_KEY = click.option(
    "--signing-key",
    "signing_key_",
    type=FILE,
    required=True,
    help="File with the private key; never printed.",
)
KEY = click.option("--key", type=FILE, help="The log's verifier key.")
POLICY = click.option("--policy", type=FILE, help="A C2SP policy file instead of a key.")


@click.command()
@FOLDER_ARGUMENT
@GUARD
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(*, folder: Path, guard: Path | None, as_json: bool) -> None:
    """Say how many entries the journal in FOLDER has and whether its guard agrees.

    Exit code 1: the journal is behind its guard, or shows another history; it takes no entries.
    """
    with _opened(folder, guard) as log:
        standing, why = log.standing(), log.explain_standing()
        found = {
            "origin": log.origin,
            "size": log.size(),
            "root": base64.b64encode(log.root()).decode(),
            "standing": standing.value,
            "why": why,
        }
    click.echo(json.dumps(found) if as_json else f"{found['origin']}: {why}")
    if standing is not Standing.GOOD:
        raise SystemExit(1)


@click.command()
@click.argument("folder", type=FOLDER, required=False)
@GUARD
@click.option("--tiles", "published", type=FOLDER, help="A published folder to recompute.")
@KEY
@POLICY
def fsck(
    *,
    folder: Path | None,
    guard: Path | None,
    published: Path | None,
    key: Path | None,
    policy: Path | None,
) -> None:
    """Recompute every hash from the entries: of the journal in FOLDER, of published --tiles, or both.

    Names every entry and tile that does not fit. Exit code 1: something does not.
    """
    if folder is None and published is None:
        raise click.UsageError("give FOLDER, or `--tiles` with `--key`, or both")
    problems: list[str] = []
    checked = 0
    if folder is not None:
        with _opened(folder, guard) as log, _progress(log.size()) as seen:
            problems += log.damages(seen)
            checked += log.size()
    if published is not None:
        trusted = trusted_policy(key, policy)
        head = tiles.published_head(published, trusted)
        with _progress(head.size) as seen:
            problems += tiles.find_damage(published, trusted, seen)
        checked += head.size
    for problem in problems:
        click.echo(problem)
    if problems:
        raise SystemExit(1)
    click.echo(f"sound: {checked} entries recomputed")


@click.command()
@FOLDER_ARGUMENT
@click.argument("index", type=click.IntRange(min=0))
@GUARD
def prove(*, folder: Path, index: int, guard: Path | None) -> None:
    """Print the .tlog-proof of entry INDEX under the newest checkpoint of the journal in FOLDER."""
    with _opened(folder, guard) as log:
        click.echo(log.proof(index), nl=False)


@click.command()
@FOLDER_ARGUMENT
@click.argument("size", type=click.IntRange(min=0))
@GUARD
def growth(*, folder: Path, size: int, guard: Path | None) -> None:
    """Print the proof that the newest checkpoint extends the one of SIZE entries."""
    with _opened(folder, guard) as log:
        note = log.checkpoint()
        head = head_of(note)
        click.echo(write_growth(size, log.consistency_proof(size, head.size), note), nl=False)


@click.command()
@FOLDER_ARGUMENT
@click.argument("www", type=FOLDER)
@SIGNING_KEY
@GUARD
def publish(*, folder: Path, www: Path, signing_key_: Path, guard: Path | None) -> None:
    """Sign the newest head of the journal in FOLDER and publish its tiles in WWW."""
    signer = signing_key(signing_key_)
    with Log.open(folder, signer.name, signer, guard=guard) as log:
        head = tiles.publish(log, www)
    click.echo(f"published: {head.size} entries of {head.origin}")


@click.command()
@FOLDER_ARGUMENT
@click.argument("path", type=FILE)
@GUARD
def backup(*, folder: Path, path: Path, guard: Path | None) -> None:
    """Copy the database of the journal in FOLDER to PATH while it is in use; never the guard."""
    with _opened(folder, guard) as log:
        try:
            size = log.backup(path)
        except OSError as error:
            raise NotFound(f"cannot write `{path}`: {error.strerror}") from error
    click.echo(f"copied: {size} entries")


@click.command()
@FOLDER_ARGUMENT
@click.argument("www", type=FOLDER)
@KEY
@POLICY
@GUARD
def recover(
    *, folder: Path, www: Path, key: Path | None, policy: Path | None, guard: Path | None
) -> None:
    """Bring a journal restored from a backup up to the tiles published in WWW.

    Nothing is overwritten: the entries it still has must be the published ones. Exit code 1: it is
    not yet where its guard is.
    """
    trusted = trusted_policy(key, policy)
    with _opened(folder, guard) as log:
        count = recover_log(log, www, trusted)
        standing, why = log.standing(), log.explain_standing()
    click.echo(f"recovered: {count} entries; {why}")
    if standing is not Standing.GOOD:
        raise SystemExit(1)


@click.command()
@click.argument("name")
@click.option("--to", "path", type=FILE, required=True, help="New file for the private key.")
@click.option("--type", "kind", type=click.Choice(list(KINDS)), default="log", show_default=True)
def key(*, name: str, path: Path, kind: str) -> None:
    """Create a key called NAME: the private half into a file only you can read, the other printed.

    The name of a log's key is the log's origin, such as knowhold.example/zz/2026.
    """
    try:
        signer = new_signer(name, os.urandom(32), KINDS[kind])
    except ProofError as error:
        raise Invalid({"name": [f"`{name}` has a space or a plus, or is empty"]}) from error
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise NotFound(f"cannot create `{path}`: {error.strerror}") from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(signer.skey + "\n")
    click.echo(signer.key.vkey)


@click.group()
def witness() -> None:
    """Cosign other logs, or have this one cosigned (C2SP tlog-witness)."""


@witness.command("serve")
@SIGNING_KEY
@click.option("--logs", type=FILE, required=True, help="Policy file whose `log` lines are known.")
@click.option("--state", type=FILE, required=True, help="File that remembers what was cosigned.")
@click.option("--listen", default="127.0.0.1:8731", show_default=True, help="Address and port.")
def serve_witness(*, signing_key_: Path, logs: Path, state: Path, listen: str) -> None:
    """Answer requests for cosignatures until stopped. Put TLS in front of it."""
    signer = signing_key(signing_key_)
    known: dict[str, tuple[outsider.Key, ...]] = {}
    for log_key in trusted_policy(None, logs).logs:
        known[log_key.name] = (*known.get(log_key.name, ()), log_key)
    host, _, port = listen.rpartition(":")
    if not port.isdigit():
        raise click.UsageError(f"`{listen}` is not an address and port such as 127.0.0.1:8731")
    server = witness_server(
        (host, int(port)), lambda: Witness(state, (signer,), known), lambda: int(time.time())
    )
    click.echo(f"{signer.key.vkey}\nlistening on {server.server_address[1]}", err=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
    finally:
        server.server_close()


@witness.command("feed")
@FOLDER_ARGUMENT
@click.argument("url")
@click.option("--witness-key", type=FILE, required=True, help="The witness's verifier key.")
@SIGNING_KEY
@GUARD
def feed_witness(
    *, folder: Path, url: str, witness_key: Path, signing_key_: Path, guard: Path | None
) -> None:
    """Have the newest checkpoint of the journal in FOLDER cosigned at URL, and print it."""
    signer = signing_key(signing_key_)
    cosigner = trusted_policy(witness_key, None).logs[0]
    with Log.open(folder, signer.name, signer, guard=guard) as log:
        click.echo(ask_witness(log, url, cosigner), nl=False)


def _opened(folder: Path, guard: Path | None) -> Log:
    return Log.open(folder, stored_origin(folder / DATABASE), guard=guard)


@contextmanager
def _progress(entries: int) -> Iterator[Callable[[int], object]]:
    """A bar on a terminal, for what takes longer than two seconds; else silence."""
    if entries < 500_000 or not sys.stderr.isatty():
        yield bool
        return
    with click.progressbar(length=entries, label="entries", file=sys.stderr) as bar:
        yield bar.update
