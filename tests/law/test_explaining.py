from __future__ import annotations

import pytest

from knowhold.law import Clearance, strictest
from law.small import ask, asked, book_of, bounds, named, rule

DERIVE = """
[[derive]]
id = "deemed"
title = { en = "Deemed export", zh = "视同出口" }
cite = ["law:1 art.3"]
force = "2020-01-01 .."
set = { "to.US" = "citizenship" }
[[derive.when]]
channel = "in cooperation"
"""
US = 'regime = "US"'


def test_an_active_rule_decides_and_shows_its_conditions(tmp_path):
    book = book_of(tmp_path, rule("a", item="under 1E902.a", to="not in CN"))
    answer = ask(book, item="1E902.a.2", to="VN")
    (reason,) = answer.regimes[0].because

    assert bounds(answer) == ("licence", "licence")
    assert [(c.fact.name, c.test, c.value) for c in reason.conditions] == [
        ("item", "under 1E902.a", "1E902.a.2"),
        ("to", "not in CN", "VN"),
    ]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("1E902", ("licence", "licence")),
        ("1E902.a", ("licence", "licence")),
        ("1E902.a.2", ("licence", "licence")),
        ("1E903", ("not_caught", "not_caught")),
        ("none", ("not_caught", "not_caught")),
    ],
)
def test_under_covers_a_code_and_what_is_below_it(tmp_path, code, expected):
    book = book_of(tmp_path, rule("a", item="under 1E902"))

    assert bounds(ask(book, item=code)) == expected


@pytest.mark.parametrize("known", [{}, {"item": "1E902"}, {"public": "true"}])
def test_the_bounds_hold_the_answer_for_a_bare_code_that_another_line_asks_below(tmp_path, known):
    book = book_of(
        tmp_path,
        rule("bare", "prohibited", item="in 1E902", public="is true"),
        rule("paragraph", "licence", item="under 1E902.a"),
    )

    assert bounds(ask(book, item="1E902", public="true")) == ("prohibited", "prohibited")
    assert bounds(ask(book, **known)) == ("not_caught", "prohibited")


def test_a_code_too_coarse_is_asked_for_its_paragraph(tmp_path):
    book = book_of(tmp_path, rule("a", item="under 1E902.a"))
    answer = ask(book, item="1E902")

    assert bounds(answer) == ("not_caught", "licence")
    assert asked(answer) == ["item"]


def test_in_takes_a_code_exactly(tmp_path):
    book = book_of(tmp_path, rule("a", item="in 1E902"))

    assert bounds(ask(book, item="1E902.a")) == ("not_caught", "not_caught")


def test_an_unanswered_question_is_never_read_as_no(tmp_path):
    book = book_of(tmp_path, rule("a", "prohibited", knows="is true"))
    answer = ask(book)

    assert bounds(answer) == ("not_caught", "prohibited")
    assert asked(answer) == ["knows"]
    assert answer.regimes[0].because[0].possible


def test_none_is_an_answer_and_unknown_is_not(tmp_path):
    book = book_of(tmp_path, rule("a", item="is none", knows="is true"))

    assert bounds(ask(book, item="none", knows=True)) == ("licence", "licence")
    assert bounds(ask(book, item="1E902", knows=True)) == ("not_caught", "not_caught")
    assert bounds(ask(book, knows=True)) == ("not_caught", "licence")


def test_not_of_a_fact_known_to_be_none_holds(tmp_path):
    book = book_of(tmp_path, rule("a", item="not under 1E902"))

    assert bounds(ask(book, item="none")) == ("licence", "licence")


@pytest.mark.parametrize(
    ("share", "outcome"),
    [("0.0999%", "not_caught"), ("0.1%", "licence"), ("0.1001%", "licence"),
     ("1.10/1100", "licence"), ("1/1001", "not_caught"), ("1/3", "licence")],
)  # fmt: skip
def test_a_threshold_is_exact(tmp_path, share, outcome):
    book = book_of(tmp_path, rule("a", share=">= 0.1%"))

    assert bounds(ask(book, share=share)) == (outcome, outcome)


