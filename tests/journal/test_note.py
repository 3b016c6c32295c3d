"""Keys and signed notes are those of C2SP signed-note, and of nobody's dialect."""

from __future__ import annotations

import base64

import pytest

from journal.material import FUTURE_WITNESS, ORIGIN, SIGNER, WITNESS, seed
from knowhold.errors import DataError, ProofError
from knowhold.journal import Signer, new_signer, read_signer
from knowhold.journal.note import sign_note
from knowhold.journal.verify import Policy, open_note, read_key, verify_checkpoint
from shared import shared_path

# The example of the signed-note specification.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE_NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXm"
    "RKuwHjG1Yu72IneyaQM=\n"
)


def test_the_example_of_the_specification_opens() -> None:
    key = read_key(EXAMPLE_KEY)

    text, signed = open_note(EXAMPLE_NOTE, [key])

    assert text == "This is an example message.\n"
    assert signed == {key: None}


@pytest.mark.shared
def test_the_checkpoint_of_the_go_checksum_database_verifies() -> None:
    key = read_key(shared_path("data/journal/go-sumdb-key.txt").read_text("utf-8"))
    note = shared_path("data/journal/go-sumdb-checkpoint.txt").read_bytes()

    found = verify_checkpoint(note, Policy((key,), origin="go.sum database tree"))

    assert found.checkpoint.size == 63096908
    assert found.signed_by == "sum.golang.org"


@pytest.mark.shared
def test_a_log_whose_origin_is_not_its_keys_name_must_be_named() -> None:
    key = read_key(shared_path("data/journal/go-sumdb-key.txt").read_text("utf-8"))
    note = shared_path("data/journal/go-sumdb-checkpoint.txt").read_bytes()

    with pytest.raises(ProofError, match=r"go\.sum database tree"):
        verify_checkpoint(note, Policy((key,)))


@pytest.mark.parametrize("signer", [SIGNER, WITNESS, FUTURE_WITNESS], ids=lambda one: one.kind.name)
def test_a_key_survives_writing_and_reading(signer: Signer) -> None:
    assert read_signer(signer.skey + "\n") == signer
    assert read_key(signer.key.vkey + "\n") == signer.key


@pytest.mark.parametrize("signer", [SIGNER, WITNESS, FUTURE_WITNESS], ids=lambda one: one.kind.name)
def test_every_signature_type_opens_what_it_signed(signer: Signer) -> None:
    text = f"{ORIGIN}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"

    note = sign_note(text, signer, time=1_700_000_000)

    times = open_note(note, [signer.key])[1]
    assert times == {signer.key: None if signer is SIGNER else 1_700_000_000}


def test_a_private_key_shows_in_no_repr_and_no_error() -> None:
    secret = base64.b64encode(SIGNER.seed).decode()

    with pytest.raises(DataError) as refused:
        read_signer(SIGNER.skey[:-6] + "AAAAAA")

    assert SIGNER.seed.hex() not in repr(SIGNER)
    assert secret[:12] not in str(refused.value)
    assert repr(SIGNER.seed) not in repr(SIGNER)


@pytest.mark.parametrize(
    "text",
    [
        SIGNER.skey.removeprefix("PRIVATE+KEY+"),
        base64.b64encode(SIGNER.seed).decode(),
        SIGNER.seed.hex(),
        SIGNER.skey.replace("PRIVATE+KEY+", "PRIVATE+KEY"),
        SIGNER.skey + "\n\n",
        "",
    ],
)
def test_a_broken_private_key_is_refused_without_repeating_any_of_it(text: str) -> None:
    with pytest.raises(DataError) as refused:
        read_signer(text)

    shown = f"{refused.value.line()} {refused.value.__cause__}"
    secret = text.rpartition("+")[2]
    assert all(secret[at : at + 6] not in shown for at in range(0, len(secret) - 6, 3))


@pytest.mark.parametrize("name", ["", "with space", "plus+plus", "no\u00a0break", "new\nline"])
def test_a_name_that_a_note_cannot_carry_is_refused(name: str) -> None:
    with pytest.raises(ProofError):
        new_signer(name, seed("x"))


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "example.com/foo",
        EXAMPLE_KEY.replace("530d903a", "530D903A"),
        EXAMPLE_KEY.replace("530d903a", "530d903b"),
        EXAMPLE_KEY.replace("example.com/foo", "example.com/fop"),
        EXAMPLE_KEY.replace("+Aeky", "+Beky"),
        EXAMPLE_KEY + "\n\n",
        EXAMPLE_KEY + "=",
        EXAMPLE_KEY[:-4],
        "a\ud800+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    ],
)
def test_a_verifier_key_that_is_not_canonical_is_refused(vkey: str) -> None:
    with pytest.raises(ProofError):
        read_key(vkey)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        "text only\n",
        EXAMPLE_NOTE[:-1],
        EXAMPLE_NOTE + "\n",
        EXAMPLE_NOTE.replace("\n\n", "\n"),
        EXAMPLE_NOTE.replace("\n", "\r\n"),
        EXAMPLE_NOTE.replace("— ", "- "),
        EXAMPLE_NOTE.replace("— ", "—"),
        EXAMPLE_NOTE.replace("This", "Th\x00s"),
        EXAMPLE_NOTE.replace("aQM=", "aQN="),
        EXAMPLE_NOTE.replace("aQM=", "aQM"),
        EXAMPLE_NOTE + "— someone.else\n",
        EXAMPLE_NOTE + "— someone.else AAAA\n",
        EXAMPLE_NOTE + "— someone.else AAAAAAAA" + "=" * 5 + "\n",
        "x" * 1_000_001 + EXAMPLE_NOTE,
        EXAMPLE_NOTE + EXAMPLE_NOTE.split("\n")[2].join(["", "\n"]) * 100,
    ],
)
def test_a_note_that_is_not_canonical_is_refused(note: str) -> None:
    with pytest.raises(ProofError):
        open_note(note, [read_key(EXAMPLE_KEY)])


def test_signatures_of_unknown_keys_are_ignored() -> None:
    stranger = "— someone.else AAAAAAAAAAAA\n"
    same_name = "— example.com/foo AAAAAAAAAAAA\n"

    text, signed = open_note(EXAMPLE_NOTE + stranger + same_name, [read_key(EXAMPLE_KEY)])

    assert text == "This is an example message.\n"
    assert [key.vkey for key in signed] == [EXAMPLE_KEY]


def test_one_bad_signature_of_a_known_key_refuses_the_note() -> None:
    key = read_key(EXAMPLE_KEY)
    bad = base64.b64encode(key.key_id + bytes(64)).decode()

    with pytest.raises(ProofError, match="does not fit"):
        open_note(f"{EXAMPLE_NOTE}— {key.name} {bad}\n", [key])
