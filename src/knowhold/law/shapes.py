"""The JSON shape of a determination."""

from __future__ import annotations

from typing import TypedDict


class IntervalJSON(TypedDict):
    lower: str
    upper: str
    text: str


class HeadlineJSON(TypedDict):
    clearance: str
    text: str


class SourceJSON(TypedDict):
    id: str
    title: str
    number: str
    url: str
    evidence: str
    evidence_text: str
    text_as_of: str
    read_by: str
    read_on: str
    sha256: str


class ConditionJSON(TypedDict):
    fact: str
    label: str
    test: str
    test_text: str
    value: str
    value_text: str
    holds: str
    derived: bool


class ReasonJSON(TypedDict):
    rule: str
    title: str
    outcome: str
    outcome_text: str
    cite: list[str]
    url: str
    force: str
    force_text: str
    force_span: str
    start_established: bool
    review: str
    possible: bool
    source: SourceJSON
    conditions: list[ConditionJSON]
    claims: list[str]
    note: str


class TargetJSON(TypedDict):
    rule: str
    title: str


class OverlayJSON(TypedDict):
    overlay: str
    title: str
    effect: str
    span: str
    acts: bool
    after: str
    text: str
    cite: list[str]
    url: str
    evidence: str
    targets: list[TargetJSON]


class DutyJSON(TypedDict):
    rule: str
    text: str
    cite: list[str]
    possible: bool


class RegimeJSON(TypedDict):
    regime: str
    title: str
    outcome: IntervalJSON
    review: list[str]
    because: list[ReasonJSON]
    more_possible: int
    overlays: list[OverlayJSON]
    duties: list[DutyJSON]


class ChoiceJSON(TypedDict):
    value: str
    label: str


class QuestionJSON(TypedDict):
    fact: str
    question: str
    why: str
    kind: str
    values: list[ChoiceJSON]
    asked_of: str
    asked_of_text: str
    sensitive: bool


class ChangeJSON(TypedDict):
    text: str
    fact: str
    value: str
    outcome: IntervalJSON


class CoverageJSON(TypedDict):
    regime: str
    title: str
    state: str
    state_text: str
    why: list[str]


class DeterminationJSON(TypedDict):
    on: str
    rulebook: str
    outcome: IntervalJSON
    headline: HeadlineJSON
    opens_with: list[str]
    regimes: list[RegimeJSON]
    unanswered: list[QuestionJSON]
    would_change: list[ChangeJSON]
    coverage: list[CoverageJSON]
    review: list[str]
    hold: list[ReasonJSON]
    exception_candidates: list[ReasonJSON]
    authority_approval: list[ReasonJSON]
    conflict_of_laws: list[ReasonJSON]
    duties: list[DutyJSON]
    disclaimer: str