def test_clauses_joined_by_and_all_hold(tmp_path):
    book = book_of(tmp_path, rule("a", value=">= 10 and < 25"))

    assert [ask(book, value=v).interval.lower.token for v in ("9.99", "10", "24.9", "25")] == [
        "not_caught", "licence", "licence", "not_caught",
    ]  # fmt: skip


def test_any_and_all_of_a_set_fact(tmp_path):
    book = book_of(
        tmp_path, rule("any", origin="any in CN"), rule("all", "prohibited", origin="all in CN, US")
    )

    assert named(ask(book, origin=["CN", "DE"])) == ["any"]
    assert named(ask(book, origin=["CN", "US"])) == ["all"]
    assert named(ask(book, origin=["DE"])) == []
    assert named(ask(book, origin="none")) == []


def test_alternatives_are_joined_by_or(tmp_path):
    two = rule("a", to="in US") + '[[rule.when]]\nfrom = "in CN"\n'
    book = book_of(tmp_path, two)

    assert bounds(ask(book, to="DE", from_="CN")) == ("licence", "licence")
    assert bounds(ask(book, to="DE", from_="DE")) == ("not_caught", "not_caught")


def test_the_strictest_active_outcome_wins_and_names_every_rule_of_it(tmp_path):
    book = book_of(
        tmp_path,
        rule("notify", "notify", to="in US"),
        rule("one", to="in US"),
        rule("two", from_="in CN").replace('"from_"', '"from"'),
    )
    answer = ask(book, to="US", from_="CN")

    assert bounds(answer) == ("licence", "licence")
    assert sorted(named(answer)) == ["one", "two"]


def test_a_prohibition_beats_a_permission(tmp_path):
    book = book_of(
        tmp_path, rule("free", "not_caught", to="in US"), rule("ban", "prohibited", to="in US")
    )

    assert named(ask(book, to="US")) == ["ban"]


def test_a_published_freedom_is_the_reason_when_nothing_is_stricter(tmp_path):
    book = book_of(tmp_path, rule("free", "not_caught", to="in US"))
    answer = ask(book, to="US", from_="CN")

    assert named(answer) == ["free"]
    assert answer.clearance is Clearance.NOT_NEEDED


def test_an_exception_to_an_exception_puts_the_rule_back(tmp_path):
    book = book_of(
        tmp_path,
        rule("base", to="in US"),
        rule("exempt", "not_caught", 'overrides = ["base"]', public="is true"),
        rule("unless", "not_caught", 'overrides = ["exempt"]', knows="is true"),
    )

    assert bounds(ask(book, to="US", public=False, knows=False)) == ("licence", "licence")
    assert bounds(ask(book, to="US", public=True, knows=False)) == ("not_caught", "not_caught")
    assert bounds(ask(book, to="US", public=True, knows=True)) == ("licence", "licence")


def test_an_override_may_name_a_pattern(tmp_path):
    book = book_of(
        tmp_path,
        rule("x.1", to="in US"),
        rule("x.2", "prohibited", to="in US"),
        rule("exempt", "record", 'overrides = ["x.*"]', public="is true"),
    )

    assert named(ask(book, to="US", public=True)) == ["exempt"]


def test_an_unknown_exemption_opens_the_answer(tmp_path):
    book = book_of(
        tmp_path,
        rule("base", to="in US"),
        rule("exempt", "record", 'overrides = ["base"]', public="is true"),
    )
    answer = ask(book, to="US")

    assert bounds(answer) == ("record", "licence")
    assert asked(answer) == ["public"]


def test_a_rule_not_in_force_does_not_override(tmp_path):
    book = book_of(
        tmp_path,
        rule("base", to="in US"),
        rule("exempt", "record", 'overrides = ["base"]\nforce = "2027-01-01 .."', public="is true"),
    )

    assert bounds(ask(book, to="US", public=True)) == ("licence", "licence")


