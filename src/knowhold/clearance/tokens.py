"""The signed text in a permit's QR code: which permit, which version, which days; nobody's name.

base64url( key id, 4 bytes || Ed25519 signature, 64 bytes || text )
text = reference LF version LF first day LF last day
signed: "knowhold/permit/v1" LF NUL || text
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from knowhold.errors import ProofError
from knowhold.journal import Signer
from knowhold.journal.verify import Key

CONTEXT: Final = b"knowhold/permit/v1\n\0"
KEY_ID: Final = 4
SIGNATURE: Final = 64
LONGEST: Final = 600
TEXT: Final = re.compile(
    r"(?P<reference>[^\n]{1,60})\n(?P<version>[1-9][0-9]{0,4})\n"
    r"(?P<first>\d{4}-\d\d-\d\d)\n(?P<last>\d{4}-\d\d-\d\d)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a permit's code says."""

    reference: str
    version: int
    valid_from: date
    valid_until: date

    @property
    def text(self) -> bytes:
        lines = (self.reference, self.version, self.valid_from, self.valid_until)
        return "\n".join(str(line) for line in lines).encode()


def write_token(claim: Claim, signer: Signer) -> str:
    """The code, URL-safe and without padding: about 150 characters."""
    signature = Ed25519PrivateKey.from_private_bytes(signer.seed).sign(CONTEXT + claim.text)
    packed = signer.key.key_id + signature + claim.text
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_token(token: str, keys: Sequence[Key]) -> Claim:
    """The claim, once one of `keys` is found to have signed it; ProofError for anything else."""
    packed = _unpacked(token)
    key_id, signature = packed[:KEY_ID], packed[KEY_ID : KEY_ID + SIGNATURE]
    text = packed[KEY_ID + SIGNATURE :]
    key = next((each for each in keys if each.key_id == key_id), None)
    if key is None:
        raise ProofError("no key of this installation signed the permit")
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, CONTEXT + text)
    except InvalidSignature as error:
        raise ProofError("the signature of the permit is not valid") from error
    return _claim(text)


def _unpacked(token: str) -> bytes:
    refused = ProofError("this is not the code of a permit")
    if not token.isascii() or len(token) > LONGEST:
        raise refused
    try:
        packed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise refused from error
    # one spelling only: what differs from it was tampered with
    if base64.urlsafe_b64encode(packed).decode().rstrip("=") != token:
        raise refused
    if len(packed) <= KEY_ID + SIGNATURE:
        raise refused
    return packed


def _claim(text: bytes) -> Claim:
    found = TEXT.fullmatch(text.decode("utf-8", "replace"))
    try:
        assert found is not None
        days = date.fromisoformat(found["first"]), date.fromisoformat(found["last"])
    except (AssertionError, ValueError) as error:
        raise ProofError("the permit's code is signed, but says nothing readable") from error
    return Claim(found["reference"], int(found["version"]), *days)
