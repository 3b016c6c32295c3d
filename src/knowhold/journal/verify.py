"""Check a journal without trusting whoever runs it: C2SP notes, checkpoints, proofs and policies.

This file needs Python 3.11 and `cryptography`; copy it anywhere and run `python verify.py -h`. It
shares no code with what writes the journal. Everything malformed raises ProofError, nothing else.
"""

from __future__ import annotations

import argparse
import base64
import enum
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

try:
    from knowhold.errors import ProofError
except ImportError:  # this file alone, without the rest of Knowhold

    class ProofError(Exception):  # type: ignore[no-redef] # the same name, for the outsider's copy
        """The only thing verification raises."""


COMMITMENT_LABEL: Final = b"knowhold/commitment/v1\n\0"
SALT_LENGTH: Final = 32
MAX_NOTE: Final = 1_000_000  # bytes; a post-quantum cosignature is about 3.3 kB of text
MAX_PATH: Final = 63  # a tree of 2^63 entries
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,18}")
OPTIONS: Final = {
    "origin": "the log's name, where it differs from its key's name",
    "checkpoint": "signed checkpoint; the older one with --growth",
    "growth": "consistency proof to a newer checkpoint",
    "proof": ".tlog-proof file, together with --entry",
    "entry": "file with the 32-byte entry",
}
Hashes = Sequence[bytes]
HASHES: Final = r"(?P<path>(?:\n[^\n]+){0,63})"
PROOF_HEAD: Final = re.compile(
    r"c2sp\.org/tlog-proof@v1\n(?:extra (?P<extra>[^\n]+)\n)?index (?P<index>[^\n]+)" + HASHES
)
GROWTH_HEAD: Final = re.compile(r"old (?P<old>[^\n]+)" + HASHES)


class Kind(enum.IntEnum):
    """Signature types of C2SP signed-note that this journal knows."""

    ED25519 = 0x01
    COSIGNATURE_ED25519 = 0x04
    COSIGNATURE_MLDSA44 = 0x06


PUBLIC_LENGTH: Final = {0x01: 32, 0x04: 32, 0x06: 1312}
LOG_KINDS: Final = {Kind.ED25519, Kind.COSIGNATURE_MLDSA44}
WITNESS_KINDS: Final = {Kind.COSIGNATURE_ED25519, Kind.COSIGNATURE_MLDSA44}


@dataclass(frozen=True, slots=True)
class Key:
    """A verifier key: `<name>+<8 hex digits>+<base64 of type and public key>`."""

    name: str
    kind: Kind
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name, newline, type, public key)."""
        body = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(body).digest()[:4]

    @property
    def vkey(self) -> str:
        encoded = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: `root` is the RFC 6962 hash (32 bytes) of its first `size` entries."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check established: the head, the key that signed it, the witnesses (name, time)."""

    checkpoint: Checkpoint
    signed_by: str
    witnesses: tuple[tuple[str, int | None], ...] = ()
    index: int | None = None
    asked: int = 0  # witnesses that the policy names

    def as_json(self) -> dict[str, object]:
        head = self.checkpoint
        return {
            "origin": head.origin,
            "size": head.size,
            "root": base64.b64encode(head.root).decode(),
            "signed_by": self.signed_by,
            "witnesses": [{"name": name, "time": time} for name, time in self.witnesses],
            "witnesses_asked": self.asked,
            "index": self.index,
        }

    def as_text(self) -> str:
        head, what = self.checkpoint, "checkpoint" if self.index is None else f"entry {self.index}"
        names = ": " + ", ".join(name for name, _ in self.witnesses) if self.witnesses else ""
        return (
            f"verified: {what} of {head.origin}, {head.size} entries, root"
            f" {base64.b64encode(head.root).decode()}, signed by {self.signed_by},"
            f" witnessed by {len(self.witnesses)} of {self.asked}{names}"
        )


