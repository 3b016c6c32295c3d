"""Names against official lists: editions kept whole, hits explained, nothing cleared in silence."""

from knowhold.screening.answer import Screening, State
from knowhold.screening.changes import EntryChange, FieldChange, entry_changes
from knowhold.screening.coverage import Gap, ListPolicy, Reason
from knowhold.screening.delta import Delta, Rescreening, delta, rescreen, rescreen_party
from knowhold.screening.effects import ListEffect, feed, feeds, list_effect, list_effects
from knowhold.screening.judgements import Judgement, Remembered, Standing, Verdict
from knowhold.screening.library import MATCHER
from knowhold.screening.match import Settings, screen, screen_many
from knowhold.screening.memory import judge
from knowhold.screening.model import Edition, Entry, Identifier, Kind, Name
from knowhold.screening.pairs import NamePair, shipped_pairs
from knowhold.screening.query import Query
from knowhold.screening.reading.formats import FORMATS
from knowhold.screening.result import Band, Evidence, Hit, Piece, Relation
from knowhold.screening.store import Claim, Failure, ListStore

__all__ = [
    "FORMATS",
    "MATCHER",
    "Band",
    "Claim",
    "Delta",
    "Edition",
    "Entry",
    "EntryChange",
    "Evidence",
    "Failure",
    "FieldChange",
    "Gap",
    "Hit",
    "Identifier",
    "Judgement",
    "Kind",
    "ListEffect",
    "ListPolicy",
    "ListStore",
    "Name",
    "NamePair",
    "Piece",
    "Query",
    "Reason",
    "Relation",
    "Remembered",
    "Rescreening",
    "Screening",
    "Settings",
    "Standing",
    "State",
    "Verdict",
    "delta",
    "entry_changes",
    "feed",
    "feeds",
    "judge",
    "list_effect",
    "list_effects",
    "rescreen",
    "rescreen_party",
    "screen",
    "screen_many",
    "shipped_pairs",
]
