"""The verbs of planning: set terms, declare one's own date, file counts, ask for a review, note looks."""

from __future__ import annotations

from knowhold.planning.actions.declaring import declare_date, take_back_date
from knowhold.planning.actions.filing import FiledMonth, file_departures
from knowhold.planning.actions.looking import note_looks
from knowhold.planning.actions.reviewing import ask_review
from knowhold.planning.actions.terms import Terms, set_terms

__all__ = [
    "FiledMonth",
    "Terms",
    "ask_review",
    "declare_date",
    "file_departures",
    "note_looks",
    "set_terms",
    "take_back_date",
]
