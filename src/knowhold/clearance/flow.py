"""The stages of a case and the steps between them: tables, no database, no rights.

The way of the case, of its appeal and of a loan device are three tables: each ends by itself.
"""

from __future__ import annotations

from enum import StrEnum

from knowhold.errors import WrongStage


class Stage(StrEnum):
    WITH_MANAGER = "with_line_manager"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    WAITING = "waiting_for_applicant"
    COUNTERSIGNING = "countersigning"
    DECIDED = "decided"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    NONE = "none"
    APPROVED = "approved"
    CONDITIONS = "approved_with_conditions"
    REFUSED = "refused"
    NOT_NEEDED = "not_needed"


class AppealState(StrEnum):
    NONE = "none"
    FILED = "filed"
    HEARING = "hearing"
    WAITING = "waiting_for_applicant"
    UPHELD = "upheld"
    OVERTURNED = "overturned"
    VARIED = "varied"


class LoanState(StrEnum):
    WANTED = "wanted"
    READY = "ready"
    OUT = "handed_over"
    BACK = "returned"


class Verb(StrEnum):
    READ = "read"
    SUBMIT = "submit"
    REVIEW = "review"
    TAKE = "take"
    SETTLE = "settle"
    ASK = "ask"
    ANSWER = "answer"
    WITHDRAW = "withdraw"
    NOTE = "note"
    RECOMMEND = "recommend"
    SEND_BACK = "send_back"
    COUNTERSIGN = "countersign"
    APPROVE = "approve"
    REFUSE = "refuse"
    FIND_NOT_NEEDED = "find_not_needed"
    REOPEN = "reopen"
    DEBRIEF = "debrief"
    CLOSE = "close"
    SUPERSEDE = "supersede"
    REVOKE = "revoke"
    APPEAL = "appeal"
    SEAT = "seat_panel"
    ASK_IN_APPEAL = "ask_in_appeal"
    ANSWER_IN_APPEAL = "answer_in_appeal"
    UPHOLD = "uphold"
    OVERTURN = "overturn"
    VARY = "vary"


class DeskVerb(StrEnum):
    PREPARE = "prepare"
    HAND_OVER = "hand_over"
    TAKE_BACK = "take_back"


STEPS: dict[tuple[Stage, Verb], Stage] = {
    # the line manager's word never ends a case: it goes on to compliance either way
    (Stage.WITH_MANAGER, Verb.REVIEW): Stage.SUBMITTED,
    (Stage.WITH_MANAGER, Verb.WITHDRAW): Stage.WITHDRAWN,
    (Stage.SUBMITTED, Verb.TAKE): Stage.IN_REVIEW,
    (Stage.SUBMITTED, Verb.SETTLE): Stage.IN_REVIEW,
    (Stage.IN_REVIEW, Verb.SETTLE): Stage.IN_REVIEW,
    (Stage.SUBMITTED, Verb.ASK): Stage.WAITING,
    (Stage.IN_REVIEW, Verb.ASK): Stage.WAITING,
    (Stage.WAITING, Verb.ANSWER): Stage.IN_REVIEW,
    (Stage.SUBMITTED, Verb.WITHDRAW): Stage.WITHDRAWN,
    (Stage.IN_REVIEW, Verb.WITHDRAW): Stage.WITHDRAWN,
    (Stage.WAITING, Verb.WITHDRAW): Stage.WITHDRAWN,
    (Stage.COUNTERSIGNING, Verb.WITHDRAW): Stage.WITHDRAWN,
    (Stage.SUBMITTED, Verb.NOTE): Stage.SUBMITTED,
    (Stage.IN_REVIEW, Verb.NOTE): Stage.IN_REVIEW,
    (Stage.WAITING, Verb.NOTE): Stage.WAITING,
    (Stage.COUNTERSIGNING, Verb.NOTE): Stage.COUNTERSIGNING,
    (Stage.DECIDED, Verb.NOTE): Stage.DECIDED,
    (Stage.SUBMITTED, Verb.RECOMMEND): Stage.COUNTERSIGNING,
    (Stage.IN_REVIEW, Verb.RECOMMEND): Stage.COUNTERSIGNING,
    # an edit: the countersignature is asked for again, and a decision that rests on it is void
    (Stage.COUNTERSIGNING, Verb.RECOMMEND): Stage.COUNTERSIGNING,
    (Stage.DECIDED, Verb.RECOMMEND): Stage.COUNTERSIGNING,
    (Stage.COUNTERSIGNING, Verb.SEND_BACK): Stage.IN_REVIEW,
    (Stage.COUNTERSIGNING, Verb.COUNTERSIGN): Stage.DECIDED,
    (Stage.IN_REVIEW, Verb.APPROVE): Stage.DECIDED,
    (Stage.IN_REVIEW, Verb.REFUSE): Stage.DECIDED,
    (Stage.IN_REVIEW, Verb.FIND_NOT_NEEDED): Stage.DECIDED,
    (Stage.SUBMITTED, Verb.APPROVE): Stage.DECIDED,
    (Stage.SUBMITTED, Verb.REFUSE): Stage.DECIDED,
    (Stage.SUBMITTED, Verb.FIND_NOT_NEEDED): Stage.DECIDED,
    (Stage.DECIDED, Verb.REOPEN): Stage.IN_REVIEW,
    (Stage.DECIDED, Verb.DEBRIEF): Stage.DECIDED,
    (Stage.DECIDED, Verb.CLOSE): Stage.CLOSED,
    (Stage.DECIDED, Verb.SUPERSEDE): Stage.DECIDED,
    (Stage.DECIDED, Verb.REVOKE): Stage.DECIDED,
    (Stage.DECIDED, Verb.APPEAL): Stage.DECIDED,
    (Stage.DECIDED, Verb.SEAT): Stage.DECIDED,
    (Stage.DECIDED, Verb.ASK_IN_APPEAL): Stage.DECIDED,
    (Stage.DECIDED, Verb.ANSWER_IN_APPEAL): Stage.DECIDED,
    (Stage.DECIDED, Verb.UPHOLD): Stage.DECIDED,
    (Stage.DECIDED, Verb.OVERTURN): Stage.DECIDED,
    (Stage.DECIDED, Verb.VARY): Stage.DECIDED,
}

