from __future__ import annotations

import itertools
import json
import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from clearance.small_law import FORM, TOOLS
from knowhold.audit.models import Event
from knowhold.clearance import actions
from knowhold.clearance.actions import Approval, Refusal
from knowhold.clearance.inquiry import inquire
from knowhold.clearance.models import Case, Decision, Note, Permit
from knowhold.errors import Invalid, MarkedSecret, NotFound, NotPermitted, Stale, WrongStage
from knowhold.roster.actions import classify
from knowhold.roster.actions.classifying import Finding
from knowhold.roster.models import KnowHowItem

KEY = uuid.UUID(int=1)
APPROVAL = Approval(
    rules=["zz.notify"],
    reason="The notice is on file.",
    condition_codes=["notify-first", "loaner-only"],
    valid_from=date(2026, 12, 7),
    valid_until=date(2026, 12, 9),
    second_hand_confirmed=False,
)


@pytest.fixture
def people(cast, now):
    actions.adopt_conditions(cast.firm, by=cast.maria_keller, now=now)
    return cast


def seen(person, now, form=FORM):
    return inquire(form, person, now.date(), TOOLS).digest


def submitted(people, now, form=FORM, key=KEY) -> Case:
    by = people.lin_yue
    return actions.submit(form, key=key, seen=seen(by, now, form), by=by, now=now, tools=TOOLS)


def approve(case, approval, by, now, version=None, tools=TOOLS):
    return actions.approve(
        case.pk,
        approval,
        version=version or case.version,
        by=by,
        now=now,
        tools=tools,
    )


def events():
    return Event.objects.count()


def test_asking_stores_the_form_word_for_word_and_exactly_one_event(people, now):
    before = events()

    case = submitted(people, now)

    assert case.form == FORM
    assert case.clearance == "needed"
    assert case.reference == "ZZ-001/T-2026-000001"
    assert case.due_on == date(2026, 12, 1)
    assert events() == before + 1
    body = json.loads(Event.objects.get(kind="case.submitted").body)
    assert body["rules"] == ["zz.notify"]
    assert body["rulebook"] == "sha256:small"


def test_looking_at_an_answer_writes_nothing(people, now):
    before = events()

    inquire(FORM, people.lin_yue, now.date(), TOOLS)

    assert events() == before
    assert not Case.objects.exists()
    assert not Note.objects.exists()


def test_pressing_twice_makes_one_case_and_one_event(people, now):
    first = submitted(people, now)
    before = events()

    second = submitted(people, now)

    assert second.pk == first.pk
    assert events() == before


def test_a_kept_note_is_one_row_and_one_event_even_when_pressed_twice(people, now):
    by = people.lin_yue
    before = events()
    keep = {"key": KEY, "seen": seen(by, now), "by": by, "now": now, "tools": TOOLS}

    first, second = actions.keep_note(FORM, **keep), actions.keep_note(FORM, **keep)

    assert first.pk == second.pk
    assert events() == before + 1
    assert first.reference == "ZZ-001/N-2026-000001"


def test_an_answer_that_changed_since_it_was_read_is_stale(people, now):
    with pytest.raises(Stale, match="answer changed"):
        actions.submit(FORM, key=KEY, seen="another", by=people.lin_yue, now=now, tools=TOOLS)

    assert not Case.objects.exists()


def test_a_state_secret_marking_is_refused_and_stored_nowhere(people, now):
    marked = FORM | {"other": "机密★10年 铽提取"}

    with pytest.raises(MarkedSecret):
        actions.submit(marked, key=KEY, seen="", by=people.lin_yue, now=now, tools=TOOLS)

    assert not Case.objects.exists()
    assert [event for event in Event.objects.all() if "铽提取" in (event.body or "")] == []


