"""What an approval must answer for, and what happens when the answer changes afterwards."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from clearance.small_law import FORM, TOOLS, explain, screen
from knowhold.audit.models import Event
from knowhold.clearance import actions
from knowhold.clearance.actions import Approval, Refusal
from knowhold.clearance.inquiry import inquire
from knowhold.errors import Invalid, Stale

APPROVAL = Approval(
    rules=["zz.notify"],
    reason="The notice is on file.",
    condition_codes=["notify-first"],
    valid_from=date(2026, 12, 7),
    valid_until=date(2026, 12, 9),
    second_hand_confirmed=False,
)


@pytest.fixture
def people(cast, now):
    actions.adopt_conditions(cast.firm, by=cast.maria_keller, now=now)
    return cast


def law(change):
    """The small law with `change` made to each of its answers."""

    def changed(facts, on):
        found = {language: dict(one) for language, one in explain(facts, on).items()}
        for one in found.values():
            change(one)
        return found

    return replace(TOOLS, law=replace(TOOLS.law, conclude=changed, explain=changed))


def reason(rule, outcome, *, possible=False, evidence="read"):
    return {
        "rule": rule,
        "title": rule,
        "cite": [f"{rule} art. 1"],
        "url": "",
        "force": "in_force",
        "outcome": outcome,
        "possible": possible,
        "source": {"evidence": evidence},
        "conditions": [],
    }


def submitted(people, now, tools=TOOLS, form=FORM):
    by = people.lin_yue
    seen = inquire(form, by, now.date(), tools).digest
    return actions.submit(form, key=uuid.UUID(int=1), seen=seen, by=by, now=now, tools=tools)


def approve(case, people, now, tools=TOOLS, **changed):
    return actions.approve(
        case.pk,
        replace(APPROVAL, **changed),
        version=case.version,
        by=people.chen_hao,
        now=now,
        tools=tools,
    )


def blocked(case, people, now, tools=TOOLS, **changed):
    with pytest.raises(Invalid) as found:
        approve(case, people, now, tools, **changed)
    return set(found.value.fields)


def two_rules(one):
    free = reason("zz.free", "not_caught")
    one["regimes"][0]["because"] = [*one["regimes"][0]["because"], free, reason("zz.b", "notify")]


def test_an_approval_rests_on_every_certain_rule_at_the_strictest_step(people, now):
    tools = law(two_rules)
    case = submitted(people, now, tools)

    assert blocked(case, people, now, tools, rules=["zz.free"]) == {"rules"}
    assert blocked(case, people, now, tools) == {"rules"}
    approve(case, people, now, tools, rules=["zz.notify", "zz.b"])


def test_a_refusal_never_rests_on_a_rule_that_frees(people, now):
    case = submitted(people, now, law(two_rules))
    why = {"version": case.version, "by": people.chen_hao, "now": now}

    with pytest.raises(Invalid) as found:
        actions.refuse(case.pk, Refusal(["zz.free"], "No.", "Less."), **why)
    assert set(found.value.fields) == {"rules"}
    actions.refuse(case.pk, Refusal(["zz.notify"], "No.", "Less."), **why)


@pytest.mark.parametrize(
    ("beside", "confirmed"),
    [("authority_approval", "authority"), ("conflict_of_laws", "conflict")],
)
def test_what_stands_beside_the_scale_is_confirmed_by_name(people, now, beside, confirmed):
    tools = law(lambda one: one.update({beside: [reason("zz.beside", beside)]}))
    case = submitted(people, now, tools)

    assert blocked(case, people, now, tools) == {"confirmed"}
    approve(case, people, now, tools, confirmed=[confirmed])

    body = json.loads(Event.objects.get(kind="case.approved").body)
    assert body["confirmed"] == [confirmed]


def test_a_hold_is_got_past_by_nothing(people, now):
    tools = law(lambda one: one.update(hold=[reason("zz.hold", "hold")]))
    case = submitted(people, now, tools)

    assert blocked(case, people, now, tools, confirmed=["authority", "lists"]) == {"outcome"}


def test_a_hold_is_a_ground_to_refuse_on(people, now):
    tools = law(lambda one: one.update(hold=[reason("zz.hold", "hold")]))
    case = submitted(people, now, tools)

    decision = actions.refuse(
        case.pk, Refusal(["zz.hold"], "No.", "Less."), version=1, by=people.chen_hao, now=now
    )

    assert decision.grounds[0]["outcome"] == "hold"


def test_laws_that_were_not_evaluated_are_confirmed_as_checked(people, now):
    gap = {"regime": "ZY", "state": "not_encoded", "why": ""}
    tools = law(lambda one: one.update(coverage=[*one["coverage"], gap]))
    case = submitted(people, now, tools)

    assert blocked(case, people, now, tools) == {"confirmed"}
    approve(case, people, now, tools, confirmed=["coverage"])


def test_incomplete_lists_and_matches_are_confirmed_and_unjudged_ones_block(people, now):
    def screened(name, country, on, organisation):
        hits = {"hits": [{"matched_name": name}]}
        return {
            **screen(name, country, on, organisation),
            "state": "incomplete",
            "en": hits,
            "zh": hits,
        }

    tools = replace(TOOLS, screen=screened)
    case = submitted(people, now, tools)
    assert blocked(case, people, now, tools) == {"confirmed"}
    approve(case, people, now, tools, confirmed=["lists", "matches"])


def test_a_match_that_the_rules_turn_on_blocks_until_it_is_judged(people, now):
    def screened(name, country, on, organisation):
        hits = {"hits": [{"matched_name": name}]}
        parties = {"party.ZZ": None}
        return {
            **screen(name, country, on, organisation),
            "parties": parties,
            "en": hits,
            "zh": hits,
        }

    tools = replace(TOOLS, screen=screened)
    case = submitted(people, now, tools)

    assert "outcome" in blocked(case, people, now, tools, confirmed=["matches"])


def test_a_source_that_is_missing_counts_as_unread(people, now):
    tools = law(lambda one: one["regimes"][0]["because"][0].pop("source", None))
    case = submitted(people, now, tools)

    assert blocked(case, people, now, tools) == {"second_hand_confirmed"}


def test_nothing_is_approved_after_its_last_day(people, now):
    case = submitted(people, now)

    assert blocked(case, people, datetime(2026, 12, 10, 9, tzinfo=UTC)) == {"valid_until"}


def test_a_notice_that_the_rules_ask_for_needs_a_condition_that_waits_for_it(people, now):
    case = submitted(people, now)

    assert blocked(case, people, now, condition_codes=["debrief"]) == {"condition_codes"}


def test_outcomes_and_duties_stand_on_the_permit_in_both_languages(people, now):
    duty = {"rule": "zz.notify", "text": "Keep the receipt.", "cite": ["art. 9"], "possible": False}
    tools = law(lambda one: one.update(duties=[duty]))
    case = submitted(people, now, tools)

    permit = approve(case, people, now, tools)

    owed = permit.conditions[1:]
    assert [each["code"] for each in owed] == ["outcome:ZZ", "duty:zz.notify"]
    assert owed[1]["cite"] == "art. 9"
    assert all(each["en"] and each["zh"] for each in owed)


def stricter(one):
    one["headline"] = {"clearance": "needed", "text": "needed"}
    because = reason("zz.licence", "licence")
    one["outcome"] = one["regimes"][0]["outcome"] = {"lower": "licence", "upper": "licence"}
    one["regimes"][0]["because"] = [because]


def test_an_approval_under_an_answer_that_changed_is_stale_and_the_case_shows_the_new_one(
    people, now
):
    case = submitted(people, now)

    with pytest.raises(Stale, match="answer anew"):
        approve(case, people, now, law(stricter))

    case.refresh_from_db()
    assert case.answer_en["outcome"]["upper"] == "licence"
    assert case.version == 2
    assert Event.objects.filter(kind="case.reevaluated").count() == 1


def test_a_changed_law_pauses_the_permit_with_the_reason_and_brings_the_case_back(people, now):
    case = submitted(people, now)
    permit = approve(case, people, now)

    found = actions.reevaluate(now, law(stricter))

    assert (found.changed, found.paused) == ([case.reference], [case.reference])
    permit.refresh_from_db()
    case.refresh_from_db()
    assert permit.status == "paused"
    assert "law" in permit.status_reason
    assert "法律" in permit.status_reason
    assert (case.stage, case.outcome) == ("in_review", "none")
    event = Event.objects.get(kind="case.reevaluated")
    assert event.actor_label
    assert json.loads(event.body)["permit_paused"] is True


def test_who_was_told_that_nothing_is_needed_is_told_when_that_changes(people, now):
    case = submitted(people, now, form=FORM | {"devices": []})
    actions.find_not_needed(case.pk, version=1, by=people.chen_hao, now=now, tools=TOOLS)

    found = actions.reevaluate(now, law(stricter))

    assert (found.changed, found.paused) == ([case.reference], [])
    case.refresh_from_db()
    assert (case.stage, case.clearance) == ("in_review", "needed")


def test_a_match_of_a_new_list_is_a_change_though_the_rules_say_the_same(people, now):
    case = submitted(people, now)

    def screened(name, country, on, organisation):
        hits = {"hits": [{"matched_name": name}]}
        return {**screen(name, country, on, organisation), "en": hits, "zh": hits}

    assert actions.reevaluate(now, replace(TOOLS, screen=screened)).changed == [case.reference]


def test_where_nothing_changed_nothing_is_written(people, now):
    case = submitted(people, now)
    permit = approve(case, people, now)
    before = Event.objects.count()

    found = actions.reevaluate(now, law(lambda one: one.update(rulebook="sha256:newer")))

    assert (found.asked, found.changed) == (1, [])
    permit.refresh_from_db()
    assert permit.status == "valid"
    assert Event.objects.count() == before


def test_the_holder_and_the_officer_read_why_a_permit_is_paused(client, people, now):
    case = submitted(people, now)
    approve(case, people, now)
    actions.reevaluate(now, law(stricter))

    for person in (people.lin_yue, people.chen_hao):
        client.force_login(person)
        assert "answer anew" in client.get(f"/permits/{case.pk}/1/").content.decode()
        page = client.get(f"/cases/{case.pk}/").content.decode()
        assert "Answered anew" in page
        assert "Permit paused" in page


def test_a_permit_whose_days_are_over_is_left_alone(people, now):
    case = submitted(people, now)
    approve(case, people, now)

    found = actions.reevaluate(datetime(2027, 1, 1, tzinfo=UTC), law(stricter))

    assert found.asked == 0


@pytest.mark.django_db(transaction=True)
def test_the_command_says_how_much_it_asked_again(people, capsys):
    call_command("reevaluate")

    assert "asked again: 0, in full: 0, changed: 0, permits paused: 0" in capsys.readouterr().out
