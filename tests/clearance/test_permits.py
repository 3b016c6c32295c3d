"""The signed code of a permit, its answers, its successor, its paper."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearance.small_law import FORM, TOOLS
from clearance.test_deciding import law, stricter
from knowhold.clearance import actions, permit_keys
from knowhold.clearance.actions import Approval, NewDays
from knowhold.clearance.checking import State, check, token_of
from knowhold.clearance.inquiry import inquire
from knowhold.clearance.models import Case, PermitStatus
from knowhold.clearance.paper import Paper, permit_pdf
from knowhold.clearance.tokens import Claim, read_token, write_token
from knowhold.errors import DataError, Invalid, NotFound, ProofError, Stale, WrongStage
from knowhold.journal import new_signer

SIGNER = new_signer("knowhold.example/permits", bytes(range(32)))
CLAIM = Claim("ZZ-001/T-2026-000001", 1, date(2026, 12, 7), date(2026, 12, 9))
CODE = write_token(CLAIM, SIGNER)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
PAPER = Paper(
    title="Permit 放行单", firm_en="Qingshan", firm_zh="青山", reference=CLAIM.reference, version="1",
    holder="林悦 Lin Yue", where_en="Nordland", where_zh="诺德兰", valid_from="2026-12-07",
    valid_until="2026-12-09", grounds=[{"en": "Rule", "zh": "规则", "cite": "zz art 1"}],
    conditions=[{"code": "a", "en": "No parameters", "zh": "不谈参数", "cite": "zz art 2"}],
    decided_by="Chen Hao", decided_at="2026-11-24", reason="", journal_index="7",
    journal_origin="knowhold.example/journal/2026", address=f"https://kh.example/verify/#{CODE}",
)  # fmt: skip
ISSUED = datetime(2026, 11, 24, tzinfo=UTC)


def test_a_code_says_which_permit_and_which_days_in_about_200_bytes_and_names_nobody():
    assert read_token(CODE, [SIGNER.key]) == CLAIM
    assert len(PAPER.address) < 200
    assert b"Lin" not in CLAIM.text


@settings(deadline=None, max_examples=300)
@given(place=st.integers(0, len(CODE) - 1), letter=st.sampled_from(ALPHABET))
def test_a_code_with_any_letter_changed_is_not_valid(place, letter):
    if CODE[place] == letter:
        return
    with pytest.raises(ProofError):
        read_token(CODE[:place] + letter + CODE[place + 1 :], [SIGNER.key])


@settings(deadline=None)
@given(st.text(max_size=300))
def test_anything_else_is_refused_and_never_a_crash(text):
    with pytest.raises(ProofError):
        read_token(text, [SIGNER.key])


def test_a_code_of_a_key_that_is_not_ours_is_refused():
    other = new_signer("knowhold.example/permits", bytes(range(1, 33)))

    with pytest.raises(ProofError, match="no key"):
        read_token(write_token(CLAIM, other), [SIGNER.key])


@pytest.fixture
def permit(cast, now):
    by, officer = cast.lin_yue, cast.chen_hao
    actions.adopt_conditions(cast.firm, by=cast.maria_keller, now=now)
    seen = inquire(FORM, by, now.date(), TOOLS).digest
    case = actions.submit(FORM, key=uuid.UUID(int=1), seen=seen, by=by, now=now, tools=TOOLS)
    approval = Approval(["zz.notify"], "On file.", ["notify-first"], date(2026, 12, 7), date(2026, 12, 9), False)  # fmt: skip
    return actions.approve(case.pk, approval, version=1, by=officer, now=now, tools=TOOLS)


def supersede(permit, by, now, tools=None, **changed):
    days = replace(NewDays(date(2026, 12, 8), date(2026, 12, 9), "The flight moved."), **changed)
    version = Case.objects.get(pk=permit.case_id).version
    return actions.supersede(
        permit.case_id,
        days,
        version=version,
        by=by,
        now=now,
        tools=tools or TOOLS,
    )


ON = date(2026, 12, 8)


def test_a_new_version_makes_the_old_code_say_so_and_the_new_one_good(permit, cast, now):
    old = token_of(permit)
    assert check(old, ON).state is State.GOOD

    newer = supersede(permit, cast.chen_hao, now)

    told = check(old, ON)
    assert (told.state, told.replaced_by) == (State.SUPERSEDED, 2)
    assert check(token_of(newer), ON).state is State.GOOD
    assert newer.conditions == permit.conditions
    assert newer.decision.number == 2


def test_new_days_outside_those_answered_for_are_refused(permit, cast, now):
    with pytest.raises(Invalid):
        supersede(permit, cast.chen_hao, now, valid_until=date(2027, 1, 1))


def test_a_permit_is_not_prolonged_when_the_rules_answer_anew(permit, cast, now):
    with pytest.raises(Stale):
        supersede(permit, cast.chen_hao, now, tools=law(stricter))

    permit.refresh_from_db()
    assert permit.status == PermitStatus.PAUSED


def test_a_revoked_permit_says_so_and_cannot_be_replaced(permit, cast, now):
    version = Case.objects.get(pk=permit.case_id).version
    actions.revoke(permit.case_id, "Given in error.", version=version, by=cast.chen_hao, now=now)

    assert check(token_of(permit), ON).state is State.REVOKED
    with pytest.raises(WrongStage):
        supersede(permit, cast.chen_hao, now)


def test_the_holder_and_a_stranger_can_do_neither(permit, cast, now):
    with pytest.raises(NotFound):
        supersede(permit, cast.stranger, now)


def test_a_reopened_case_pauses_the_permit_and_days_that_passed_end_it(permit, cast, now):
    assert check(token_of(permit), date(2026, 12, 10)).state is State.ENDED
    actions.reopen(permit.case_id, "The list changed.", by=cast.chen_hao, now=now)
    assert check(token_of(permit), ON).state is State.PAUSED


def test_a_signed_code_of_no_known_permit_has_an_unknown_status(db):
    assert check(write_token(CLAIM, permit_keys.signer()), ON).state is State.UNKNOWN


def test_a_new_key_signs_while_the_old_one_is_believed_until_it_is_revoked(permit):
    old = token_of(permit)
    fresh = permit_keys.rotate()

    assert token_of(permit) != old
    assert check(old, ON).state is check(token_of(permit), ON).state is State.GOOD
    first = next(key for key in permit_keys.believed() if key != fresh)
    permit_keys.revoke(first.key_id.hex())
    assert check(old, ON).state is State.INVALID


def test_the_paper_is_tagged_for_pdf_ua_and_the_same_each_time():
    made = permit_pdf(PAPER, ISSUED)

    assert made.startswith(b"%PDF-")
    assert made == permit_pdf(PAPER, ISSUED)
    for mark in (b"/StructTreeRoot", b"pdfuaid", b"/Lang"):
        assert mark in made


def test_a_character_that_no_font_has_is_named():
    with pytest.raises(DataError, match=re.escape("U+3FFF0")):
        permit_pdf(replace(PAPER, holder="\U0003fff0"), ISSUED)


@pytest.mark.django_db(transaction=True)
def test_the_holder_gets_paper_proof_and_code_and_a_stranger_none(client, permit, cast):
    place = f"/permits/{permit.case_id}/1/"
    client.force_login(cast.lin_yue)
    assert client.get(f"{place}permit.pdf").content.startswith(b"%PDF-")
    assert client.get(f"{place}permit.tlog-proof").content.startswith(b"c2sp.org/tlog-proof@v1\n")
    assert token_of(permit) in client.get(place).content.decode()

    client.force_login(cast.stranger)
    for name in ("permit.pdf", "permit.tlog-proof", "replace/", "revoke/"):
        assert client.get(place + name).status_code == 404
    client.force_login(cast.lin_yue)
    assert client.get(f"{place}replace/").status_code == 404


def test_the_status_is_told_for_a_signed_code_only(client, permit):
    good = client.post("/verify/status", {"token": token_of(permit)})
    other = client.post("/verify/status", {"token": "ZZ-001/T-2026-000001"})

    assert good.json()["state"] in {"good", "ended"}
    assert other.json() == {"state": "invalid", "until": "", "replaced_by": None}


def test_a_demos_permit_key_is_refused_outside_the_demo(settings):
    demo = new_signer("demo.knowhold.example/permits", bytes(range(32)))
    settings.KNOWHOLD_KEYS.mkdir()
    (settings.KNOWHOLD_KEYS / "permit-0001.key").write_text(demo.skey + "\n")

    with pytest.raises(ProofError, match="key of a demo"):
        permit_keys.signer()
