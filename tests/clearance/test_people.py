"""The people of a case: line manager, second signature, desk, debrief, appeal, delegation, clock."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from cast import PASSWORD
from clearance.small_law import FORM, TOOLS
from knowhold.accounts.models import Grant, Person, Role
from knowhold.audit.models import Event
from knowhold.clearance import actions, clock, deadlines, queries
from knowhold.clearance.actions import (
    Approval,
    Debriefing,
    Device,
    Grievance,
    Refusal,
    Variation,
    delegating,
)
from knowhold.clearance.actions.delegating import Offer
from knowhold.clearance.actions.overdue import deactivate, escalate
from knowhold.clearance.attachments import Sent
from knowhold.clearance.inquiry import inquire
from knowhold.clearance.models import (
    Case,
    Countersignature,
    ManagersView,
    Recommendation,
    RoutingEdition,
)
from knowhold.clearance.panel import candidates
from knowhold.errors import (
    DataError,
    Invalid,
    MarkedSecret,
    NotFound,
    NotPermitted,
    Stale,
    WrongStage,
)
from knowhold.notices.models import Notice
from knowhold.web.routing.pages import shipped_example

APPROVAL = Approval(
    rules=["zz.notify"],
    reason="The notice is on file.",
    condition_codes=["notify-first", "loaner-only", "debrief"],
    valid_from=date(2026, 12, 7),
    valid_until=date(2026, 12, 9),
    second_hand_confirmed=False,
)
REFUSAL = Refusal(["zz.notify"], "No notice was filed.", "The same trip with a loan device.")
DEVICE = Device("KH-0042", "Debian 12", "Room 2", date(2026, 12, 4))
NONE = Debriefing("none", "none", "none", "none")


@pytest.fixture
def people(cast, now):
    actions.adopt_conditions(cast.firm, by=cast.maria_keller, now=now)
    actions.publish_routing(cast.firm, shipped_example(), follows=0, by=cast.raj_patel, now=now)
    return cast


def submitted(people, now, form=FORM, by=None, number=1) -> Case:
    by = by or people.lin_yue
    seen = inquire(form, by, now.date(), TOOLS).digest
    key = uuid.UUID(int=number)
    return actions.submit(form, key=key, seen=seen, by=by, now=now, tools=TOOLS)


def confirmed(people, now, **how) -> Case:
    case = submitted(people, now, **how)
    actions.review(
        case.pk, ManagersView.CONFIRMED, "", version=case.version, by=people.tomas_berg, now=now
    )
    case.refresh_from_db()
    return case


def recommended(people, now, proposal=APPROVAL, **how) -> Case:
    case = confirmed(people, now, **how)
    actions.recommend(
        case.pk, proposal, version=case.version, by=people.chen_hao, now=now, tools=TOOLS
    )
    case.refresh_from_db()
    return case


def signed(people, now, proposal=APPROVAL, **how) -> Case:
    case = recommended(people, now, proposal, **how)
    sign(case, people, now)
    case.refresh_from_db()
    return case


def sign(case, people, now, by=None, number=None):
    return actions.countersign(
        case.pk, number or case.recommendations.count(), version=case.version,
        by=by or people.maria_keller, now=now, tools=TOOLS,
    )  # fmt: skip


def told(person, kind):
    return Notice.objects.filter(person=person, kind=kind).count()


def devices(people):
    desk = Person(email="jun@example.org", name_latin="Jun Park", organisation=people.firm)
    desk.save(force_insert=True)
    Grant.objects.create(
        person=desk, role=Role.DEVICE_DESK, organisation=people.firm, start=date(2026, 1, 1)
    )
    return desk


# routing and the line manager


def test_the_published_routing_sends_a_trip_to_the_line_manager_first(people, now):
    case = submitted(people, now)

    assert (case.stage, case.manager) == ("with_line_manager", people.tomas_berg)
    assert case.due_on == date(2026, 11, 26)
    assert told(people.tomas_berg, "notice.to_review") == 1
    body = json.loads(Event.objects.get(kind="case.submitted").body)
    assert (body["routing"], body["routing_edition"]) == ("trip-under-control", 1)


def test_the_line_managers_word_never_ends_a_case(people, now):
    case = submitted(people, now)

    with pytest.raises(Invalid, match="not as described"):
        actions.review(case.pk, ManagersView.DOUBTS, " ", version=1, by=people.tomas_berg, now=now)
    actions.review(
        case.pk, ManagersView.DOUBTS, "The topic is another.", version=1, by=people.tomas_berg,
        now=now,
    )  # fmt: skip

    case.refresh_from_db()
    assert (case.stage, case.outcome) == ("submitted", "none")
    assert told(people.chen_hao, "notice.to_decide") == 1


def test_a_manager_who_opens_a_withdrawn_case_is_told_so(people, now):
    case = submitted(people, now)
    actions.withdraw(case.pk, version=1, by=people.lin_yue, now=now)

    assert told(people.tomas_berg, "case.withdrawn") == 1
    with pytest.raises(WrongStage, match="Withdrawn"):
        actions.review(
            case.pk, ManagersView.CONFIRMED, "", version=2, by=people.tomas_berg, now=now
        )


def test_a_managers_own_trip_goes_to_the_manager_above_and_without_one_to_compliance(people, now):
    own = submitted(people, now, by=people.tomas_berg)
    assert (own.stage, own.manager) == ("submitted", None)

    people.tomas_berg.line_manager = people.maria_keller
    people.tomas_berg.save(update_fields=["line_manager"])
    above = submitted(people, now, by=people.tomas_berg, number=2)

    assert above.manager == people.maria_keller


def test_routing_without_a_citation_cannot_be_saved(people, now):
    text = shipped_example().replace('cite = "Clearance policy 2.1"\n', "", 1)

    with pytest.raises(DataError, match="without a citation cannot be saved"):
        actions.publish_routing(people.firm, text, follows=1, by=people.raj_patel, now=now)

    assert RoutingEdition.objects.count() == 1


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('steps = ["officer"]', 'steps = ["line_manager"]', "`officer` among the steps"),
        ('"not_caught", "record", ', "", "every kind and outcome"),
        ('id = "everything-else"', 'id = "trip-under-control"', "an id of its own"),
        ("officer = 5", "officer = 0", "from 1 to 120"),
        ('destinations = ["*"]', 'destinations = ["Germany"]', "country code"),
        ('policy = "', 'polices = "', "one of"),
    ],
)
def test_a_routing_that_leaves_a_gap_is_refused(people, now, old, new, complaint):
    text = shipped_example()
    assert old in text

    with pytest.raises(DataError, match=complaint):
        actions.publish_routing(
            people.firm, text.replace(old, new), follows=1, by=people.raj_patel, now=now
        )


def test_a_rule_out_of_reach_is_refused(people, now):
    last = shipped_example().rindex("[[rule]]")
    text = shipped_example() + "\n" + shipped_example()[last:].replace("everything-else", "never")

    with pytest.raises(DataError, match="some case can reach"):
        actions.publish_routing(people.firm, text, follows=1, by=people.raj_patel, now=now)


def test_an_edition_is_never_changed_and_open_cases_keep_theirs(people, now):
    case = submitted(people, now)
    text = shipped_example().replace("officer = 5", "officer = 9")
    second = actions.publish_routing(people.firm, text, follows=1, by=people.maria_keller, now=now)

    case.refresh_from_db()
    assert (case.routing.number, second.number) == (1, 2)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        RoutingEdition.objects.update(text="")
    with pytest.raises(Stale, match="Edition 2"):
        actions.publish_routing(
            people.firm, text.replace("9", "8"), follows=1, by=people.raj_patel, now=now
        )
    with pytest.raises(NotPermitted):
        actions.publish_routing(people.firm, text, follows=2, by=people.chen_hao, now=now)


# recommendation and second signature


def test_where_the_routing_asks_for_two_nobody_decides_alone(people, now):
    case = confirmed(people, now)

    with pytest.raises(Invalid, match="second signature"):
        actions.approve(
            case.pk, APPROVAL, version=case.version, by=people.chen_hao, now=now, tools=TOOLS
        )
    with pytest.raises(Invalid, match="second signature"):
        actions.refuse(case.pk, REFUSAL, version=case.version, by=people.maria_keller, now=now)


def test_a_recommendation_without_a_citation_is_blocked(people, now):
    case = confirmed(people, now)

    with pytest.raises(Invalid) as blocked:
        actions.recommend(
            case.pk, replace(APPROVAL, rules=[]), version=case.version, by=people.chen_hao,
            now=now, tools=TOOLS,
        )  # fmt: skip

    assert "rules" in blocked.value.fields


def test_the_second_signature_makes_the_decision_and_issues_the_permit(people, now):
    case = recommended(people, now)
    before = Event.objects.count()

    decision = sign(case, people, now)

    case.refresh_from_db()
    assert (case.stage, case.outcome) == ("decided", "approved_with_conditions")
    assert decision.decided_by == people.chen_hao
    assert decision.countersignature.by == people.maria_keller
    assert case.permits.get().status == "valid"
    assert Event.objects.count() == before + 1


def test_nobody_signs_what_they_recommended_themselves(people, now):
    case = confirmed(people, now)
    actions.recommend(
        case.pk, APPROVAL, version=case.version, by=people.maria_keller, now=now, tools=TOOLS
    )
    case.refresh_from_db()

    with pytest.raises(NotPermitted, match="another person"):
        sign(case, people, now)
    with pytest.raises(NotPermitted):
        sign(case, people, now, by=people.chen_hao)


def test_an_edit_voids_the_signature_pauses_the_permit_and_asks_again(people, now):
    case = signed(people, now)
    asked = told(people.maria_keller, "case.recommended")

    actions.recommend(
        case.pk, replace(APPROVAL, reason="Edited."), version=case.version, by=people.chen_hao,
        now=now, tools=TOOLS,
    )  # fmt: skip

    case.refresh_from_db()
    assert (case.stage, case.outcome) == ("countersigning", "none")
    assert Countersignature.objects.get().voided_at == now
    assert case.permits.get().status == "paused"
    assert told(people.maria_keller, "case.recommended") == asked + 1
    sign(case, people, now)
    assert [permit.status for permit in case.permits.all()] == ["superseded", "valid"]
    assert case.decisions.count() == 2


def test_a_signature_under_an_older_version_is_refused(people, now):
    case = recommended(people, now)
    actions.recommend(
        case.pk, APPROVAL, version=case.version, by=people.chen_hao, now=now, tools=TOOLS
    )

    with pytest.raises(Stale, match="Chen Hao"):
        sign(case, people, now, number=1)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Recommendation.objects.update(reason="x")


def test_what_comes_back_unsigned_says_why(people, now):
    case = recommended(people, now)
    with pytest.raises(Invalid, match="missing or wrong"):
        actions.send_back(case.pk, " ", version=case.version, by=people.maria_keller, now=now)

    case = actions.send_back(
        case.pk, "Say which device.", version=case.version, by=people.maria_keller, now=now
    )

    assert case.stage == "in_review"
    assert told(people.chen_hao, "case.sent_back") == 1


# device and debrief


def test_a_loan_device_and_the_debrief_close_the_case(people, now):
    desk, case = devices(people), signed(people, now)
    assert case.loan.status == "wanted"

    with pytest.raises(NotFound):
        actions.prepare_loan(case.pk, DEVICE, version=1, by=people.chen_hao, now=now)
    actions.prepare_loan(case.pk, DEVICE, version=1, by=desk, now=now)
    actions.hand_over(case.pk, version=2, by=desk, now=now)
    with pytest.raises(Stale, match="Handed over"):
        actions.hand_over(case.pk, version=2, by=desk, now=now)
    with pytest.raises(Invalid) as blocked:
        actions.debrief(
            case.pk, replace(NONE, items=" "), version=case.version, by=people.lin_yue, now=now
        )
    assert list(blocked.value.fields) == ["items"]
    actions.debrief(case.pk, NONE, version=case.version, by=people.lin_yue, now=now)
    case.refresh_from_db()
    assert case.stage == "decided"
    actions.take_back(case.pk, version=3, by=desk, now=now)

    case.refresh_from_db()
    assert case.stage == "closed"


def test_a_case_with_something_left_is_not_closed(people, now):
    case = signed(people, now)

    with pytest.raises(Invalid, match="not answered"):
        actions.close(case.pk, version=case.version, by=people.chen_hao, now=now)
    later = datetime(2026, 12, 20, 8, tzinfo=UTC)
    deadlines.run(later)
    case.refresh_from_db()
    assert case.stage == "decided"


def test_a_missing_debrief_is_asked_of_the_traveller_first_and_the_manager_only_a_week_later(
    people, now
):
    signed(people, now)

    deadlines.run(datetime(2026, 12, 10, 8, tzinfo=UTC))
    assert told(people.lin_yue, "debrief.due") == 1
    deadlines.run(datetime(2026, 12, 17, 8, tzinfo=UTC))
    deadlines.run(datetime(2026, 12, 17, 9, tzinfo=UTC))
    assert told(people.lin_yue, "debrief.late") == 1
    # due on 16 December; five working days more end on 23 December, and the holidays follow
    deadlines.run(datetime(2026, 12, 23, 8, tzinfo=UTC))
    assert told(people.tomas_berg, "debrief.missing") == 0
    deadlines.run(datetime(2026, 12, 24, 8, tzinfo=UTC))
    assert told(people.tomas_berg, "debrief.missing") == 1


def test_a_privileged_note_leaves_its_existence_and_not_its_words_in_the_journal(people, now):
    case = confirmed(people, now)

    actions.note(case.pk, "Counsel says so.", version=case.version, by=people.chen_hao, now=now)

    event = Event.objects.get(kind="case.noted")
    assert "Counsel" not in (event.body or "")
    with pytest.raises(NotPermitted):
        actions.note(case.pk, "Mine", version=case.version + 1, by=people.lin_yue, now=now)
    with pytest.raises(MarkedSecret):
        actions.note(case.pk, "机密★10年", version=case.version + 1, by=people.chen_hao, now=now)


# appeal


def heard(people, now, **grievance) -> Case:
    case = signed(people, now, REFUSAL)
    said = Grievance(**{"text": "The notice was filed.", **grievance})
    actions.appeal(case.pk, said, version=case.version, by=people.lin_yue, now=now)
    case.refresh_from_db()
    actions.seat_panel(
        case.pk, [people.petra_novak.pk], version=case.version, by=people.petra_novak, now=now
    )
    case.refresh_from_db()
    return case


def test_who_decided_signed_or_advised_cannot_hear_the_appeal(people, now):
    case = signed(people, now, REFUSAL)
    actions.appeal(case.pk, Grievance("No."), version=case.version, by=people.lin_yue, now=now)
    case.refresh_from_db()
    barred = {each.person: each.barred for each in candidates(case, now.date())}

    assert barred[people.petra_novak] == ""
    assert barred[people.chen_hao] == "decided the case"
    assert barred[people.maria_keller] == "signed the decision"
    with pytest.raises(Invalid, match="Chen Hao"):
        actions.seat_panel(
            case.pk, [people.chen_hao.pk], version=case.version, by=people.petra_novak, now=now
        )


def test_an_ombudsperson_who_advised_earlier_is_barred(people, now):
    for person in (people.tomas_berg,):
        Grant.objects.create(
            person=person, role=Role.OMBUDSPERSON, organisation=people.firm, start=date(2026, 1, 1)
        )
    case = signed(people, now, REFUSAL)
    actions.appeal(case.pk, Grievance("No."), version=case.version, by=people.lin_yue, now=now)
    case.refresh_from_db()

    barred = {each.person: each.barred for each in candidates(case, now.date())}
    assert barred[people.tomas_berg] == "advised as line manager"


def test_an_ombudsperson_reads_a_case_only_once_there_is_an_appeal(people, now):
    case = signed(people, now, REFUSAL)
    with pytest.raises(NotFound):
        queries.case_for(case.pk, people.petra_novak, now.date())

    actions.appeal(case.pk, Grievance("No."), version=case.version, by=people.lin_yue, now=now)

    assert queries.case_for(case.pk, people.petra_novak, now.date()) == case


def test_a_refusal_is_varied_on_appeal_and_stays_in_the_record(people, now):
    case = heard(people, now)
    actions.ask_in_appeal(case.pk, "When?", version=case.version, by=people.petra_novak, now=now)
    case.refresh_from_db()
    assert case.appeal == "waiting_for_applicant"
    actions.answer_in_appeal(case.pk, "In May.", version=case.version, by=people.lin_yue, now=now)
    case.refresh_from_db()

    with pytest.raises(NotPermitted):
        actions.uphold(case.pk, "No.", version=case.version, by=people.chen_hao, now=now)
    permit = actions.vary(
        case.pk,
        Variation(APPROVAL, "Without appendix B.", "不含附录乙。"),
        version=case.version,
        by=people.petra_novak,
        now=now,
        tools=TOOLS,
    )

    case.refresh_from_db()
    assert (case.appeal, case.outcome) == ("varied", "approved_with_conditions")
    assert [each.outcome for each in case.decisions.all()] == [
        "refused",
        "approved_with_conditions",
    ]
    assert {"on-appeal"} <= {each["code"] for each in permit.conditions}
    assert permit.decision.on_appeal.refusal.outcome == "refused"
    refusal = case.decisions.filter(outcome="refused")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        refusal.update(outcome="approved")
    with pytest.raises(IntegrityError, match="referenced"), transaction.atomic():
        refusal.delete()


def test_no_panel_lifts_a_prohibition(people, now):
    form = FORM | {"counterparts": [{"name": "Denied Works", "country": "ZY"}]}
    case = signed(people, now, replace(REFUSAL, rules=["zz.prohibited"]), form=form)
    actions.appeal(case.pk, Grievance("No."), version=case.version, by=people.lin_yue, now=now)
    case.refresh_from_db()
    actions.seat_panel(
        case.pk, [people.petra_novak.pk], version=case.version, by=people.petra_novak, now=now
    )
    case.refresh_from_db()

    with pytest.raises(Invalid, match="prohibit"):
        actions.overturn(
            case.pk, replace(APPROVAL, rules=["zz.prohibited"]), version=case.version,
            by=people.petra_novak, now=now, tools=TOOLS,
        )  # fmt: skip


def test_an_upheld_refusal_says_why(people, now):
    case = heard(people, now)

    filed = actions.uphold(
        case.pk, "The notice is missing.", version=case.version, by=people.petra_novak, now=now
    )

    case.refresh_from_db()
    assert (case.appeal, case.outcome, filed.decision) == ("upheld", "refused", None)
    assert told(people.lin_yue, "notice.appeal_decided") == 1


def test_a_late_appeal_needs_a_reason_and_is_heard(people, now):
    case = signed(people, now, REFUSAL)
    until = case.decisions.get().appeal_until
    assert until == date(2026, 12, 22)
    late = datetime(2026, 12, 23, 8, tzinfo=UTC)

    with pytest.raises(Invalid) as blocked:
        actions.appeal(case.pk, Grievance("No."), version=case.version, by=people.lin_yue, now=late)
    assert list(blocked.value.fields) == ["late_reason"]
    filed = actions.appeal(
        case.pk, Grievance("No.", "I was ill."), version=case.version, by=people.lin_yue, now=late
    )

    assert filed.late_reason == "I was ill."


def test_the_days_to_appeal_follow_the_regime_and_the_longest_counts(people, now):
    text = shipped_example().replace("ZZ = 28", "ZZ = 60")
    actions.publish_routing(people.firm, text, follows=1, by=people.raj_patel, now=now)

    case = signed(people, now, REFUSAL)

    assert case.decisions.get().appeal_until == date(2027, 1, 23)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("proof.exe", b"MZ"),
        ("proof.pdf", b"MZ"),
        ("proof.txt", b"a\0b"),
        ("proof.txt", b"\xff\xfe"),
        ("proof.png", b""),
        ("proof.pdf", b"%PDF-" + b"0" * 5 * 1024 * 1024),
    ],
)
def test_a_file_that_is_not_what_is_allowed_is_refused(people, now, name, content):
    case = signed(people, now, REFUSAL)

    with pytest.raises(Invalid) as blocked:
        actions.appeal(
            case.pk, Grievance("No.", file=Sent(name, content)), version=case.version,
            by=people.lin_yue, now=now,
        )  # fmt: skip

    assert list(blocked.value.fields) == ["file"]
    case.refresh_from_db()
    assert case.appeal == "none"


# delegation


def offer(people, delegate, now, first=date(2026, 12, 1), last=date(2026, 12, 15)):
    return delegating.offer(Offer(delegate, ["trip"], first, last), by=people.tomas_berg, now=now)


def trained(people, now, *persons):
    for person in persons:
        actions.note_training(
            person, "clearance-review", date(2026, 2, 9), None, by=people.raj_patel, now=now
        )


def test_a_delegate_reviews_in_these_days_and_the_record_says_for_whom(people, now):
    delegate = people.aisha_rahman
    with pytest.raises(Invalid, match="Reviewing requests for clearance"):
        offer(people, delegate, now)
    trained(people, now, delegate)
    made = offer(people, delegate, now)
    december = datetime(2026, 12, 2, 8, tzinfo=UTC)
    case = submitted(people, now)
    with pytest.raises(NotFound):
        queries.case_for(case.pk, delegate, december.date())

    delegating.accept(made.pk, by=delegate, now=now)
    with pytest.raises(NotFound):
        queries.case_for(case.pk, delegate, now.date())
    assert list(queries.reviews(delegate, december.date())) == [case]
    said = actions.review(case.pk, ManagersView.CONFIRMED, "", version=1, by=delegate, now=december)

    assert (said.by, said.instead_of) == (delegate, people.tomas_berg)
    body = json.loads(Event.objects.get(kind="case.reviewed").body)
    assert body["for"] == "Tomas Berg"


def test_the_same_offer_pressed_twice_is_one_delegation_and_one_event(people, now):
    trained(people, now, people.aisha_rahman)

    first, again = (offer(people, people.aisha_rahman, now) for _ in range(2))

    assert first == again
    assert Event.objects.filter(kind="delegation.offered").count() == 1
    delegating.end(first.pk, by=people.tomas_berg, now=now)
    assert offer(people, people.aisha_rahman, now) != first


def test_nobody_delegates_to_themselves_and_a_circle_is_drawn(people, now):
    trained(people, now, people.tomas_berg, people.aisha_rahman, people.petra_novak)
    for person in (people.aisha_rahman, people.petra_novak):
        Grant.objects.create(
            person=person, role=Role.LINE_MANAGER, organisation=people.firm, start=date(2026, 1, 1)
        )
    days = (date(2026, 12, 1), date(2026, 12, 15))
    with pytest.raises(Invalid, match="to yourself"):
        offer(people, people.tomas_berg, now)
    offer(people, people.aisha_rahman, now)
    delegating.offer(Offer(people.petra_novak, ["trip"], *days), by=people.aisha_rahman, now=now)

    with pytest.raises(Invalid) as blocked:
        delegating.offer(Offer(people.tomas_berg, ["trip"], *days), by=people.petra_novak, now=now)

    assert "Petra Novak → Tomas Berg → Aisha Rahman → Petra Novak" in str(blocked.value)


def test_a_delegate_never_reviews_their_own_case_nor_the_one_of_who_delegated_to_them(people, now):
    trained(people, now, people.aisha_rahman)
    people.aisha_rahman.line_manager = people.tomas_berg
    people.aisha_rahman.save(update_fields=["line_manager"])
    made = offer(people, people.aisha_rahman, now, first=date(2026, 11, 24))
    delegating.accept(made.pk, by=people.aisha_rahman, now=now)

    own = submitted(people, now, by=people.aisha_rahman)

    assert own.manager == people.tomas_berg
    assert not queries.reviews(people.aisha_rahman, now.date()).exists()
    with pytest.raises(NotPermitted):
        actions.review(
            own.pk, ManagersView.CONFIRMED, "", version=1, by=people.aisha_rahman, now=now
        )


def test_a_link_of_a_delegation_that_is_over_explains_itself(people, now):
    trained(people, now, people.aisha_rahman)
    made = offer(people, people.aisha_rahman, now)

    with pytest.raises(WrongStage, match="have passed"):
        delegating.accept(
            made.pk, by=people.aisha_rahman, now=datetime(2026, 12, 16, 8, tzinfo=UTC)
        )
    delegating.end(made.pk, by=people.tomas_berg, now=now)
    with pytest.raises(WrongStage, match="was ended"):
        delegating.accept(made.pk, by=people.aisha_rahman, now=now)


# the clock


def test_a_step_is_reminded_of_before_it_is_due_and_moves_to_the_deputy_after(people, now):
    case = submitted(people, now)
    assert case.due_on == date(2026, 11, 26)
    actions.name_deputy(people.tomas_berg, people.raj_patel, by=people.raj_patel, now=now)

    for _ in range(2):
        deadlines.run(datetime(2026, 11, 24, 12, tzinfo=UTC))
    assert told(people.tomas_berg, "notice.due_soon") == 1
    assert escalate(case.pk, now=datetime(2026, 11, 26, 23, tzinfo=UTC)) is None
    for _ in range(2):
        deadlines.run(datetime(2026, 11, 27, 1, tzinfo=UTC))

    case.refresh_from_db()
    assert case.escalated_to == people.raj_patel
    assert Event.objects.filter(kind="case.escalated").count() == 1
    bucket = queries.in_bucket(
        queries.all_cases([people.firm.pk]), queries.Bucket.ESCALATED, case.due_on, case.due_on
    )
    assert list(bucket) == [case]
    actions.review(
        case.pk, ManagersView.CONFIRMED, "", version=case.version, by=people.raj_patel,
        now=datetime(2026, 11, 27, 2, tzinfo=UTC),
    )  # fmt: skip
    case.refresh_from_db()
    assert case.escalated_to is None


def test_an_overdue_second_signature_moves_to_who_can_sign_and_never_to_who_recommended(
    people, now
):
    for person in (people.chen_hao, people.petra_novak):
        Grant.objects.create(
            person=person, role=Role.HEAD_OF_COMPLIANCE, organisation=people.firm,
            start=date(2026, 1, 1),
        )  # fmt: skip
    # the officer's deputy may not sign; the head's deputy recommended it
    actions.name_deputy(people.chen_hao, people.raj_patel, by=people.raj_patel, now=now)
    actions.name_deputy(people.maria_keller, people.chen_hao, by=people.raj_patel, now=now)
    case = recommended(people, now)

    moved_to = escalate(case.pk, now=datetime(2026, 12, 4, 8, tzinfo=UTC))

    assert moved_to in {people.maria_keller, people.petra_novak}
    assert case.stage == "countersigning"


def test_nothing_is_approved_by_the_passing_of_time(people, now):
    case = confirmed(people, now)

    for _ in range(2):
        deadlines.run(datetime(2026, 12, 7, 8, tzinfo=UTC))

    case.refresh_from_db()
    assert case.outcome == "none"
    assert told(people.lin_yue, "notice.passed") == 1
    assert told(people.maria_keller, "notice.passed") == 1


def test_a_waiting_case_is_never_late(people, now):
    case = confirmed(people, now)
    actions.ask(case.pk, "Which?", version=case.version, by=people.chen_hao, now=now)

    deadlines.run(datetime(2026, 12, 6, 8, tzinfo=UTC))

    case.refresh_from_db()
    assert case.escalated_to is None


def test_whoever_leaves_leaves_nothing_behind(client, people, now):
    trained(people, now, people.aisha_rahman)
    made = offer(people, people.aisha_rahman, now)
    delegating.accept(made.pk, by=people.aisha_rahman, now=now)
    actions.name_deputy(people.tomas_berg, people.aisha_rahman, by=people.raj_patel, now=now)
    case, done = submitted(people, now), signed(people, now, number=2)
    assert client.login(email=people.tomas_berg.email, password=PASSWORD)
    assert client.get("/").context["user"].is_authenticated

    with pytest.raises(NotPermitted):
        deactivate(people.tomas_berg, by=people.maria_keller, now=now)
    moved = deactivate(people.tomas_berg, by=people.raj_patel, now=now)

    case.refresh_from_db()
    made.refresh_from_db()
    done.refresh_from_db()
    assert [each.pk for each in moved] == [case.pk]
    assert case.manager == people.aisha_rahman
    assert done.review.by == people.tomas_berg
    assert made.ended_at == now
    assert not client.get("/").context["user"].is_authenticated
    assert Event.objects.filter(kind="case.handed_over").count() == 1
    assert Event.objects.filter(kind="delegation.ended", actor_id=people.raj_patel.pk).count() == 1
    assert Event.objects.filter(kind="person.deactivated").count() == 1


def test_of_thirty_cases_those_that_need_reading_are_left_out_with_why(people, now):
    plain = [submitted(people, now, number=number) for number in range(1, 28)]
    special = [
        submitted(
            people, now, number=100,
            form=FORM | {"counterparts": [{"name": "Denied Works", "country": "ZY"}]},
        ),
        submitted(people, now, number=102, form=FORM | {"other": "pump seals"}),
    ]  # fmt: skip
    gone = submitted(people, now, number=103)
    actions.withdraw(gone.pk, version=1, by=people.lin_yue, now=now)

    done, left = actions.review_several(
        {case.pk: 1 for case in [*plain, *special, gone]}, by=people.tomas_berg, now=now
    )

    assert len(done) == 27
    assert {each.reference: each.why for each in left}.keys() == {
        case.reference for case in [*special, gone]
    }
    assert all(each.why for each in left)


@pytest.mark.parametrize(
    ("jurisdiction", "moment", "day"),
    [
        # the night clocks go forward and back in Brussels, and the turn of the year in Shanghai
        ("DE", datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 29)),
        ("DE", datetime(2026, 10, 24, 22, 30, tzinfo=UTC), date(2026, 10, 25)),
        ("DE", datetime(2026, 10, 25, 22, 30, tzinfo=UTC), date(2026, 10, 25)),
        ("DE", datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 26)),
        ("CN", datetime(2026, 12, 31, 16, 30, tzinfo=UTC), date(2027, 1, 1)),
        ("ZZ", datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2026, 12, 31)),
    ],
)
def test_the_firms_day_follows_its_own_clock(jurisdiction, moment, day):
    assert clock.local_day(moment, jurisdiction) == day


def test_due_dates_leave_out_the_firms_holidays_over_the_turn_of_the_year():
    assert clock.after(date(2026, 12, 23), 1, "ZZ") == date(2026, 12, 28)
    assert clock.after(date(2026, 12, 30), 2, "ZZ") == date(2027, 1, 4)
    # make-up working days of the Chinese calendar count although they fall on a weekend
    worked = clock.worked("CN", date(2026, 1, 1), date(2026, 12, 31))
    assert worked
    for day in worked:
        assert clock.after(day - timedelta(days=1), 1, "CN") == day
    assert not clock.is_published("ZZ", date(2031, 1, 1))


def test_a_question_stops_the_clock_over_holidays(people):
    asked = datetime(2026, 12, 23, 8, tzinfo=UTC)
    case = confirmed(people, asked)
    due = case.due_on
    actions.ask(case.pk, "Which?", version=case.version, by=people.chen_hao, now=asked)
    case.refresh_from_db()

    actions.answer(
        case.pk, "This.", version=case.version, by=people.lin_yue,
        now=datetime(2026, 12, 28, 8, tzinfo=UTC),
    )  # fmt: skip

    case.refresh_from_db()
    # 24 and 25 December are holidays: only the 28th was a working day of waiting
    assert case.due_on == clock.after(due, 1, "ZZ")
