"""Policy files are those of C2SP tlog-policy."""

from __future__ import annotations

import pytest

from journal.material import FUTURE_WITNESS, ORIGIN, SIGNER, WITNESS, seed
from knowhold.errors import ProofError
from knowhold.journal import Signer, new_signer
from knowhold.journal.note import checkpoint_text, sign_note
from knowhold.journal.verify import EMPTY_ROOT, Kind, read_policy, verify_checkpoint

THIRD = new_signer("witness.example/w3", seed("w3"), Kind.COSIGNATURE_ED25519)
LOG = f"log {SIGNER.key.vkey}\n"
W1, W2, W3 = (
    f"witness {name} {signer.key.vkey} https://{name}.example/\n"
    for name, signer in (("w1", WITNESS), ("w2", FUTURE_WITNESS), ("w3", THIRD))
)
TEXT = checkpoint_text(ORIGIN, 0, EMPTY_ROOT)


def cosigned(*witnesses: Signer) -> str:
    lines = [one.signature_line(TEXT, time=1_700_000_000) for one in witnesses]
    return sign_note(TEXT, SIGNER) + "".join(lines)


def test_a_group_counts_each_witness_once() -> None:
    policy = read_policy(
        f"# two of three\n\n{LOG}{W1}{W2}{W3}\tgroup  all-of-us 2 w1 w2 w3 \nquorum all-of-us\n".encode()
    )

    assert len(verify_checkpoint(cosigned(WITNESS, FUTURE_WITNESS), policy).witnesses) == 2
    for too_few in (cosigned(), cosigned(THIRD), cosigned(THIRD, THIRD)):
        with pytest.raises(ProofError, match="asks for more"):
            verify_checkpoint(too_few, policy)


def test_groups_nest() -> None:
    policy = read_policy(
        f"{LOG}{W1}{W2}{W3}group pair any w1 w2\ngroup both all pair w3\nquorum both\n".encode()
    )

    assert verify_checkpoint(cosigned(WITNESS, THIRD), policy).signed_by == ORIGIN
    with pytest.raises(ProofError):
        verify_checkpoint(cosigned(WITNESS, FUTURE_WITNESS), policy)


def test_no_quorum_asks_for_no_witness_and_still_reports_those_present() -> None:
    policy = read_policy(f"{LOG}{W1}quorum none".encode())

    assert verify_checkpoint(cosigned(), policy).witnesses == ()
    assert verify_checkpoint(cosigned(WITNESS), policy).witnesses == (("w1", 1_700_000_000),)


def test_a_witness_cannot_stand_in_for_the_log() -> None:
    policy = read_policy(f"{LOG}{W1}quorum w1\n".encode())
    alone = TEXT + "\n" + WITNESS.signature_line(TEXT, time=1)

    with pytest.raises(ProofError, match="no accepted key"):
        verify_checkpoint(alone, policy)


def test_names_are_opaque_bytes() -> None:
    policy = read_policy(LOG.encode() + W1.encode().replace(b" w1 ", b" \xff ") + b"quorum \xff\n")

    assert len(verify_checkpoint(cosigned(WITNESS), policy).witnesses) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        LOG,
        f"{LOG}quorum w1\n",
        f"{LOG}quorum none\nquorum none\n",
        f"{LOG}{LOG}quorum none\n",
        f"{W1}{W1.replace(' w1 ', ' w9 ')}quorum w1\n",
        f"{W1}{W2.replace(' w2 ', ' w1 ')}quorum w1\n",
        f"{W1.replace(' w1 ', ' none ')}quorum none\n",
        f"group g any w1\n{W1}quorum g\n",
        f"{W1}group g any\nquorum g\n",
        f"{W1}group g any none\nquorum g\n",
        f"{W1}group g 2 w1\nquorum g\n",
        f"{W1}group g 0 w1\nquorum g\n",
        f"{W1}group g 01 w1\nquorum g\n",
        f"{W1}group g some w1\nquorum g\n",
        f"{W1}group g any w1 w1\nquorum g\n",
        f"{W1}group g any w1\ngroup h any w1\nquorum h\n",
        f"{LOG.replace('log', 'LOG')}quorum none\n",
        f"log {WITNESS.key.vkey}\nquorum none\n",
        f"witness w {SIGNER.key.vkey}\nquorum w\n",
        f"{LOG}quorum none\r\n",
        f"{LOG}quorum none\x00\n",
        f"{LOG}quorum\u00a0none\n",
        f"{LOG}quorum none extra\n",
    ],
)
def test_a_policy_that_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(ProofError):
        read_policy(text.encode())