def test_a_deemed_destination_is_that_of_the_receiver(tmp_path):
    book = book_of(tmp_path, DERIVE, rule("a", more=US, to__US="in CN"))
    deemed = ask(book, to="US", channel="cooperation", citizenship="CN")

    assert bounds(deemed) == ("licence", "licence")
    assert next(c.derived for r in deemed.regimes for b in r.because for c in b.conditions)
    assert bounds(ask(book, to="US", channel="trade", citizenship="CN"))[1] == "not_caught"
    assert bounds(ask(book, to="CN", channel="trade"))[0] == "licence"


def test_a_given_value_wins_over_a_derived_one(tmp_path):
    book = book_of(tmp_path, DERIVE, rule("a", more=US, to__US="in CN"))

    answer = ask(book, to="US", to__US="US", channel="cooperation", citizenship="CN")

    assert bounds(answer) == ("not_caught", "not_caught")


def test_a_sensitive_fact_is_asked_only_once_nothing_else_can_make_it_needless(tmp_path):
    book = book_of(tmp_path, DERIVE, rule("a", more=US, to__US="in CN", item="under 1E902"))

    assert asked(ask(book, to="US")) == ["channel", "item"]
    assert asked(ask(book, to="US", channel="cooperation")) == ["item"]
    assert asked(ask(book, to="US", channel="cooperation", item="1E902")) == ["citizenship"]
    assert asked(ask(book, to="US", channel="trade", item="1E902")) == []


def test_when_it_is_open_whether_a_derivation_applies_both_values_count(tmp_path):
    book = book_of(tmp_path, DERIVE, rule("a", more=US, to__US="in CN, VN"))

    assert bounds(ask(book, to="VN", citizenship="CN")) == ("licence", "licence")
    assert bounds(ask(book, to="US", citizenship="CN")) == ("not_caught", "licence")


def test_otherwise_is_taken_once_every_derivation_surely_does_not_apply(tmp_path):
    derive = DERIVE.replace('{ "to.US" = "citizenship" }', "{ subject = true }")
    book = book_of(tmp_path, derive, rule("a", subject="is true"))

    assert bounds(ask(book, channel="trade")) == ("not_caught", "not_caught")
    assert bounds(ask(book, channel="cooperation")) == ("licence", "licence")
    assert bounds(ask(book)) == ("not_caught", "licence")


def test_only_facts_that_can_change_the_answer_are_asked(tmp_path):
    book = book_of(
        tmp_path,
        rule("a", to="in US", public="is false"),
        rule("b", to="in US", public="is true"),
        rule("c", to="in DE", knows="is true"),
    )

    assert asked(ask(book, to="US")) == []
    assert bounds(ask(book, to="US")) == ("licence", "licence")


def test_a_lesser_outcome_is_not_asked_about_once_a_stricter_one_is_certain(tmp_path):
    book = book_of(
        tmp_path, rule("a", "prohibited", to="in US"), rule("b", "notify", knows="is true")
    )

    assert asked(ask(book, to="US")) == []


def test_beyond_the_cap_the_question_that_settles_most_comes_first(tmp_path):
    rules = [
        rule(f"r{n}.{m}", item=f"under {n}E{m}0{n}", use="in military", channel="in trade",
             value=f">= {n}{m}", share=f">= 0.{n}%", origin="any in CN, JP, KR, US")
        for n in range(1, 10)
        for m in range(1, 5)
    ]  # fmt: skip
    book = book_of(tmp_path, *rules)

    assert len(asked(ask(book))) == 1


def test_what_stands_beside_the_scale_never_moves_it(tmp_path):
    candidate = 'effect = "exception_candidate"\nconditions = [{ en = "in writing", zh = "书面" }]'
    book = book_of(
        tmp_path,
        rule("base", to="in US"),
        rule("flag", more='effect = "hold"', knows="is true"),
        rule("exception", more=candidate, to="in US"),
        rule("state", more='effect = "authority_approval"', to="in US"),
        rule("clash", more='effect = "conflict_of_laws"', to="in US"),
    )
    answer = ask(book, to="US", knows=True)

    assert bounds(answer) == ("licence", "licence")
    groups = (
        answer.hold,
        answer.exception_candidates,
        answer.authority_approval,
        answer.conflict_of_laws,
    )
    assert [[r.rule.id for r in group] for group in groups] == [
        ["flag"], ["exception"], ["state"], ["clash"],
    ]  # fmt: skip


