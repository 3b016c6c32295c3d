"""The stages of a case and the steps between them: one table, no database, no rights."""

from __future__ import annotations

from enum import StrEnum

from knowhold.errors import WrongStage


class Stage(StrEnum):
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    WAITING = "waiting_for_applicant"
    DECIDED = "decided"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    NONE = "none"
    APPROVED = "approved"
    CONDITIONS = "approved_with_conditions"
    REFUSED = "refused"
    NOT_NEEDED = "not_needed"


class Verb(StrEnum):
    READ = "read"
    SUBMIT = "submit"
    TAKE = "take"
    SETTLE = "settle"
    ASK = "ask"
    ANSWER = "answer"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    REFUSE = "refuse"
    FIND_NOT_NEEDED = "find_not_needed"
    REOPEN = "reopen"
    CLOSE = "close"
    SUPERSEDE = "supersede"
    REVOKE = "revoke"


STEPS: dict[tuple[Stage, Verb], Stage] = {
    (Stage.SUBMITTED, Verb.TAKE): Stage.IN_REVIEW,
    (Stage.SUBMITTED, Verb.SETTLE): Stage.IN_REVIEW,
    (Stage.IN_REVIEW, Verb.SETTLE): Stage.IN_REVIEW,
    (Stage.SUBMITTED, Verb.ASK): Stage.WAITING,
    (Stage.IN_REVIEW, Verb.ASK): Stage.WAITING,
    (Stage.WAITING, Verb.ANSWER): Stage.IN_REVIEW,
    (Stage.SUBMITTED, Verb.WITHDRAW): Stage.WITHDRAWN,
    (Stage.IN_REVIEW, Verb.WITHDRAW): Stage.WITHDRAWN,
    (Stage.WAITING, Verb.WITHDRAW): Stage.WITHDRAWN,
    (Stage.IN_REVIEW, Verb.APPROVE): Stage.DECIDED,
    (Stage.IN_REVIEW, Verb.REFUSE): Stage.DECIDED,
    (Stage.IN_REVIEW, Verb.FIND_NOT_NEEDED): Stage.DECIDED,
    (Stage.SUBMITTED, Verb.APPROVE): Stage.DECIDED,
    (Stage.SUBMITTED, Verb.REFUSE): Stage.DECIDED,
    (Stage.SUBMITTED, Verb.FIND_NOT_NEEDED): Stage.DECIDED,
    (Stage.DECIDED, Verb.REOPEN): Stage.IN_REVIEW,
    (Stage.DECIDED, Verb.CLOSE): Stage.CLOSED,
    (Stage.DECIDED, Verb.SUPERSEDE): Stage.DECIDED,
    (Stage.DECIDED, Verb.REVOKE): Stage.DECIDED,
}

# Somebody at the firm has to act on these; the others rest with the applicant or are over.
WITH_THE_OFFICER = frozenset({Stage.SUBMITTED, Stage.IN_REVIEW})
OPEN = WITH_THE_OFFICER | {Stage.WAITING}


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


def stages_for(verb: Verb) -> list[Stage]:
    """The stages in which `verb` is possible, in the order of the table."""
    return [stage for (stage, allowed) in STEPS if allowed is verb]


def is_possible(stage: str, verb: Verb) -> bool:
    return (Stage(stage), verb) in STEPS
