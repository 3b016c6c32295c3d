"""The verbs of the roster: note a holding, ask for a classification, classify."""

from __future__ import annotations

from knowhold.roster.actions.classifying import Finding, classify, request_classification
from knowhold.roster.actions.holding import note_holding

__all__ = ["Finding", "classify", "note_holding", "request_classification"]
