"""Signing notes and cosigning checkpoints: C2SP signed-note and tlog-cosignature, the signer's side."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from knowhold.errors import DataError, ProofError
from knowhold.journal.verify import (
    Checkpoint,
    Key,
    Kind,
    cosigned_message,
    read_checkpoint,
    read_key,
)

SEED_LENGTH: Final = 32
PREFIX: Final = "PRIVATE+KEY+"


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key with its name and signature type; its text never appears in a repr."""

    name: str
    kind: Kind
    seed: bytes = field(repr=False)

    @property
    def key(self) -> Key:
        """The verifier key that goes with it."""
        private = _private(self.kind, self.seed)
        return Key(self.name, self.kind, private.public_key().public_bytes_raw())

    @property
    def skey(self) -> str:
        """`PRIVATE+KEY+<name>+<id>+<base64 of type and seed>`, as Go's note package writes it."""
        encoded = base64.b64encode(bytes([self.kind]) + self.seed).decode()
        return f"{PREFIX}{self.name}+{self.key.key_id.hex()}+{encoded}"

    def signature_line(self, text: str, *, time: int | None = None) -> str:
        """The line to add below `text`; a cosignature carries `time` in POSIX seconds."""
        if self.kind is Kind.ED25519:
            return _line(self.key, _private(self.kind, self.seed).sign(text.encode()))
        if time is None or not 0 < time < 1 << 63:
            raise ProofError(f"a cosignature by `{self.name}` needs the time it is made at")
        message = cosigned_message(self.key, text, time)
        return _line(self.key, time.to_bytes(8) + _private(self.kind, self.seed).sign(message))


def new_signer(name: str, seed: bytes, kind: Kind = Kind.ED25519) -> Signer:
    """A signer from 32 secret random bytes; refuses a name that a note cannot carry."""
    if len(seed) != SEED_LENGTH:
        raise DataError("key", f"{len(seed)} bytes", "a seed of 32 secret random bytes")
    signer = Signer(name, kind, seed)
    read_key(signer.key.vkey)
    return signer


def read_signer(text: str) -> Signer:
    """Read what `Signer.skey` writes; the id must fit name and key. Errors repeat nothing of it."""
    name, _, rest = text.removesuffix("\n").removeprefix(PREFIX).partition("+")
    key_id, _, encoded = rest.partition("+")
    refused = DataError(
        "signing key", "not shown", "a line `PRIVATE+KEY+name+id+key` whose id fits"
    )
    try:
        raw = base64.b64decode(encoded.encode(), validate=True)
        signer = new_signer(name, raw[1:], Kind(raw[0]))
    except (ValueError, IndexError, ProofError, DataError):
        raise refused from None  # the cause would repeat what stands in the file
    if not text.startswith(PREFIX) or signer.key.key_id.hex() != key_id:
        raise refused
    return signer


def sign_note(text: str, *signers: Signer, time: int | None = None) -> str:
    """The signed note: text, an empty line, one signature line for each signer."""
    lines = [signer.signature_line(text, time=time) for signer in signers]
    return text + "\n" + "".join(lines)


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """The text of a checkpoint (C2SP tlog-checkpoint), still unsigned."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def head_of(note: str) -> Checkpoint:
    """The head a checkpoint of our own speaks of; its signatures are not checked here."""
    return read_checkpoint(note[: note.rfind("\n\n") + 1])


def _line(key: Key, signature: bytes) -> str:
    return f"— {key.name} {base64.b64encode(key.key_id + signature).decode()}\n"


def _private(kind: Kind, seed: bytes) -> Ed25519PrivateKey | MLDSA44PrivateKey:
    if kind is Kind.COSIGNATURE_MLDSA44:
        return MLDSA44PrivateKey.from_seed_bytes(seed)
    return Ed25519PrivateKey.from_private_bytes(seed)