def test_a_hold_alone_keeps_clearance_open(tmp_path):
    book = book_of(tmp_path, rule("flag", more='effect = "hold"', knows="is true"))

    assert ask(book, to="CN", knows=True).clearance is Clearance.OPEN
    assert ask(book, to="CN", knows=False).clearance is Clearance.NOT_NEEDED


def test_review_and_duties_come_with_the_rule(tmp_path):
    more = 'review = "presumption-of-denial"\nduties = [{ text = { en = "Report", zh = "报告" }, cite = "law:1 art.4" }]'
    book = book_of(tmp_path, rule("a", more=more, to="in US"))
    answer = ask(book, to="US")

    assert answer.review == ("presumption-of-denial",)
    assert [owed.duty.text.zh for owed in answer.duties] == ["报告"]


def test_second_hand_law_counts_and_the_answer_opens_with_it(tmp_path):
    book = book_of(tmp_path, rule("a", more='cite = ["law:1 art.1", "law:press"]', to="in US"))
    answer = ask(book, to="US")

    assert bounds(answer) == ("licence", "licence")
    assert [item.opening.value for item in answer.opens_with] == ["second_hand"]


def test_a_rule_may_state_its_own_evidence(tmp_path):
    more = 'cite = ["law:1 art.1", "law:press"]\nevidence = "read"'
    book = book_of(tmp_path, rule("a", more=more, to="in US"))

    assert ask(book, to="US").opens_with == ()


def test_inference_raises_a_question_and_settles_nothing(tmp_path):
    book = book_of(tmp_path, rule("a", more='evidence = "inference"', to="in US"))
    answer = ask(book, to="US")

    assert bounds(answer) == ("not_caught", "licence")
    assert [(q.fact, q.asked_of) for q in answer.unanswered] == [("inference:a", "officer")]


def test_an_inferred_exemption_does_not_free_anything(tmp_path):
    book = book_of(
        tmp_path,
        rule("base", to="in US"),
        rule("exempt", "not_caught", 'overrides = ["base"]\nevidence = "inference"', to="in US"),
    )

    assert bounds(ask(book, to="US")) == ("not_caught", "licence")


@pytest.mark.parametrize(("read_to", "opens"), [("2024-06-01", []), ("2024-05-31", ["stale"])])
def test_a_text_older_than_two_years_is_stale(tmp_path, read_to, opens):
    source = f"""
[[source]]
id = "law:old"
title = {{ en = "Old", zh = "旧" }}
evidence = "read"
text_as_of = "{read_to}"
"""
    book = book_of(tmp_path, source, rule("a", more='cite = ["law:old art.1"]', to="in US"))

    assert [item.opening.value for item in ask(book, to="US").opens_with] == opens


def test_a_text_known_to_be_amended_is_stale(tmp_path):
    source = """
[[source]]
id = "law:old"
title = { en = "Old", zh = "旧" }
evidence = "read"
amended_by = ["law:1"]
"""
    book = book_of(tmp_path, source, rule("a", more='cite = ["law:old art.1"]', to="in US"))

    assert [item.opening.value for item in ask(book, to="US").opens_with] == ["stale"]


def test_a_row_read_second_hand_weakens_the_answer_that_rests_on_it(tmp_path):
    rows = """
[[set]]
id = "s"
cite = ["law:1 annex"]
members = [{ member = "1C902", evidence = "read" }, { member = "1C905", evidence = "second-hand" }]
"""
    book = book_of(tmp_path, rows, rule("a", item="under @s"))

    assert ask(book, item="1C902.a").opens_with == ()
    assert [o.opening.value for o in ask(book, item="1C905.b").opens_with] == ["second_hand"]


