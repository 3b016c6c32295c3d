from __future__ import annotations

from itertools import product

import pytest

from knowhold.clearance.flow import (
    STEPS,
    AppealState,
    DeskVerb,
    LoanState,
    Stage,
    Verb,
    appeal_step,
    is_possible,
    loan_step,
    stages_for,
    step,
)
from knowhold.clearance.policy import JUDGING, WHO, Standing, allowed, reads_notes, reads_whole
from knowhold.errors import WrongStage

DECIDING = {
    Verb.TAKE,
    Verb.SETTLE,
    Verb.ASK,
    Verb.NOTE,
    Verb.RECOMMEND,
    Verb.APPROVE,
    Verb.REFUSE,
    Verb.FIND_NOT_NEEDED,
    Verb.REOPEN,
}
DECIDING |= {Verb.CLOSE, Verb.SUPERSEDE, Verb.REVOKE}
OWN = {Verb.ANSWER, Verb.WITHDRAW, Verb.DEBRIEF, Verb.APPEAL, Verb.ANSWER_IN_APPEAL}
HEARING = {Verb.ASK_IN_APPEAL, Verb.UPHOLD, Verb.OVERTURN, Verb.VARY}

# Who may do what, written out a second time and by hand: the table in the code has to equal it.
EXPECTED = {
    Standing.APPLICANT: {Verb.READ} | OWN,
    Standing.MANAGER: {Verb.READ, Verb.REVIEW},
    Standing.OFFICER: {Verb.READ} | DECIDING,
    Standing.HEAD: {Verb.READ, Verb.COUNTERSIGN, Verb.SEND_BACK} | DECIDING,
    Standing.AUDITOR: {Verb.READ},
    Standing.OMBUDSPERSON: {Verb.READ, Verb.SEAT},
    Standing.PANEL: {Verb.READ} | HEARING,
}
POSSIBLE = {
    Stage.WITH_MANAGER: {Verb.REVIEW, Verb.WITHDRAW},
    Stage.SUBMITTED: {
        Verb.TAKE, Verb.SETTLE, Verb.ASK, Verb.NOTE, Verb.RECOMMEND, Verb.WITHDRAW, Verb.APPROVE,
        Verb.REFUSE, Verb.FIND_NOT_NEEDED,
    },
    Stage.IN_REVIEW: {
        Verb.SETTLE, Verb.ASK, Verb.NOTE, Verb.RECOMMEND, Verb.WITHDRAW, Verb.APPROVE, Verb.REFUSE,
        Verb.FIND_NOT_NEEDED,
    },
    Stage.WAITING: {Verb.ANSWER, Verb.NOTE, Verb.WITHDRAW},
    Stage.COUNTERSIGNING: {
        Verb.NOTE, Verb.RECOMMEND, Verb.SEND_BACK, Verb.COUNTERSIGN, Verb.WITHDRAW
    },
    Stage.DECIDED: {
        Verb.REOPEN, Verb.CLOSE, Verb.SUPERSEDE, Verb.REVOKE, Verb.NOTE, Verb.RECOMMEND,
        Verb.DEBRIEF, Verb.SEAT, Verb.APPEAL, Verb.ANSWER_IN_APPEAL, *HEARING,
    },
    Stage.CLOSED: set(),
    Stage.WITHDRAWN: set(),
}  # fmt: skip
# Which step of an appeal is possible when, by hand as well.
APPEALS = {
    AppealState.NONE: {Verb.APPEAL},
    AppealState.FILED: {Verb.SEAT},
    AppealState.HEARING: HEARING,
    AppealState.WAITING: {Verb.ANSWER_IN_APPEAL},
    AppealState.UPHELD: set(),
    AppealState.OVERTURNED: set(),
    AppealState.VARIED: set(),
}


@pytest.mark.parametrize(("standing", "verb"), list(product(Standing, Verb)))
def test_each_standing_may_do_what_the_table_says(standing, verb):
    assert allowed(verb, {standing}) is (verb in EXPECTED[standing])


@pytest.mark.parametrize("verb", Verb)
def test_a_stranger_may_do_nothing(verb):
    assert not allowed(verb, set())


@pytest.mark.parametrize(("other", "verb"), list(product(Standing, sorted(JUDGING))))
def test_an_applicant_never_judges_whatever_else_they_are(other, verb):
    assert not allowed(verb, {Standing.APPLICANT, other})


@pytest.mark.parametrize(("stage", "verb"), list(product(Stage, Verb)))
def test_each_verb_is_possible_exactly_where_the_table_says(stage, verb):
    possible_at = verb in POSSIBLE[stage] and (
        verb in APPEALS[AppealState.NONE] or not is_appeal(verb)
    )
    assert is_possible(stage, verb) is possible_at
    if verb in POSSIBLE[stage]:
        assert step(stage, verb) is STEPS[stage, verb]
    else:
        with pytest.raises(WrongStage) as wrong:
            step(stage, verb)
        assert f"`{stage}`" in str(wrong.value)
        for possible in stages_for(verb):
            assert f"`{possible}`" in wrong.value.advice


def is_appeal(verb):
    return any(verb in verbs for verbs in APPEALS.values())


@pytest.mark.parametrize(("state", "verb"), list(product(AppealState, Verb)))
def test_each_step_of_an_appeal_is_possible_exactly_where_the_table_says(state, verb):
    assert is_possible(Stage.DECIDED, verb, state) is (
        verb in APPEALS[state] if is_appeal(verb) else verb in POSSIBLE[Stage.DECIDED]
    )
    if verb not in APPEALS[state]:
        with pytest.raises(WrongStage):
            appeal_step(state, verb)


@pytest.mark.parametrize(("state", "verb"), list(product(LoanState, DeskVerb)))
def test_a_device_is_prepared_then_handed_over_then_taken_back(state, verb):
    possible = {
        LoanState.WANTED: {DeskVerb.PREPARE},
        LoanState.READY: {DeskVerb.PREPARE, DeskVerb.HAND_OVER},
        LoanState.OUT: {DeskVerb.TAKE_BACK},
        LoanState.BACK: set(),
    }
    if verb in possible[state]:
        assert loan_step(state, verb)
    else:
        with pytest.raises(WrongStage):
            loan_step(state, verb)


def test_only_the_line_manager_is_shown_less_than_the_whole_file():
    assert {each for each in Standing if not reads_whole({each})} == {Standing.MANAGER}


def test_privileged_notes_are_for_compliance_and_never_for_the_applicant():
    assert {each for each in Standing if reads_notes({each})} == {Standing.OFFICER, Standing.HEAD}
    assert not reads_notes({Standing.APPLICANT, Standing.OFFICER})


def test_every_verb_but_submitting_has_somebody_who_may_do_it():
    assert set(WHO) == set(Verb) - {Verb.SUBMIT}


def test_a_case_never_leaves_its_last_stages():
    assert not {stage for stage, _ in STEPS} & {Stage.CLOSED, Stage.WITHDRAWN}
