"""`make fuzz`: everything an outsider may be handed, mutated by atheris; only ProofError may come out.

    python -m journal.fuzzing [TARGET] [libFuzzer options, such as -max_total_time=60]

Without a target the first byte of the input chooses one. Whatever is found here becomes a test.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["knowhold"]):
    from knowhold.clearance.tokens import Claim, read_token, write_token
    from knowhold.errors import DataError, ProofError
    from knowhold.journal import bundle as bundles
    from knowhold.journal import commitment, opening, panel, read_signer, tiles
    from knowhold.journal.proof import write_growth
    from knowhold.journal.verify import (
        Policy,
        open_note,
        read_growth,
        read_key,
        read_policy,
        read_proof,
        verify_checkpoint,
        verify_consistency,
        verify_growth,
        verify_inclusion,
        verify_proof,
    )
    from knowhold.journal.witness import Witness

from datetime import date

from journal.material import ORIGIN, SIGNER, WITNESS, filled_log

# the caller names and empties TMPDIR: libFuzzer leaves without a last word
SCRATCH = Path(tempfile.mkdtemp())
ENTRY = commitment(b"record", bytes(32))


def material() -> tuple[dict[str, bytes], str]:
    """One valid input of every kind, and the checkpoint that the growth starts from."""
    with filled_log(SCRATCH / "log", 20) as log:
        older = log.checkpoint()
        log.append([ENTRY])
        note = log.checkpoint()
        text = note[: note.rfind("\n\n") + 1]
        cosigned = log.add_cosignature(note, WITNESS.key, WITNESS.signature_line(text, time=9))
        growth = write_growth(20, log.consistency_proof(20), cosigned)
        parts = [bundles.Part(log, [bundles.Committed(20, b"record", bytes(32))], 20)]
        bundles.write_bundle(SCRATCH / "good.zip", parts, {"policy": b"quorum none\n"})
        proof = log.proof(20)
        tiles.publish(log, SCRATCH / "www")
    token = write_token(Claim("ZZ/1", 1, date(2026, 1, 1), date(2026, 1, 2)), SIGNER)
    return {
        "note": cosigned.encode(),
        "proof": proof.encode(),
        "growth": growth.encode(),
        "policy": POLICY_TEXT.encode(),
        "key": SIGNER.key.vkey.encode(),
        "signing-key": SIGNER.skey.encode(),
        "hashes": bytes(96),
        "tiles": (SCRATCH / "www/tile/entries/000.p/21").read_bytes(),
        "bundle": (SCRATCH / "good.zip").read_bytes(),
        "witness": growth.encode(),
        "token": token.encode(),
    }, older


POLICY_TEXT = (
    f"# two\nlog {SIGNER.key.vkey}\nwitness w {WITNESS.key.vkey} https://w\n"
    "group g any w\nquorum g\n"
)
POLICY = Policy((SIGNER.key,), {"w": WITNESS.key}, quorum="w")
SEEDS, OLDER = material()


def note(data: bytes) -> None:
    open_note(data, [SIGNER.key, WITNESS.key])
    verify_checkpoint(data, POLICY)


def proof(data: bytes) -> None:
    read_proof(data)
    verify_proof(ENTRY, data, POLICY)


def growth(data: bytes) -> None:
    read_growth(data)
    verify_growth(OLDER, data, Policy((SIGNER.key,)))


def policy(data: bytes) -> None:
    read_policy(data)
    panel.read_panel(data).text([SIGNER.key])


def key(data: bytes) -> None:
    read_key(data.decode("utf-8", "surrogateescape"))


def signing_key(data: bytes) -> None:
    try:
        read_signer(data.decode("utf-8", "surrogateescape"))
    except DataError as error:
        raise ProofError("refused") from error  # it is input of the keeper, not of an outsider


def hashes(data: bytes) -> None:
    given = atheris.FuzzedDataProvider(data)
    index, size = given.ConsumeInt(9), given.ConsumeInt(9)
    path = [given.ConsumeBytes(32) for _ in range(given.ConsumeIntInRange(0, 66))]
    root = given.ConsumeBytes(32)
    for check in (
        lambda: verify_inclusion(root, index, size, path, root),
        lambda: verify_consistency(index, size, root, root, path),
    ):
        try:
            check()
        except ProofError:
            continue


def published(data: bytes) -> None:
    """Tiles as anybody may serve them: each piece of the input is one file, the head is real."""
    folder = SCRATCH / "www"
    pieces = data.split(b"\xff\xfe", 2)
    for name, content in zip(("tile/entries/000.p/21", "tile/0/000.p/21"), pieces, strict=False):
        (folder / name).write_bytes(content)
    list(tiles.find_damage(folder, Policy((SIGNER.key,))))
    for _ in tiles.published_entries(folder, 21):
        pass


def bundle(data: bytes) -> None:
    (SCRATCH / "any.zip").write_bytes(data)
    opening.verify_bundle(SCRATCH / "any.zip", Policy((SIGNER.key,)), OLDER.encode())


def witness(data: bytes) -> None:
    """A witness answers whatever it is sent, and cosigns only what it was shown to contain."""
    one = Witness(SCRATCH / "w.sqlite3", (WITNESS,), {ORIGIN: (SIGNER.key,)})
    try:
        answer = one.add_checkpoint(data, 1)
    finally:
        one.close()
    assert answer.status in {200, 400, 403, 404, 409, 422}


def token(data: bytes) -> None:
    read_token(data.decode("utf-8", "surrogateescape"), [SIGNER.key])


TARGETS: dict[str, Callable[[bytes], None]] = {
    "note": note,
    "proof": proof,
    "growth": growth,
    "policy": policy,
    "key": key,
    "signing-key": signing_key,
    "hashes": hashes,
    "tiles": published,
    "bundle": bundle,
    "witness": witness,
    "token": token,
}
NAMES = tuple(TARGETS)


def checked(name: str) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        try:
            TARGETS[name](data)
        except ProofError:
            return

    return run


def any_of_them(data: bytes) -> None:
    if data:
        checked(NAMES[data[0] % len(NAMES)])(data[1:])


def main(arguments: list[str]) -> None:
    chosen = arguments[1] if len(arguments) > 1 and arguments[1] in TARGETS else ""
    corpus = SCRATCH / "corpus"
    corpus.mkdir()
    for number, name in enumerate(NAMES):
        content = SEEDS[name] if chosen else bytes([number]) + SEEDS[name]
        if chosen in {"", name}:
            (corpus / name).write_bytes(content)
    options = [one for one in arguments[1:] if one != chosen]
    atheris.Setup([arguments[0], *options, str(corpus)], checked(chosen) if chosen else any_of_them)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