APPEAL_STEPS: dict[tuple[AppealState, Verb], AppealState] = {
    (AppealState.NONE, Verb.APPEAL): AppealState.FILED,
    (AppealState.FILED, Verb.SEAT): AppealState.HEARING,
    (AppealState.HEARING, Verb.ASK_IN_APPEAL): AppealState.WAITING,
    (AppealState.WAITING, Verb.ANSWER_IN_APPEAL): AppealState.HEARING,
    (AppealState.HEARING, Verb.UPHOLD): AppealState.UPHELD,
    (AppealState.HEARING, Verb.OVERTURN): AppealState.OVERTURNED,
    (AppealState.HEARING, Verb.VARY): AppealState.VARIED,
}

LOAN_STEPS: dict[tuple[LoanState, DeskVerb], LoanState] = {
    (LoanState.WANTED, DeskVerb.PREPARE): LoanState.READY,
    (LoanState.READY, DeskVerb.PREPARE): LoanState.READY,
    (LoanState.READY, DeskVerb.HAND_OVER): LoanState.OUT,
    (LoanState.OUT, DeskVerb.TAKE_BACK): LoanState.BACK,
}

APPEALS = frozenset(verb for _state, verb in APPEAL_STEPS)
APPEAL_OPEN = frozenset({AppealState.FILED, AppealState.HEARING, AppealState.WAITING})

# Compliance has to act on these; the others rest with somebody else or are over.
WITH_THE_OFFICER = frozenset({Stage.SUBMITTED, Stage.IN_REVIEW})
OPEN = WITH_THE_OFFICER | {Stage.WITH_MANAGER, Stage.WAITING, Stage.COUNTERSIGNING}


def step(stage: str, verb: Verb) -> Stage:
    """The stage after `verb`; `WrongStage` names the stages in which the verb is possible.

    >>> step("in_review", Verb.ASK)
    <Stage.WAITING: 'waiting_for_applicant'>
    """
    found = STEPS.get((Stage(stage), verb))
    if found is None:
        possible = ", ".join(f"`{at}`" for at in stages_for(verb)) or "no stage"
        raise WrongStage(
            f"`{verb}` is not possible while the case is `{stage}`",
            advice=f"it is possible in {possible}; reload the case to see where it stands",
        )
    return found


def appeal_step(state: str, verb: Verb) -> AppealState:
    """The state of the appeal after `verb`."""
    found = APPEAL_STEPS.get((AppealState(state), verb))
    if found is None:
        raise WrongStage(f"`{verb}` is not possible while the appeal is `{state}`")
    return found


def loan_step(state: str, verb: DeskVerb) -> LoanState:
    """The state of a loan device after `verb`."""
    found = LOAN_STEPS.get((LoanState(state), verb))
    if found is None:
        raise WrongStage(f"`{verb}` is not possible while the device is `{state}`")
    return found


def stages_for(verb: Verb) -> list[Stage]:
    """The stages in which `verb` is possible, in the order of the table."""
    return [stage for (stage, allowed) in STEPS if allowed is verb]


def is_possible(stage: str, verb: Verb, appeal: str = AppealState.NONE) -> bool:
    """Whether `verb` is possible at this stage and at this state of the appeal."""
    if verb in APPEALS and (AppealState(appeal), verb) not in APPEAL_STEPS:
        return False
    return (Stage(stage), verb) in STEPS