def test_a_dated_set_holds_what_it_held_that_day(tmp_path):
    rows = """
[[set]]
id = "s"
cite = ["law:1 annex"]
dated = [{ span = "2020-01-01 .. 2025-12-31", members = ["DE"] }, { span = "2026-01-01 ..", members = ["JP"] }]
members = ["@t"]
without = ["@u"]

[[set]]
id = "t"
cite = ["law:1 annex"]
members = ["FR", "IT"]

[[set]]
id = "u"
cite = ["law:1 annex"]
members = ["IT"]
"""
    book = book_of(tmp_path, rows, rule("a", to="in @s"))

    def caught(day):
        return [c for c in ("DE", "JP", "FR", "IT") if ask(book, on=day, to=c).interval.lower]

    assert caught("2025-12-31") == ["DE", "FR"]
    assert caught("2026-01-01") == ["JP", "FR"]


def test_one_changed_fact_that_changes_the_answer_is_named(tmp_path):
    book = book_of(tmp_path, rule("a", to="in US", channel="in trade"))
    changes = ask(book, to="US", channel="none").would_change

    assert [(c.fact.name, c.value, c.interval.lower.token) for c in changes if c.fact] == [
        ("channel", "trade", "licence")
    ]


def test_no_change_of_a_sensitive_fact_is_suggested(tmp_path):
    book = book_of(tmp_path, rule("a", citizenship="in CN"))

    assert ask(book, citizenship="DE").would_change == ()


def test_the_next_days_on_which_the_answer_changes_are_named(tmp_path):
    book = book_of(
        tmp_path,
        rule("a", more='force = "2026-09-01 .. 2026-12-31"', to="in US"),
        rule("b", "prohibited", 'force = "2027-03-01 .."', to="in US"),
        rule("elsewhere", more='force = "2026-07-01 .."', to="in JP"),
    )
    changes = ask(book, to="US").would_change

    assert [(str(c.value), c.interval.upper.token) for c in changes if c.fact is None] == [
        ("2026-09-01", "licence"),
        ("2027-01-01", "not_caught"),
        ("2027-03-01", "prohibited"),
    ]


def test_a_deeming_rule_that_starts_later_is_among_the_days(tmp_path):
    derive = DERIVE.replace('{ "to.US" = "citizenship" }', "{ subject = true }").replace(
        "2020-01-01", "2026-09-01"
    )
    book = book_of(tmp_path, derive, rule("a", subject="is true"))
    changes = ask(book, channel="cooperation").would_change

    assert [(str(c.value), c.interval.lower.token) for c in changes if c.fact is None] == [
        ("2026-09-01", "licence")
    ]


def test_a_country_nobody_encoded_prevents_not_needed(tmp_path):
    book = book_of(tmp_path, rule("a", to="in US"))
    answer = ask(book, from_="CN", to="VN")

    assert bounds(answer) == ("not_caught", "not_caught")
    assert answer.clearance is Clearance.OPEN
    assert {(c.regime, c.state.value) for c in answer.coverage} == {
        ("CN", "evaluated"), ("VN", "not_encoded"),
    }  # fmt: skip


def test_a_gap_that_may_apply_makes_coverage_partial(tmp_path):
    gap = """
[[gap]]
id = "g"
title = { en = "Software is not encoded", zh = "软件未编码" }
[[gap.when]]
channel = "in cooperation"
"""
    book = book_of(tmp_path, gap, rule("a", to="in US"))

    def state(**facts):
        return ask(book, from_="CN", to="CN", **facts).coverage[0].state.value

    assert state(channel="trade") == "evaluated"
    assert state(channel="cooperation") == "partial"
    assert state() == "partial"


def test_an_origin_is_covered_like_any_other_country(tmp_path):
    book = book_of(tmp_path, rule("a", to="in US"))

    assert {c.regime for c in ask(book, origin=["CN", "FR"]).coverage} == {"CN", "FR"}


def test_of_several_answers_the_strictest_decides(tmp_path):
    book = book_of(tmp_path, rule("a", "notify", to="in US"), rule("b", "prohibited", to="in JP"))
    answers = [ask(book, to=country) for country in ("US", "JP", "DE")]

    assert strictest(answers) is answers[1]
