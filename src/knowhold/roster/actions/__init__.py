"""The verbs of the roster: note a holding, ask for a classification, classify, see one's counts."""

from __future__ import annotations

from knowhold.roster.actions.classifying import Finding, classify, request_classification
from knowhold.roster.actions.holding import note_holding
from knowhold.roster.actions.seeing import see_own_counts

__all__ = ["Finding", "classify", "note_holding", "request_classification", "see_own_counts"]
