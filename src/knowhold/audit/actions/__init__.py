"""The verbs of the record: add an event, note a look, erase a content, number what is pending."""

from __future__ import annotations

from knowhold.audit.actions.erasing import erase
from knowhold.audit.actions.recording import SYSTEM, Actor, note_first_look, note_look, record
from knowhold.audit.actions.sequencing import publish_all, sequence_pending

__all__ = [
    "SYSTEM",
    "Actor",
    "erase",
    "note_first_look",
    "note_look",
    "publish_all",
    "record",
    "sequence_pending",
]
