"""The verbs of planning: terms, one's own date, counts, reviews, looks, long analyses."""

from __future__ import annotations

from knowhold.planning.actions.analysing import (
    ask_analysis,
    drop_old_analyses,
    finish,
    forget_analysis,
    give_up,
    note_stage,
    stop_analysis,
    take_next,
)
from knowhold.planning.actions.declaring import declare_date, take_back_date
from knowhold.planning.actions.filing import FiledMonth, file_departures
from knowhold.planning.actions.looking import note_looks
from knowhold.planning.actions.reviewing import ask_review
from knowhold.planning.actions.terms import Terms, set_terms

__all__ = [
    "FiledMonth",
    "Terms",
    "ask_analysis",
    "ask_review",
    "declare_date",
    "drop_old_analyses",
    "file_departures",
    "finish",
    "forget_analysis",
    "give_up",
    "note_looks",
    "note_stage",
    "set_terms",
    "stop_analysis",
    "take_back_date",
    "take_next",
]