def test_an_unclassified_topic_leaves_the_answer_open_and_a_classified_one_settles_it(people, now):
    form = FORM | {"topics": ["SXS-01"], "general": False, "devices": []}
    by = people.lin_yue
    assert inquire(form, by, now.date(), TOOLS).answered.clearance == "open"
    finding = Finding(code="ZZ1E1", scheme_edition="2026", reason="Order 1", regime="ZZ")

    classify(_item("SXS-01"), finding, by=people.chen_hao, on=now.date(), now=now)

    assert inquire(form, by, now.date(), TOOLS).answered.clearance == "needed"


def test_a_topic_that_is_not_found_never_passes_for_one_that_is_not_controlled(people, now):
    form = FORM | {"topics": ["SXS-99"], "general": False}

    with pytest.raises(Invalid, match="`SXS-99` is no item of the taxonomy"):
        inquire(form, people.lin_yue, now.date(), TOOLS)


def test_a_trip_about_nothing_named_is_asked_what_it_is_about(people, now):
    form = FORM | {"topics": [], "general": False, "other": " "}

    with pytest.raises(Invalid, match="nothing is named"):
        inquire(form, people.lin_yue, now.date(), TOOLS)


def _item(code):
    return KnowHowItem.objects.get(pk=code)


def test_an_open_question_stops_the_clock_and_the_answer_moves_the_due_date(people, now):
    case = submitted(people, now)
    actions.ask(case.pk, "Which plant?", version=case.version, by=people.chen_hao, now=now)
    case.refresh_from_db()
    assert case.stage == "waiting_for_applicant"
    due = case.due_on

    later = now + timedelta(days=7)
    actions.answer(case.pk, "Line 2", version=case.version, by=people.lin_yue, now=later)

    case.refresh_from_db()
    assert case.stage == "in_review"
    assert case.due_on == due + timedelta(days=7)
    assert case.queries.get().answer == "Line 2"


def test_an_approval_issues_a_permit_with_its_conditions_in_both_languages(people, now):
    case = submitted(people, now)
    before = events()

    permit = approve(case, APPROVAL, people.chen_hao, now)

    case.refresh_from_db()
    assert (case.stage, case.outcome) == ("decided", "approved_with_conditions")
    assert permit.version == 1
    codes = [each["code"] for each in permit.conditions]
    assert codes == ["loaner-only", "notify-first", "outcome:ZZ"]
    assert "借出的设备" in permit.conditions[0]["zh"]
    assert "notif" in permit.conditions[2]["en"]
    assert events() == before + 1


def test_a_missing_citation_blocks_an_approval(people, now):
    case = submitted(people, now)

    with pytest.raises(Invalid) as blocked:
        approve(case, replace(APPROVAL, rules=["no such rule"]), people.chen_hao, now)

    assert "rules" in blocked.value.fields
    assert not Permit.objects.exists()


def test_a_second_hand_source_needs_the_officers_own_confirmation(people, now):
    item = _item("SXS-01")
    finding = Finding(code="ZZ1E1", scheme_edition="2026", reason="Order 1", regime="ZZ")
    classify(item, finding, by=people.chen_hao, on=now.date(), now=now)
    case = submitted(people, now, FORM | {"topics": ["SXS-01"], "general": False, "devices": []})
    wish = replace(APPROVAL, rules=["zz.licence"], condition_codes=["no-parameters"])

    with pytest.raises(Invalid) as blocked:
        approve(case, wish, people.chen_hao, now)
    assert list(blocked.value.fields) == ["second_hand_confirmed"]

    permit = approve(case, replace(wish, second_hand_confirmed=True), people.chen_hao, now)
    assert permit.decision.second_hand_confirmed


def test_where_the_rules_ask_for_a_licence_a_permit_needs_a_condition_that_respects_it(people, now):
    item = _item("SXS-01")
    finding = Finding(code="ZZ1E1", scheme_edition="2026", reason="Order 1", regime="ZZ")
    classify(item, finding, by=people.chen_hao, on=now.date(), now=now)
    case = submitted(people, now, FORM | {"topics": ["SXS-01"], "general": False, "devices": []})

    with pytest.raises(Invalid) as blocked:
        approve(
            case,
            replace(APPROVAL, rules=["zz.licence"], second_hand_confirmed=True),
            people.chen_hao,
            now,
        )

    assert list(blocked.value.fields) == ["condition_codes"]


