"""The verbs of the roster: file it, note a holding, ask for a classification, classify, see one's counts."""

from __future__ import annotations

from knowhold.roster.actions.classifying import Finding, classify, request_classification
from knowhold.roster.actions.filing import file_roster
from knowhold.roster.actions.holding import note_holding
from knowhold.roster.actions.receiving import (
    answer_question,
    check_intake,
    put_aside,
    receive,
)
from knowhold.roster.actions.seeing import see_own_counts

__all__ = [
    "Finding",
    "answer_question",
    "check_intake",
    "classify",
    "file_roster",
    "note_holding",
    "put_aside",
    "receive",
    "request_classification",
    "see_own_counts",
]
