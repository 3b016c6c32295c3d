"""The verbs on counterparts: add, change, note what a list says, judge, show to the organisation."""

from __future__ import annotations

from knowhold.parties.actions.adding import Described, add_party, change_party, party_named
from knowhold.parties.actions.judging import Judged, judge_match
from knowhold.parties.actions.noting import note_found, note_gone, reopen_expired
from knowhold.parties.actions.showing import answer_party, end_link, make_link, object_as_party

__all__ = [
    "Described",
    "Judged",
    "add_party",
    "answer_party",
    "change_party",
    "end_link",
    "judge_match",
    "make_link",
    "note_found",
    "note_gone",
    "object_as_party",
    "party_named",
    "reopen_expired",
]
