"""The outsider's checks: nothing altered passes, and everything malformed ends in ProofError."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal import oracle
from journal.material import ORIGIN, POLICY, SIGNER, WITNESS, entries, filled_log, seed
from knowhold.errors import ProofError
from knowhold.journal.note import checkpoint_text, sign_note
from knowhold.journal.proof import write_growth, write_proof
from knowhold.journal.verify import (
    EMPTY_ROOT,
    Policy,
    Verified,
    commitment,
    leaf_hash,
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

COUNT, INDEX = 11, 6
TREE = oracle.Tree(entries(COUNT))
ROOT = TREE.mth(0, COUNT)
PATH = TREE.path(INDEX, 0, COUNT)
ENTRY = entries(COUNT)[INDEX]
TEXT = checkpoint_text(ORIGIN, COUNT, ROOT)
NOTE = sign_note(TEXT, SIGNER)
COSIGNED = NOTE + WITNESS.signature_line(TEXT, time=1_700_000_000)
STRICT = Policy((SIGNER.key,), {"w1": WITNESS.key}, quorum="w1")


def flips(raw: bytes) -> Iterator[bytes]:
    for bit in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)


def reported(note: bytes, policy: Policy) -> Verified | None:
    try:
        return verify_checkpoint(note, policy)
    except ProofError:
        return None


def test_our_proof_file_satisfies_the_second_implementation(tmp_path: Path) -> None:
    with filled_log(tmp_path, 300) as log:
        proof = log.proof(257)

    assert oracle.check_proof(SIGNER.key.vkey, entries(300)[257], proof) == (ORIGIN, 300, 257)
    assert verify_proof(entries(300)[257], proof, POLICY).index == 257


def test_the_second_implementation_is_small_and_imports_nothing_of_ours() -> None:
    text = Path(oracle.__file__).read_text("utf-8")

    assert len(text.splitlines()) <= 150
    assert "knowhold" not in text


def test_our_cosignature_satisfies_the_second_implementation() -> None:
    assert oracle.open_checkpoint(WITNESS.key.vkey, COSIGNED) == (ORIGIN, COUNT, ROOT)


def test_every_flipped_bit_of_an_entry_is_found() -> None:
    for changed in flips(ENTRY):
        with pytest.raises(ProofError):
            verify_inclusion(leaf_hash(changed), INDEX, COUNT, PATH, ROOT)


def test_every_other_index_is_refused() -> None:
    for index in {INDEX ^ 1 << bit for bit in range(64)} | set(range(-3, 20)) - {INDEX}:
        with pytest.raises(ProofError):
            verify_inclusion(leaf_hash(ENTRY), index, COUNT, PATH, ROOT)


def test_every_flipped_bit_of_a_path_or_root_is_found() -> None:
    for place, one in enumerate(PATH):
        for changed in flips(one):
            altered = [*PATH[:place], changed, *PATH[place + 1 :]]
            with pytest.raises(ProofError):
                verify_inclusion(leaf_hash(ENTRY), INDEX, COUNT, altered, ROOT)
    for changed in flips(ROOT):
        with pytest.raises(ProofError):
            verify_inclusion(leaf_hash(ENTRY), INDEX, COUNT, PATH, changed)


def test_a_path_too_long_too_short_or_out_of_order_is_refused() -> None:
    for altered in (PATH[:-1], PATH[1:], [*PATH, PATH[0]], PATH[::-1], [], [b"short"], [ROOT] * 70):
        with pytest.raises(ProofError):
            verify_inclusion(leaf_hash(ENTRY), INDEX, COUNT, altered, ROOT)


def test_every_flipped_bit_of_a_consistency_proof_is_found() -> None:
    path = TREE.proof(INDEX, 0, COUNT)
    old_root = TREE.mth(0, INDEX)
    verify_consistency(INDEX, COUNT, old_root, ROOT, path)

    for place, one in enumerate(path):
        for changed in flips(one):
            altered = [*path[:place], changed, *path[place + 1 :]]
            with pytest.raises(ProofError):
                verify_consistency(INDEX, COUNT, old_root, ROOT, altered)
    for old, new in ((COUNT, INDEX), (-1, COUNT), (INDEX, 1 << 70)):
        with pytest.raises(ProofError):
            verify_consistency(old, new, old_root, ROOT, path)
    for altered in ([], path[:-1], [*path, path[0]], [b""]):
        with pytest.raises(ProofError):
            verify_consistency(INDEX, COUNT, old_root, ROOT, altered)


def test_the_empty_log_begins_every_log_and_only_with_its_own_root() -> None:
    verify_consistency(0, COUNT, EMPTY_ROOT, ROOT, [])
    verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    for old, new, was, now in (
        (0, COUNT, ROOT, ROOT),
        (0, 0, EMPTY_ROOT, ROOT),
        (0, 0, ROOT, ROOT),
    ):
        with pytest.raises(ProofError):
            verify_consistency(old, new, was, now, [])


def test_two_roots_of_one_size_are_both_named() -> None:
    other = seed("another root")

    with pytest.raises(ProofError) as refused:
        verify_consistency(COUNT, COUNT, ROOT, other, [])

    for root in (ROOT, other):
        assert base64.b64encode(root).decode() in str(refused.value)


def test_every_flipped_bit_of_a_cosigned_checkpoint_is_found_when_both_are_required() -> None:
    assert reported(COSIGNED.encode(), STRICT) is not None
    for changed in flips(COSIGNED.encode()):
        assert reported(changed, STRICT) is None


def test_a_flip_in_what_nobody_trusts_changes_no_reported_fact() -> None:
    facts = reported(COSIGNED.encode(), POLICY)
    signed = len(NOTE.encode())

    for place, changed in enumerate(flips(COSIGNED.encode())):
        found = reported(changed, POLICY)
        assert found is None or (found == facts and place // 8 >= signed)


def test_every_flipped_bit_of_a_proof_file_is_found_except_in_the_untrusted_extra() -> None:
    proof = write_proof(INDEX, PATH, NOTE, extra=b"hint").encode()
    start = proof.index(b"extra ") + len(b"extra ")
    untrusted = range(start, proof.index(b"\n", start))
    facts = verify_proof(ENTRY, proof, POLICY)

    for place, changed in enumerate(flips(proof)):
        try:
            found = verify_proof(ENTRY, changed, POLICY)
        except ProofError:
            continue
        assert place // 8 in untrusted
        assert found == facts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        f"{ORIGIN}\n11\n",
        f"\n11\n{base64.b64encode(ROOT).decode()}\n",
        TEXT.replace("\n11\n", "\n011\n"),
        TEXT.replace("\n11\n", "\n+11\n"),
        TEXT.replace("\n11\n", "\n11 \n"),
        TEXT.replace("\n11\n", "\n１１\n"),
        TEXT.replace("\n11\n", "\n9223372036854775808\n"),
        TEXT.replace("\n11\n", "\n0\n"),
        TEXT.replace("=\n", "\n"),
        TEXT + "\n",
        checkpoint_text(ORIGIN, COUNT, ROOT[:31]),
    ],
)
def test_a_checkpoint_that_is_not_canonical_is_refused_though_signed(text: str) -> None:
    with pytest.raises(ProofError):
        verify_checkpoint(sign_note(text, SIGNER), POLICY)


def test_extension_lines_are_carried_and_signed() -> None:
    note = sign_note(TEXT + "an extension\n", SIGNER)

    assert verify_checkpoint(note, POLICY).checkpoint.extensions == ("an extension",)
    assert reported(note.replace("an ext", "no ext").encode(), POLICY) is None


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("@v1", "@v2"),
        ("index 6", "index 06"),
        ("index 6", "index  6"),
        ("index 6", "index six"),
        ("index 6\n", "index 6\n\n"),
        ("index 6", "extra aGludA\nindex 6"),
        ("index 6", "extra \nindex 6"),
        ("\n\n", "\n"),
        ("index 6\n", "index 6\n" + (base64.b64encode(ROOT).decode() + "\n") * 64),
        ("c2sp", "C2SP"),
    ],
)
def test_a_proof_file_that_is_not_canonical_is_refused(was: str, becomes: str) -> None:
    proof = write_proof(INDEX, PATH, NOTE).replace(was, becomes)

    with pytest.raises(ProofError):
        verify_proof(ENTRY, proof, POLICY)


def test_growth_links_two_checkpoints_and_refuses_another_start() -> None:
    older = sign_note(checkpoint_text(ORIGIN, INDEX, TREE.mth(0, INDEX)), SIGNER)
    body = write_growth(INDEX, TREE.proof(INDEX, 0, COUNT), NOTE)

    assert verify_growth(older, body, POLICY).checkpoint.size == COUNT
    with pytest.raises(ProofError, match="starts at"):
        verify_growth(older, body.replace("old 6", "old 5"), POLICY)
    with pytest.raises(ProofError):
        verify_growth(NOTE, write_growth(COUNT, [], older), POLICY)


def test_a_commitment_depends_on_every_bit_of_record_and_salt() -> None:
    salt, record = seed("salt"), b"record"
    expected = commitment(record, salt)

    assert len(expected) == 32
    assert all(commitment(record, changed) != expected for changed in flips(salt))
    assert all(commitment(changed, salt) != expected for changed in flips(record))
    with pytest.raises(ProofError, match="salt"):
        commitment(record, salt[:-1])


@given(st.binary(max_size=300) | st.text(max_size=300))
def test_whatever_is_read_ends_in_a_value_or_a_proof_error(junk: bytes | str) -> None:
    as_text = junk if isinstance(junk, str) else junk.decode("utf-8", "surrogateescape")
    as_bytes = junk if isinstance(junk, bytes) else junk.encode("utf-8", "surrogatepass")
    for read in (
        lambda: verify_checkpoint(junk, POLICY),
        lambda: verify_proof(ENTRY, junk, POLICY),
        lambda: verify_growth(NOTE, junk, POLICY),
        lambda: read_proof(junk),
        lambda: read_growth(junk),
        lambda: read_key(as_text),
        lambda: read_policy(as_bytes),
    ):
        try:
            read()
        except ProofError:
            continue


@given(st.data())
def test_a_valid_file_with_a_piece_replaced_ends_in_a_value_or_a_proof_error(
    data: st.DataObject,
) -> None:
    whole = write_proof(INDEX, PATH, COSIGNED, extra=b"hint")
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    changed = whole[:start] + data.draw(st.text(max_size=20)) + whole[end:]

    try:
        found = verify_proof(ENTRY, changed, STRICT)
    except ProofError:
        return
    assert (found.index, found.checkpoint.size, found.checkpoint.root) == (INDEX, COUNT, ROOT)


@given(
    st.integers(),
    st.integers(),
    st.lists(st.binary(min_size=31, max_size=33), max_size=70),
    st.binary(max_size=33),
)
def test_whatever_numbers_and_hashes_are_given_only_a_proof_error_comes_out(
    index: int, size: int, path: list[bytes], root: bytes
) -> None:
    with pytest.raises(ProofError):
        verify_inclusion(leaf_hash(ENTRY), index, size, path, root)
    with pytest.raises(ProofError):
        verify_consistency(index, size, root, seed("other"), path)