@dataclass(frozen=True, slots=True)
class Proof:
    """A `.tlog-proof` as read; nothing in it is verified yet, `extra` never is."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """Which logs are accepted and which witnesses suffice (C2SP tlog-policy)."""

    logs: tuple[Key, ...]
    witnesses: Mapping[str, Key] = field(default_factory=dict)
    groups: Mapping[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    quorum: str = "none"
    origin: str | None = None  # only for logs whose origin differs from their key's name

    def witnessed(self, name: str, cosigned: set[str]) -> bool:
        """Whether the witness or group `name` counts as having cosigned."""
        if name not in self.groups:
            return name == "none" or name in cosigned
        least, members = self.groups[name]
        return sum(self.witnessed(member, cosigned) for member in members) >= least


def commitment(record: bytes, salt: bytes) -> bytes:
    """The 32-byte journal entry for `record`: nobody without the 32-byte salt can guess it back."""
    if len(salt) != SALT_LENGTH:
        raise ProofError(f"a salt of `{len(salt)}` bytes; it has 32")
    return hashlib.sha256(COMMITMENT_LABEL + salt + record).digest()


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def verify_inclusion(leaf: bytes, index: int, size: int, path: Hashes, root: bytes) -> None:
    """Raise ProofError unless `path` leads from the leaf hash at `index` to the root of `size`."""
    _require_hashes(leaf, root, *path)
    if not 0 <= index < size:
        raise ProofError(f"entry `{index}` cannot be in a tree of `{size}` entries")
    at, last, computed = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise ProofError(f"the proof of entry `{index}` has more hashes than the tree levels")
        if at & 1 or at == last:
            computed = node_hash(sibling, computed)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        at, last = at >> 1, last >> 1
    if last or computed != root:
        raise ProofError(f"entry `{index}` is not in this tree of `{size}` entries as claimed")


def verify_consistency(old: int, new: int, old_root: bytes, root: bytes, path: Hashes) -> None:
    """Raise ProofError unless the tree of `new` entries begins with the tree of `old` entries."""
    _require_hashes(old_root, root, *path)
    if not 0 <= old <= new or (new == 0 and root != EMPTY_ROOT):
        raise ProofError(f"a log of `{old}` entries cannot grow into one of `{new}`")
    if old in {0, new}:  # the empty tree begins every tree, and needs no proof
        if path or (old and old_root != root) or (old == 0 and old_root != EMPTY_ROOT):
            raise ProofError(_two_roots(old, old_root, new, root))
        return
    hashes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not hashes:
        raise ProofError("the consistency proof is empty")
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    was = now = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise ProofError("the consistency proof has more hashes than the tree levels")
        if at & 1 or at == last:
            was, now = node_hash(sibling, was), node_hash(sibling, now)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            now = node_hash(now, sibling)
        at, last = at >> 1, last >> 1
    if last or was != old_root or now != root:
        raise ProofError(_two_roots(old, old_root, new, root))


def _two_roots(old: int, old_root: bytes, new: int, root: bytes) -> str:
    one, two = (base64.b64encode(each).decode() for each in (old_root, root))
    return f"the heads `{old} {one}` and `{new} {two}` are not shown to be of one log; keep both"


def _require_hashes(*hashes: bytes) -> None:
    if len(hashes) > MAX_PATH + 2 or any(len(one) != 32 for one in hashes):
        raise ProofError("a hash is not 32 bytes long, or there are more than 63 of them")


def read_key(vkey: str) -> Key:
    """Read a C2SP verifier key; its id must be the one its name and public key give."""
    name, plus, rest = _text(vkey).removesuffix("\n").partition("+")
    key_id, plus_too, encoded = rest.partition("+")
    if not plus or not plus_too or not _is_name(name):
        raise ProofError(f"`{vkey[:80]}` is not a verifier key `name+id+key`")
    material = _base64(encoded, "verifier key")
    if material[0] not in PUBLIC_LENGTH:
        raise ProofError(f"`{name}`: a key of unknown type; this file knows 01, 04 and 06")
    key = Key(name, Kind(material[0]), material[1:])
    if len(key.public) != PUBLIC_LENGTH[key.kind] or key.key_id.hex() != key_id:
        raise ProofError(f"`{name}`: the key's id or length does not fit its public key")
    return key


def read_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint (C2SP tlog-checkpoint), without its signatures."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() != "" or "" in lines:
        raise ProofError("a checkpoint has at least three lines, none of them empty")
    size, root = _number(lines[1], "tree size"), _hash(lines[2])
    if size == 0 and root != EMPTY_ROOT:
        raise ProofError("an empty log has the hash of nothing as its root")
    return Checkpoint(lines[0], size, root, tuple(lines[3:]))


def read_proof(proof: bytes | str) -> Proof:
    """Read a `.tlog-proof` file (C2SP tlog-proof); the checkpoint inside stays unverified."""
    head, _, note = _text(proof).partition("\n\n")
    found = PROOF_HEAD.fullmatch(head)
    if not found:
        raise ProofError("not a proof file: `c2sp.org/tlog-proof@v1`, `index` and hashes, a note")
    extra = None if found["extra"] is None else _base64(found["extra"], "extra")
    path = tuple(_hash(line) for line in found["path"].split("\n")[1:])
    return Proof(_number(found["index"], "index"), path, note.encode(), extra)


def read_growth(body: bytes | str) -> tuple[int, tuple[bytes, ...], bytes]:
    """Read `old N`, consistency hashes, blank line, checkpoint: a tlog-witness request body."""
    head, _, note = _text(body).partition("\n\n")
    found = GROWTH_HEAD.fullmatch(head)
    if not found:
        raise ProofError("not a consistency proof: `old` and a size, at most 63 hashes, a note")
    path = tuple(_hash(line) for line in found["path"].split("\n")[1:])
    return _number(found["old"], "old size"), path, note.encode()


def read_policy(policy: bytes) -> Policy:
    """Read a policy file (C2SP tlog-policy); names stay opaque bytes."""
    if any((octet < 0x20 and octet not in b"\t\n") or octet == 0x7F for octet in policy):
        raise ProofError("a policy file has no control characters but tab and newline")
    logs: list[Key] = []
    witnesses: dict[str, Key] = {}
    groups: dict[str, tuple[int, tuple[str, ...]]] = {}
    names, used = {"none"}, {"none"}  # `none` is a quorum, never a member of a group
    quorum: str | None = None
    for number, line in enumerate(policy.decode("utf-8", "surrogateescape").split("\n"), 1):
        match words := re.findall(r"[^ \t]+", line):
            case ["log", vkey] | ["log", vkey, _]:
                logs.append(_fresh(read_key(vkey), logs, LOG_KINDS, number))
            case ["witness", name, vkey] | ["witness", name, vkey, _] if name not in names:
                witnesses[name] = _fresh(read_key(vkey), witnesses.values(), WITNESS_KINDS, number)
                names.add(name)
            case ["group", name, least, *members] if members and name not in names:
                groups[name] = _group(least, members, names - used, number)
                names.add(name)
                used.update(members)
            case ["quorum", name] if quorum is None and name in names:
                quorum = name
            case _ if words and not words[0].startswith("#"):
                raise ProofError(f"policy line {number} is not understood: `{line[:80]!a}`")
    if quorum is None:
        raise ProofError("the policy has no `quorum` line")
    return Policy(tuple(logs), witnesses, groups, quorum)


def _fresh(key: Key, known: Iterable[Key], kinds: set[Kind], line: int) -> Key:
    if key.kind not in kinds or key.public in {other.public for other in known}:
        raise ProofError(f"policy line {line}: a key named twice, or of a type not for this use")
    return key


def _group(
    least: str, members: list[str], free: set[str], line: int
) -> tuple[int, tuple[str, ...]]:
    named = {"any": "1", "all": str(len(members))}.get(least, least)
    count = _number(named, "group threshold")
    if len(set(members)) != len(members) or not set(members) <= free:
        raise ProofError(f"policy line {line}: a member is unknown or already in a group")
    if not 1 <= count <= len(members):
        raise ProofError(f"policy line {line}: `{least}` of {len(members)} members is impossible")
    return count, tuple(members)


def _text(raw: bytes | str) -> str:
    try:
        text = raw.decode() if isinstance(raw, bytes) else raw
        too_long = len(text.encode()) > MAX_NOTE
    except UnicodeError as error:
        raise ProofError("the text is not valid UTF-8") from error
    if too_long or any(character < " " and character != "\n" for character in text):
        raise ProofError("the text is over 1,000,000 bytes or has a control character")
    return text


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(letter.isspace() for letter in name)


def _base64(text: str, what: str) -> bytes:
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        raw = b""
    if not raw or base64.b64encode(raw).decode() != text:
        raise ProofError(f"{what}: `{text[:60]!a}` is not the canonical base64 of some bytes")
    return raw


def _hash(line: str) -> bytes:
    raw = _base64(line, "hash")
    if len(raw) != 32:
        raise ProofError(f"hash: `{line[:60]!a}` is not 32 bytes long")
    return raw


def _number(text: str, what: str) -> int:
    if not NUMBER.fullmatch(text) or int(text) >= 1 << 63:
        raise ProofError(f"{what}: `{text[:40]!a}` is not a plain decimal number below 2^63")
    return int(text)


def open_note(note: bytes | str, keys: Iterable[Key]) -> tuple[str, dict[Key, int | None]]:
    """The signed text and the keys that signed it (POSIX time or None); refuses if none of `keys`.

    Signatures of unknown keys are ignored; one bad signature of a known key refuses the note.
    """
    whole = _text(note)
    cut = whole.rfind("\n\n")
    if cut < 0 or not whole.endswith("\n") or whole.endswith("\n\n"):
        raise ProofError("not a signed note: text, an empty line, then signature lines")
    text, lines = whole[: cut + 1], whole[cut + 2 : -1].split("\n")
    if len(lines) > 100:
        raise ProofError("the note has more than 100 signatures")
    known = {(key.name, key.key_id): key for key in keys}
    found: dict[Key, int | None] = {}
    for line in lines:
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        raw = _base64(encoded, "signature")
        if dash != "—" or not _is_name(name) or len(raw) < 5:
            raise ProofError(f"`{line[:60]!a}` is not a signature line")
        key = known.get((name, raw[:4]))
        if key is not None:
            found[key] = _check_signature(key, text, raw[4:])
    if not found:
        raise ProofError("no trusted key signed this note; check that you were given the right key")
    return text, found


def cosigned_message(key: Key, text: str, time: int) -> bytes:
    """What a witness signs: C2SP tlog-cosignature, for Ed25519 or for ML-DSA-44."""
    if key.kind is Kind.COSIGNATURE_ED25519:
        return f"cosignature/v1\ntime {time}\n{text}".encode()
    head = read_checkpoint(text)
    name, origin = key.name.encode(), head.origin.encode()
    # ValueError for a name or an origin of more than 255 bytes, which the format cannot carry
    named = bytes([len(name)]) + name + time.to_bytes(8) + bytes([len(origin)]) + origin
    return b"subtree/v1\n\0" + named + bytes(8) + head.size.to_bytes(8) + head.root


def _check_signature(key: Key, text: str, raw: bytes) -> int | None:
    time, message, signature = None, text.encode(), raw
    try:
        if key.kind is not Kind.ED25519:
            time, signature = int.from_bytes(raw[:8]), raw[8:]
            message = cosigned_message(key, text, time)
        if key.kind is Kind.COSIGNATURE_MLDSA44:
            MLDSA44PublicKey.from_public_bytes(key.public).verify(signature, message)
        else:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise ProofError(f"the signature of `{key.name}` does not fit the text") from error
    if time is not None and time >= 1 << 63:
        raise ProofError(f"the cosignature of `{key.name}` has no valid time")
    return time


def verify_checkpoint(note: bytes | str, policy: Policy) -> Verified:
    """Raise ProofError unless an accepted log signed the checkpoint and the quorum cosigned it."""
    text, times = open_note(note, [*policy.logs, *policy.witnesses.values()])
    head = read_checkpoint(text)
    accepted = [key for key in policy.logs if (policy.origin or key.name) == head.origin]
    signer = next((key.name for key in accepted if key in times), None)
    if signer is None:
        raise ProofError(f"no accepted key of the log `{head.origin}` signed this checkpoint")
    cosigned = {name: times[key] for name, key in policy.witnesses.items() if key in times}
    asked = len(policy.witnesses)
    if not policy.witnessed(policy.quorum, set(cosigned)):
        raise ProofError(f"witnessed by {len(cosigned)} of {asked}; the policy asks for more")
    return Verified(head, signer, tuple(cosigned.items()), asked=asked)


def verify_proof(entry: bytes, proof: bytes | str, policy: Policy) -> Verified:
    """Raise ProofError unless the `.tlog-proof` shows `entry` in a log the policy accepts."""
    claimed = read_proof(proof)
    head = (found := verify_checkpoint(claimed.checkpoint, policy)).checkpoint
    verify_inclusion(leaf_hash(entry), claimed.index, head.size, claimed.path, head.root)
    return replace(found, index=claimed.index)


def verify_growth(old_checkpoint: bytes | str, body: bytes | str, policy: Policy) -> Verified:
    """Raise ProofError unless the newer checkpoint in `body` extends the older one."""
    was = verify_checkpoint(old_checkpoint, policy).checkpoint
    old, path, note = read_growth(body)
    now = (found := verify_checkpoint(note, policy)).checkpoint
    if (old, was.origin) != (was.size, now.origin):
        raise ProofError(f"the proof starts at `{old}` entries, the checkpoint at `{was.size}`")
    verify_consistency(old, now.size, was.root, now.root, path)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify files offline; 0 verified, 1 not verified, 2 usage, 3 a file that cannot be read."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    trust = parser.add_mutually_exclusive_group(required=True)
    trust.add_argument("--key", help="file with the log's verifier key")
    trust.add_argument("--policy", help="C2SP policy file: logs, witnesses, quorum")
    for option, meaning in OPTIONS.items():
        parser.add_argument(f"--{option}", help=meaning)
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args(arguments)
    complete = asked.checkpoint or (asked.proof and not asked.growth)
    if bool(asked.proof) != bool(asked.entry) or not complete:
        parser.error("give --checkpoint, or --checkpoint with --growth, or --proof with --entry")
    try:
        found = _asked(asked)
    except OSError as error:
        sys.stderr.write(f"cannot read `{error.filename}`: {error.strerror}\n")
        return 3
    except ProofError as error:
        sys.stderr.write(f"not verified: {error}\n")
        return 1
    for one in found:
        sys.stdout.write((json.dumps(one.as_json()) if asked.json else one.as_text()) + "\n")
    return 0


def read_trust(asked: argparse.Namespace) -> Policy:
    if asked.policy:
        return read_policy(Path(asked.policy).read_bytes())
    return Policy((read_key(_text(Path(asked.key).read_bytes())),), origin=asked.origin)


def _asked(asked: argparse.Namespace) -> list[Verified]:
    policy, found = read_trust(asked), []
    if asked.checkpoint:
        note = Path(asked.checkpoint).read_bytes()
        found.append(verify_checkpoint(note, policy))
        if asked.growth:
            found.append(verify_growth(note, Path(asked.growth).read_bytes(), policy))
    if asked.proof:
        proof, entry = Path(asked.proof).read_bytes(), Path(asked.entry).read_bytes()
        found.append(verify_proof(entry, proof, policy))
    return found


if __name__ == "__main__":
    sys.exit(main())