def test_a_prohibition_is_never_approved(people, now):
    form = FORM | {"counterparts": [{"name": "Denied Works", "country": "ZY"}]}
    case = submitted(people, now, form)

    with pytest.raises(Invalid) as blocked:
        approve(case, replace(APPROVAL, rules=["zz.prohibited"]), people.chen_hao, now)

    assert "outcome" in blocked.value.fields


def test_a_permit_stays_within_the_days_that_were_asked_for(people, now):
    case = submitted(people, now)

    with pytest.raises(Invalid) as blocked:
        approve(case, replace(APPROVAL, valid_until=date(2027, 1, 1)), people.chen_hao, now)

    assert list(blocked.value.fields) == ["valid_until"]


def test_a_refusal_says_why_what_would_be_approvable_and_until_when_to_appeal(people, now):
    case = submitted(people, now)
    with pytest.raises(Invalid) as blocked:
        actions.refuse(
            case.pk, Refusal([], " ", ""), version=case.version, by=people.chen_hao, now=now
        )
    assert set(blocked.value.fields) == {"rules", "reason", "approvable"}

    decision = actions.refuse(
        case.pk,
        Refusal(["zz.notify"], "No notice was filed.", "The same trip with a loan device."),
        version=case.version,
        by=people.chen_hao,
        now=now,
    )

    assert decision.appeal_until == date(2026, 12, 22)
    assert decision.grounds[0]["cite"] == ["ZZ Demo Order 1 art. 2"]


def test_a_decision_is_never_changed_afterwards(people, now):
    case = submitted(people, now)
    approve(case, APPROVAL, people.chen_hao, now)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Decision.objects.update(reason="something else")


def test_of_two_officers_who_press_at_once_one_wins_and_the_other_is_told_who(people, now):
    case = submitted(people, now)
    version = case.version
    actions.take(case.pk, version=version, by=people.chen_hao, now=now)

    with pytest.raises(Stale, match="Chen Hao"):
        actions.take(case.pk, version=version, by=people.maria_keller, now=now)


def test_nobody_decides_their_own_case(people, now):
    by = people.chen_hao
    case = actions.submit(FORM, key=KEY, seen=seen(by, now), by=by, now=now, tools=TOOLS)

    with pytest.raises(NotPermitted, match="own case"):
        approve(case, APPROVAL, by, now)


def test_another_firms_officer_does_not_learn_that_the_case_exists(people, now):
    case = submitted(people, now)

    with pytest.raises(NotFound):
        actions.take(case.pk, version=case.version, by=people.stranger, now=now)


def test_what_was_withdrawn_is_not_decided(people, now):
    case = submitted(people, now)
    case = actions.withdraw(case.pk, version=case.version, by=people.lin_yue, now=now)

    with pytest.raises(WrongStage, match="Withdrawn"):
        approve(case, APPROVAL, people.chen_hao, now)


def test_a_reopened_case_pauses_its_permit_and_is_decided_anew(people, now):
    case = submitted(people, now)
    first = approve(case, APPROVAL, people.chen_hao, now)

    case = actions.reopen(case.pk, "Order 3 takes effect", by=people.maria_keller, now=now)
    first.refresh_from_db()
    assert (first.status, first.status_reason) == ("paused", "Order 3 takes effect")

    second = approve(case, APPROVAL, people.chen_hao, now)
    first.refresh_from_db()
    assert (first.status, second.version, second.status) == ("superseded", 2, "valid")
    assert case.decisions.count() == 2


