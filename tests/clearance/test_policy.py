from __future__ import annotations

from itertools import product

import pytest

from knowhold.clearance.flow import STEPS, Stage, Verb, is_possible, stages_for, step
from knowhold.clearance.policy import JUDGING, WHO, Standing, allowed
from knowhold.errors import WrongStage

DECIDING = {
    Verb.TAKE,
    Verb.SETTLE,
    Verb.ASK,
    Verb.APPROVE,
    Verb.REFUSE,
    Verb.FIND_NOT_NEEDED,
    Verb.REOPEN,
}
DECIDING |= {Verb.CLOSE, Verb.SUPERSEDE, Verb.REVOKE}
OWN = {Verb.ANSWER, Verb.WITHDRAW}

# Who may do what, written out a second time and by hand: the table in the code has to equal it.
EXPECTED = {
    Standing.APPLICANT: {Verb.READ} | OWN,
    Standing.OFFICER: {Verb.READ} | DECIDING,
    Standing.HEAD: {Verb.READ} | DECIDING,
    Standing.AUDITOR: {Verb.READ},
}
POSSIBLE = {
    Stage.SUBMITTED: {
        Verb.TAKE, Verb.SETTLE, Verb.ASK, Verb.WITHDRAW, Verb.APPROVE, Verb.REFUSE, Verb.FIND_NOT_NEEDED
    },
    Stage.IN_REVIEW: {
        Verb.SETTLE, Verb.ASK, Verb.WITHDRAW, Verb.APPROVE, Verb.REFUSE, Verb.FIND_NOT_NEEDED
    },
    Stage.WAITING: {Verb.ANSWER, Verb.WITHDRAW},
    Stage.DECIDED: {Verb.REOPEN, Verb.CLOSE, Verb.SUPERSEDE, Verb.REVOKE},
    Stage.CLOSED: set(),
    Stage.WITHDRAWN: set(),
}  # fmt: skip


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
    assert is_possible(stage, verb) is (verb in POSSIBLE[stage])
    if verb in POSSIBLE[stage]:
        assert step(stage, verb) is STEPS[stage, verb]
    else:
        with pytest.raises(WrongStage) as wrong:
            step(stage, verb)
        assert f"`{stage}`" in str(wrong.value)
        for possible in stages_for(verb):
            assert f"`{possible}`" in wrong.value.advice


def test_every_verb_but_submitting_has_somebody_who_may_do_it():
    assert set(WHO) == set(Verb) - {Verb.SUBMIT}


def test_a_case_never_leaves_its_last_stages():
    assert not {stage for stage, _ in STEPS} & {Stage.CLOSED, Stage.WITHDRAWN}
