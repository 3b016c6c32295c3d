"""A list changes at night: what the change touches is raised, told and paused; nothing else moves."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from clearance.small_law import FORM
from knowhold.audit.models import Event
from knowhold.clearance import actions
from knowhold.clearance.inquiry import inquire
from knowhold.clearance.models import Case, PermitStatus, Stage
from knowhold.notices.models import Notice
from knowhold.parties.actions import Described, Judged
from knowhold.parties.models import Comparison, Match, Status, Verdict, Why
from parties.lists import entry
from parties.test_judging import permitted

FIRST = date(2026, 11, 20)
HARBOUR = entry("D-2", "Harbour Trading", countries=["ZZ"])
NORDLAND = entry("D-1", "Nordland Smelter AS")


@pytest.fixture
def night(now, lists, tools):
    """One run of the job, an hour later each time."""
    hours = iter(range(1, 100))
    return lambda: actions.rescreen(now + timedelta(hours=next(hours)), lists, tools)


@pytest.fixture
def add(cast, now, lists):
    def added(name, firm=None, by=None):
        return actions.add_counterpart(
            firm or cast.firm, Described(name), lists=lists, by=by or cast.chen_hao, now=now
        )

    return added


def submitted(cast, now, tools) -> Case:
    seen = inquire(FORM, cast.lin_yue, now.date(), tools).digest
    return actions.submit(FORM, key=uuid.uuid4(), seen=seen, by=cast.lin_yue, now=now, tools=tools)


def dismissed(match, cast, now, tools):
    judged = Judged(Verdict.DISMISSED, "another city", now.date() + timedelta(days=300))
    return actions.judge_counterpart(
        match.party_id, match.pk, judged, version=match.version, by=cast.chen_hao, now=now,
        tools=tools,
    )  # fmt: skip


def test_only_what_the_change_touches_raises_work(cast, now, load, add, night, tools):
    load(HARBOUR, dated=FIRST)
    harbour, nordland = add("Harbour Trading"), add("Nordland Smelter")
    add("Quiet Works")
    night()
    dismissed(harbour.matches.get(), cast, now, tools)

    load(HARBOUR, NORDLAND)
    found = night()

    assert (found.asked, found.raised) == (3, 1)
    assert harbour.matches.get().status == Status.DISMISSED
    raised = nordland.matches.get()
    assert (raised.status, raised.why) == (Status.OPEN, Why.ENTRY_ADDED)


def test_a_second_run_finds_nothing_left_to_do(load, add, night):
    load(HARBOUR, dated=FIRST)
    add("Nordland Smelter")
    night()
    load(HARBOUR, NORDLAND)
    night()
    events = Event.objects.count()

    again = night()

    assert (again.asked, again.raised) == (0, 0)
    assert Event.objects.count() == events


def test_a_run_that_was_killed_before_its_end_is_done_by_the_next_one_and_tells_once(
    cast, now, load, add, night, tools
):
    load(HARBOUR, dated=FIRST)
    case = submitted(cast, now, tools)
    night()
    load(HARBOUR, NORDLAND)
    night()
    told = Notice.objects.count()
    # as if the process had ended before it could remember what it compared with
    Comparison.objects.update(edition="sha256:older")

    again = night()

    assert again.raised == 0
    assert again.changed == ()
    assert Notice.objects.count() == told
    case.refresh_from_db()
    assert case.screening[0]["parties"]["party.ZZ"] is None


def test_a_newly_listed_counterpart_pauses_its_permit_and_waits_in_its_case(
    cast, now, load, night, tools
):
    load(HARBOUR, dated=FIRST)
    case = submitted(cast, now, tools)
    permit = permitted(case, cast, now)
    night()

    load(HARBOUR, NORDLAND)
    found = night()

    permit.refresh_from_db()
    case.refresh_from_db()
    assert found.paused == (case.reference,)
    assert permit.status == PermitStatus.PAUSED
    assert case.stage == Stage.IN_REVIEW
    for person in (cast.lin_yue, cast.chen_hao):
        assert Notice.objects.filter(person=person, kind="notice.anew").count() == 1


def test_an_open_case_goes_on_waiting_and_its_owner_is_told(cast, now, load, night, tools):
    load(HARBOUR, dated=FIRST)
    case = submitted(cast, now, tools)
    stage = case.stage
    night()

    load(HARBOUR, NORDLAND)
    night()

    case.refresh_from_db()
    assert case.stage == stage
    assert case.outcome == "none"
    assert case.clearance == "open"
    assert Notice.objects.filter(person=cast.lin_yue, kind="notice.anew").count() == 1


def test_a_changed_entry_opens_a_dismissal_and_knows_the_edition_before(
    cast, now, load, add, night, tools
):
    first = load(HARBOUR, dated=FIRST)
    party = add("Harbour Trading")
    night()
    dismissed(party.matches.get(), cast, now, tools)

    moved = entry("D-2", "Harbour Trading", countries=["ZY"])
    load(moved)
    night()

    match = party.matches.get()
    assert (match.status, match.why) == (Status.OPEN, Why.ENTRY_CHANGED)
    assert match.edition_before == first.digest


def test_a_reworded_entry_opens_nothing(cast, now, load, add, night, tools):
    load(HARBOUR, dated=FIRST)
    party = add("Harbour Trading")
    night()
    dismissed(party.matches.get(), cast, now, tools)

    load({**HARBOUR, "remarks": "see the other page"})
    assert night().raised == 0
    assert party.matches.get().status == Status.DISMISSED


def test_what_left_the_list_waits_for_nobody(load, add, night):
    load(HARBOUR, NORDLAND, dated=FIRST)
    party = add("Harbour Trading")
    night()

    load(NORDLAND)
    found = night()

    assert found.gone == 1
    assert party.matches.get().status == Status.GONE
    assert Event.objects.filter(kind="party.matches_gone").count() == 1


def test_what_comes_back_to_the_list_is_asked_again(load, add, night):
    load(HARBOUR, NORDLAND, dated=FIRST)
    party = add("Harbour Trading")
    night()
    load(NORDLAND)
    night()

    load(HARBOUR, NORDLAND, entry("D-3", "Somebody Else"))
    night()

    assert party.matches.get().status == Status.OPEN


def test_a_judgement_that_ran_out_is_asked_again_once(cast, now, load, add, night, tools, lists):
    load(HARBOUR)
    party = add("Harbour Trading")
    night()
    dismissed(party.matches.get(), cast, now, tools)

    later = now + timedelta(days=400)
    first = actions.rescreen(later, lists, tools)
    second = actions.rescreen(later, lists, tools)

    assert (first.expired, second.expired) == (1, 0)
    assert party.matches.get().why == Why.EXPIRED


def test_every_firm_is_compared_and_each_keeps_its_own_matches(cast, load, add, night):
    load(HARBOUR, dated=FIRST)
    ours = add("Nordland Smelter")
    theirs = add("Nordland Smelter", cast.other_firm, cast.stranger)
    night()

    load(HARBOUR, NORDLAND)
    night()

    assert Match.objects.filter(party__in=[ours, theirs]).count() == 2
    assert Notice.objects.filter(person=cast.stranger, kind="party.raised").count() == 1


def test_two_lists_that_name_one_counterpart_make_one_notice(cast, load, add, night):
    load(HARBOUR, dated=FIRST)
    add("Nordland Smelter")
    night()

    load(HARBOUR, NORDLAND, entry("E-1", "Nordland Smelter AS", on="sample.entity-list"))
    night()

    assert Match.objects.count() == 2
    assert Notice.objects.filter(person=cast.chen_hao, kind="party.raised").count() == 1
    assert Event.objects.filter(kind="party.matches_raised").count() == 1
