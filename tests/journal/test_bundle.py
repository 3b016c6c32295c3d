"""The auditor's ZIP verifies with the auditor's own key, names what was changed, and trusts nothing."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest

from journal.material import ORIGIN, POLICY, SIGNER, entries, filled_log, seed
from knowhold.errors import NotFound, ProofError
from knowhold.journal import Log, commitment, new_signer
from knowhold.journal.bundle import Committed, Part, write_bundle
from knowhold.journal.opening import Audited, verify_bundle
from knowhold.journal.verify import Policy

RECORDS = [Committed(20 + number, b"record %d" % number, seed(f"s{number}")) for number in range(5)]
ERASED = Committed(3, None, None)
ATTACHED = {"rulebooks/cn.toml": b"rules", "policy": b"quorum none\n"}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    with filled_log(tmp_path / "log", 20) as log:
        (tmp_path / "june").write_text(log.checkpoint(), "utf-8")
        log.append([commitment(one.record or b"", one.salt or b"") for one in RECORDS])
        log.append(entries(300, start=500))
        write_bundle(tmp_path / "bundle.zip", [Part(log, [ERASED, *RECORDS], 20)], ATTACHED)
    return tmp_path


def changed(office: Path, changes: dict[str, bytes | None]) -> Path:
    """The bundle with members replaced, added or (None) left out, and sound as a ZIP."""
    with zipfile.ZipFile(office / "bundle.zip") as archive:
        members = {name: archive.read(name) for name in archive.namelist()} | changes
    path = office / "changed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            if content is not None:
                archive.writestr(name, content)
    return path


def test_the_auditor_sees_what_is_proved_and_what_was_erased(office: Path) -> None:
    [found] = verify_bundle(office / "bundle.zip", POLICY, (office / "june").read_bytes())

    assert found == Audited(
        found.head,
        20,
        (20, 21, 22, 23, 24),
        (3,),
        ("attached/policy", "attached/rulebooks/cn.toml"),
    )
    assert found.head.checkpoint.size == 325


def test_the_same_entries_give_the_same_file(office: Path) -> None:
    with Log.open(office / "log", ORIGIN, SIGNER) as log:
        write_bundle(office / "again.zip", [Part(log, [ERASED, *RECORDS], 20)], ATTACHED)

    assert (office / "again.zip").read_bytes() == (office / "bundle.zip").read_bytes()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"22.record": b"record 9"}, "entry 22"),
        ({"22.salt": seed("other")}, "entry 22"),
        ({"22.salt": b"short"}, "salt"),
        ({"22.entry": bytes(32)}, "entry 22"),
        ({"22.record": None}, "entry 22"),
        ({"22.entry": None}, "22.entry"),
        ({"22.tlog-proof": None}, "has no proof"),
        ({"22.tlog-proof": b"c2sp.org/tlog-proof@v1\n"}, "entry 22"),
        ({"checkpoint": None}, "no `checkpoint`"),
        ({"growth": None}, "no `growth`"),
        ({"023.entry": bytes(32)}, "must not have"),
        ({"../evil": b""}, "must not have"),
        ({"attached/../../evil": b""}, "must not have"),
    ],
)
def test_what_was_changed_is_named(
    office: Path, changes: dict[str, bytes | None], named: str
) -> None:
    with pytest.raises(ProofError, match=named):
        verify_bundle(changed(office, changes), POLICY, (office / "june").read_bytes())


def test_a_proof_under_another_name_is_not_taken_for_that_entry(office: Path) -> None:
    with zipfile.ZipFile(office / "bundle.zip") as archive:
        moved = {f"99.{kind}": archive.read(f"21.{kind}") for kind in ("entry", "tlog-proof")}

    with pytest.raises(ProofError, match="another entry or head"):
        verify_bundle(changed(office, moved), POLICY)


def test_only_the_readers_own_key_counts(office: Path) -> None:
    stranger = new_signer(ORIGIN, seed("stranger"))

    with pytest.raises(ProofError, match="no trusted key"):
        verify_bundle(office / "bundle.zip", Policy((stranger.key,)))


def test_whatever_byte_of_the_zip_is_changed_it_is_refused_or_says_the_same(office: Path) -> None:
    whole = (office / "bundle.zip").read_bytes()
    [facts] = verify_bundle(office / "bundle.zip", POLICY)
    draw = random.Random(20260101)
    for _ in range(300):
        bad = bytearray(whole)
        bad[draw.randrange(len(whole))] ^= 1 << draw.randrange(8)
        (office / "bad.zip").write_bytes(bad)
        try:
            [found] = verify_bundle(office / "bad.zip", POLICY)
        except ProofError:
            continue
        assert (found.head, found.opened, found.erased) == (facts.head, facts.opened, facts.erased)


@pytest.mark.parametrize("content", [b"", b"PK", b"\x00" * 100])
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.zip").write_bytes(content)

    with pytest.raises(ProofError):
        verify_bundle(tmp_path / "b.zip", POLICY)


def test_a_zip_whose_index_points_before_its_beginning_is_refused(office: Path) -> None:
    whole = bytearray((office / "bundle.zip").read_bytes())
    end = whole.rindex(b"PK\x05\x06")
    whole[end + 16 : end + 20] = (1 << 30).to_bytes(4, "little")
    (office / "bad.zip").write_bytes(whole)

    with pytest.raises(ProofError):
        verify_bundle(office / "bad.zip", POLICY)


def test_a_zip_without_members_or_with_attachments_alone_is_refused(office: Path) -> None:
    for names in ((), ("attached/policy",)):
        with zipfile.ZipFile(office / "b.zip", "w") as archive:
            for name in names:
                archive.writestr(name, b"")

        with pytest.raises(ProofError, match="no `checkpoint`"):
            verify_bundle(office / "b.zip", POLICY)


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bundle_packed_in_another_way_is_refused(office: Path, packing: int) -> None:
    with zipfile.ZipFile(office / "b.zip", "w", packing) as archive:
        archive.writestr("checkpoint", (office / "june").read_bytes())

    with pytest.raises(ProofError, match="packed in a way"):
        verify_bundle(office / "b.zip", POLICY)


def test_a_bundle_that_unpacks_beyond_bounds_is_refused_unread(office: Path) -> None:
    bomb = io.BytesIO(bytes(20_000_000)).getvalue()

    with pytest.raises(ProofError, match="larger than"):
        verify_bundle(changed(office, {"7.record": bomb}), POLICY)


def test_a_record_that_was_not_committed_to_is_never_bundled(office: Path) -> None:
    forged = Committed(20, b"another record", seed("s0"))

    with (
        Log.open(office / "log", ORIGIN, SIGNER) as log,
        pytest.raises(ProofError, match="entry 20"),
    ):
        write_bundle(office / "forged.zip", [Part(log, [forged])], {})
    assert not (office / "forged.zip").exists()


def test_an_entry_not_yet_under_a_checkpoint_is_not_found(office: Path) -> None:
    with Log.open(office / "log", ORIGIN) as log, pytest.raises(NotFound):
        write_bundle(office / "early.zip", [Part(log, [Committed(325, None, None)])], {})
