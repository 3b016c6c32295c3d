"""A match is judged once, with reason and an end, and asked again only when a record changes."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from clearance.small_law import FORM
from knowhold.audit.models import Event
from knowhold.clearance import actions
from knowhold.clearance.inquiry import inquire
from knowhold.clearance.models import Case, Permit, PermitStatus, Stage
from knowhold.errors import Invalid, NotFound, NotPermitted, Stale, WrongStage
from knowhold.notices.models import Notice
from knowhold.parties.actions import Described, Judged
from knowhold.parties.models import Judgement, Match, Party, Status, Verdict, Why
from parties.lists import entry

NAME = "Nordland Smelter"
LISTED = entry("D-1", "Nordland Smelter AS", countries=["ZY"])
HARBOUR = entry("D-2", "Harbour Trading")


@pytest.fixture
def added(cast, now, lists):
    def add(name=NAME, by=None, **more):
        described = Described(name, country="ZY", **more)
        by = by or cast.chen_hao
        return actions.add_counterpart(cast.firm, described, lists=lists, by=by, now=now)

    return add


@pytest.fixture
def judge(cast, now, tools):
    def decide(match, verdict=Verdict.DISMISSED, by=None, at=None, **more):
        chosen = {"reason": "Another city, another register number.", **more}
        expires = chosen.get("expires", now.date() + timedelta(days=365))
        judged = Judged(verdict, chosen["reason"], expires)
        match.refresh_from_db()
        return actions.judge_counterpart(
            match.party_id, match.pk, judged, version=chosen.get("version", match.version),
            by=by or cast.chen_hao, now=at or now, tools=tools,
        )  # fmt: skip

    return decide


def submit(cast, now, tools):
    seen = inquire(FORM, cast.lin_yue, now.date(), tools).digest
    return actions.submit(FORM, key=uuid.uuid4(), seen=seen, by=cast.lin_yue, now=now, tools=tools)


def test_a_counterpart_is_compared_when_it_is_added_and_the_officers_are_told(cast, load, added):
    load(LISTED)

    party = added()

    match = party.matches.get()
    assert (match.status, match.why) == (Status.OPEN, Why.FIRST_LOOK)
    assert match.shown_en["entry"]["names"][0]["text"] == "Nordland Smelter AS"
    assert sum(piece["contribution"] for piece in match.shown_en["alignment"]) == pytest.approx(
        match.shown_en["name_score"]
    )
    kinds = [event.kind for event in Event.objects.filter(subject_id=str(party.pk)).order_by("at")]
    assert sorted(kinds) == ["party.added", "party.matches_raised"]
    assert Notice.objects.filter(person=cast.chen_hao, kind="party.raised").count() == 1


def test_the_same_name_again_is_the_same_counterpart(load, added):
    load(LISTED)

    assert added(NAME).pk == added("NORDLAND  SMELTER").pk
    assert Match.objects.count() == 1


def test_a_counterpart_of_a_case_is_kept_with_its_matches_in_the_one_event_of_the_case(
    cast, now, load, tools
):
    load(LISTED)

    case = submit(cast, now, tools)

    assert [each.party.name for each in case.parties.all()] == [NAME]
    assert Match.objects.get().status == Status.OPEN
    assert [event.kind for event in Event.objects.all()] == ["case.submitted"]


def test_a_dismissal_is_kept_with_edition_both_records_and_an_end(added, load, judge):
    edition = load(LISTED)
    match = added().matches.get()

    made = judge(match)

    match.refresh_from_db()
    assert match.status == Status.DISMISSED
    assert (made.edition, made.dated) == (edition.digest, edition.dated)
    assert made.entry_matter == match.entry_matter
    assert made.party_matter == match.party_matter
    assert match.stands_until == made.expires
    event = Event.objects.get(kind="party.match_dismissed")
    assert event.about_id is None


def test_a_judgement_is_never_changed_or_deleted(added, load, judge):
    load(LISTED)
    judge(added().matches.get())

    with pytest.raises(DatabaseError), transaction.atomic():
        Judgement.objects.update(reason="something else")
    with pytest.raises(DatabaseError), transaction.atomic():
        Judgement.objects.all().delete()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"expires": None}, "expires"),
    ],
)
def test_without_a_reason_or_with_a_past_end_nothing_is_kept(added, load, judge, now, given, field):
    load(LISTED)
    match = added().matches.get()
    if "expires" in given:
        given = {"expires": now.date() - timedelta(days=1)}

    with pytest.raises(Invalid) as refused:
        judge(match, **given)

    assert set(refused.value.fields) == {field}
    assert not Judgement.objects.exists()


def test_who_read_an_older_state_is_told_so(added, load, judge):
    load(LISTED)
    match = added().matches.get()
    judge(match)

    with pytest.raises(Stale):
        judge(match, version=1)


@pytest.mark.parametrize("who", ["lin_yue", "tomas_berg", "raj_patel", "stranger"])
def test_to_everybody_but_compliance_there_is_no_such_match(cast, added, load, judge, who):
    load(LISTED)
    match = added().matches.get()

    with pytest.raises(NotFound):
        judge(match, by=getattr(cast, who))


def test_an_auditor_reads_and_does_not_judge(cast, added, load, judge):
    load(LISTED)

    with pytest.raises(NotPermitted):
        judge(added().matches.get(), by=cast.ingrid_holm)


def test_nobody_judges_what_their_own_open_case_turns_on(cast, now, load, judge, tools):
    load(LISTED)
    seen = inquire(FORM, cast.chen_hao, now.date(), tools).digest
    actions.submit(FORM, key=uuid.uuid4(), seen=seen, by=cast.chen_hao, now=now, tools=tools)
    match = Match.objects.get()

    with pytest.raises(NotPermitted):
        judge(match)

    assert judge(match, by=cast.maria_keller).verdict == Verdict.DISMISSED


def test_a_dismissed_match_answers_nothing_and_a_confirmed_one_answers_the_case(
    cast, now, load, judge, tools
):
    load(LISTED)
    case = submit(cast, now, tools)
    match = Match.objects.get()
    assert Case.objects.get().screening[0]["parties"]["party.ZZ"] is None

    judge(match)

    case.refresh_from_db()
    assert case.screening[0]["parties"]["party.ZZ"] == "none"

    judge(match, Verdict.CONFIRMED, reason="Register number and address agree.")

    case.refresh_from_db()
    assert case.screening[0]["parties"]["party.ZZ"] == "denied"
    assert case.clearance == "prohibited"


def test_a_confirmed_match_pauses_the_permit_and_tells_holder_and_never_revokes(
    cast, now, load, judge, tools
):
    load(LISTED)
    case = submit(cast, now, tools)
    judge(Match.objects.get())
    case.refresh_from_db()
    permit = permitted(case, cast, now)

    judge(Match.objects.get(), Verdict.CONFIRMED, by=cast.maria_keller, reason="The same firm.")

    permit.refresh_from_db()
    case.refresh_from_db()
    assert permit.status == PermitStatus.PAUSED
    assert case.stage == Stage.IN_REVIEW
    assert Notice.objects.filter(person=cast.lin_yue, kind="notice.anew").exists()


def test_a_dismissal_pauses_nothing(cast, now, load, judge, tools):
    load(LISTED)
    case = submit(cast, now, tools)
    judge(Match.objects.get())
    case.refresh_from_db()
    permit = permitted(case, cast, now)

    judge(Match.objects.get(), reason="Looked again, still another one.", by=cast.maria_keller)

    permit.refresh_from_db()
    assert permit.status == PermitStatus.VALID


def test_a_material_change_of_the_own_record_opens_the_judgement_again(
    cast, now, lists, load, added, judge, tools
):
    load(LISTED)
    party = added()
    match = party.matches.get()
    judge(match)

    def change(version, **more):
        return actions.change_counterpart(
            party.pk, Described(NAME, country="ZY", **more), version=version, lists=lists,
            by=cast.chen_hao, now=now, tools=tools,
        )  # fmt: skip

    change(1)
    match.refresh_from_db()
    assert match.status == Status.DISMISSED

    change(2, also=("Nordland Smelter AS",))
    match.refresh_from_db()
    assert (match.status, match.why) == (Status.OPEN, Why.PARTY_CHANGED)


def test_an_entry_that_left_the_list_cannot_be_judged(now, added, load, judge, lists, tools):
    load(LISTED, HARBOUR)
    match = added().matches.get()
    actions.rescreen(now, lists, tools)
    load(HARBOUR)
    actions.rescreen(now, lists, tools)

    match.refresh_from_db()
    assert match.status == Status.GONE
    with pytest.raises(WrongStage):
        judge(match)


def test_another_firms_judgement_settles_nothing_here(cast, now, lists, load, added, judge, tools):
    load(LISTED)
    judge(added().matches.get())

    theirs = actions.add_counterpart(
        cast.other_firm, Described(NAME, country="ZY"), lists=lists, by=cast.stranger, now=now
    )

    assert theirs.matches.get().status == Status.OPEN
    assert Party.objects.filter(name=NAME).count() == 2


def permitted(case, cast, now) -> Permit:
    """A permit on the case, as rows: how one comes about is tested elsewhere."""
    Case.objects.filter(pk=case.pk).update(stage=Stage.DECIDED, outcome="approved")
    decision = case.decisions.create(
        number=1, outcome="approved", decided_by=cast.chen_hao, decided_at=now, reason="x",
        grounds=[], rulebook="x",
    )  # fmt: skip
    return Permit.objects.create(
        case=case, decision=decision, version=1, valid_from=case.first_day,
        valid_until=case.last_day, issued_at=now,
    )  # fmt: skip