def test_every_change_is_exactly_one_event(people, now):
    case = submitted(people, now)
    counts = [events()]
    steps = itertools.chain(
        [lambda c: actions.take(c.pk, version=c.version, by=people.chen_hao, now=now)],
        [lambda c: actions.ask(c.pk, "?", version=c.version, by=people.chen_hao, now=now)],
        [lambda c: actions.answer(c.pk, "!", version=c.version, by=people.lin_yue, now=now)],
        [lambda c: approve(c, APPROVAL, people.chen_hao, now)],
        [lambda c: actions.reopen(c.pk, "x", by=people.chen_hao, now=now)],
        [lambda c: actions.withdraw(c.pk, version=c.version, by=people.lin_yue, now=now)],
    )
    for step in steps:
        case.refresh_from_db()
        step(case)
        counts.append(events())

    assert counts == list(range(counts[0], counts[0] + 7))


def test_what_an_officer_finds_out_is_recorded_with_a_reason_and_answers_the_case_anew(people, now):
    form = FORM | {"counterparts": [{"name": "Unlisted Works", "country": "ZY"}], "devices": []}
    case = submitted(people, now, form)
    assert case.clearance == "open"
    before = events()

    with pytest.raises(Invalid) as blocked:
        settle(case, {UNLISTED: "none"}, " ", people, now)
    assert list(blocked.value.fields) == ["reason"]
    with pytest.raises(Invalid) as blocked:
        settle(case, {"item.ZZ": "none"}, "I think so", people, now)
    assert list(blocked.value.fields) == ["item.ZZ"]

    case = settle(case, {UNLISTED: "none"}, "Read in the list of today", people, now)

    assert (case.stage, case.clearance) == ("in_review", "not_needed")
    assert case.findings[0]["question_zh"] == "在名单上吗？"
    assert events() == before + 1


UNLISTED = "party.ZZ@counterpart:ZY Unlisted Works"


@pytest.mark.parametrize("fact", ["item.ZZ", "tech.ZZ", "party.ZZ", "party.ZZ@x", "no such fact"])
def test_nobody_classifies_or_screens_their_own_trip(people, now, fact):
    form = FORM | {"answers": {fact: "none"}}

    with pytest.raises(Invalid, match=fact):
        inquire(form, people.lin_yue, now.date(), TOOLS)


def test_an_answer_without_a_subject_is_refused_where_there_are_several(people, now):
    both = [{"name": name, "country": "ZY"} for name in ("Nordland Smelter", "Fjordlight")]
    form = FORM | {"counterparts": both, "answers": {"channel": "none"}}

    with pytest.raises(Invalid, match="`channel` names no subject"):
        inquire(form, people.lin_yue, now.date(), TOOLS)
    inquire(FORM | {"answers": {"channel": "none"}}, people.lin_yue, now.date(), TOOLS)


def test_a_shipment_is_never_general_knowledge(people, now):
    form = FORM | {"kind": "shipment", "purpose": "ship", "general": True, "devices": []}

    with pytest.raises(Invalid, match="general"):
        inquire(form, people.lin_yue, now.date(), TOOLS)


def settle(case, facts, reason, people, now):
    return actions.settle(
        case.pk,
        facts,
        reason,
        version=case.version,
        by=people.chen_hao,
        now=now,
        tools=TOOLS,
    )


def test_that_nothing_is_needed_is_found_only_when_the_answer_says_so(people, now):
    case = submitted(people, now)
    with pytest.raises(Invalid):
        actions.find_not_needed(
            case.pk, version=case.version, by=people.chen_hao, now=now, tools=TOOLS
        )

    free = submitted(people, now, FORM | {"devices": []}, key=uuid.UUID(int=2))
    decision = actions.find_not_needed(
        free.pk, version=free.version, by=people.chen_hao, now=now, tools=TOOLS
    )

    free.refresh_from_db()
    assert (free.stage, free.outcome, decision.number) == ("decided", "not_needed", 1)
    assert not Permit.objects.exists()
