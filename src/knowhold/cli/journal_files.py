"""Reading what `knowhold journal` is given: keys, policies, entries, each with its own error."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from knowhold.errors import DataError, NotFound, ProofError
from knowhold.journal import Signer, read_signer
from knowhold.journal import verify as outsider

FILE: Final = click.Path(path_type=Path, dir_okay=False)
FOLDER: Final = click.Path(path_type=Path, file_okay=False)


def trusted_policy(key: object, policy: object, origin: object = None) -> outsider.Policy:
    if isinstance(key, Path) == isinstance(policy, Path):
        raise click.UsageError("give either `--key` or `--policy`")
    try:
        if isinstance(policy, Path):
            return outsider.read_policy(read(policy))
        assert isinstance(key, Path)
        trusted = outsider.read_key(read(key).decode())
    except (ProofError, UnicodeError) as error:
        # What the reader trusts is their own input: bad data, not a failed proof.
        file = policy or key
        raise DataError(f"{file}", f"{error}", "a verifier key or a policy") from error
    return outsider.Policy((trusted,), origin=str(origin) if origin else None)


def asked_entry(entry: object, record: object, salt: object) -> bytes | None:
    if isinstance(entry, Path):
        raw = read(entry)
        return _hex(raw.decode("ascii", "replace"), "entry") if len(raw) in {64, 65} else raw
    if isinstance(record, Path) and isinstance(salt, str):
        return outsider.commitment(read(record), _hex(salt, "salt"))
    if record or salt:
        raise click.UsageError("`--record` and `--salt` go together")
    return None


def _hex(text: str, what: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise DataError(what, text[:70], "64 hex digits") from error


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotFound(f"cannot read `{path}`: {error.strerror}") from error


def signing_key(path: Path) -> Signer:
    """The private key in `path`; errors never repeat it."""
    try:
        return read_signer(read(path).decode())
    except UnicodeError as error:
        raise DataError(str(path), "binary", "a line `PRIVATE+KEY+name+id+key`") from error
