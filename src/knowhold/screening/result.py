"""A hit and its reasons: the paired words, the evidence beside the name, the entry as published."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from knowhold.screening.judgements import Remembered
from knowhold.screening.model import Edition, Entry, Name


class Relation(StrEnum):
    """How a part of the query and a part of the listed name belong together."""

    SAME = "same"
    VARIANT = "variant"
    """another usual spelling or abbreviation of the word"""
    SPELLING = "spelling"
    SCRIPT = "script"
    """simplified and traditional forms of the same characters"""
    READING = "reading"
    """same reading, never proof of the same name"""
    CONSONANTS = "consonants"
    """same or nearly the same consonants in another script, where vowels are not written"""
    TRANSLATION = "translation"
    TOGETHER = "together"
    """written together on one side"""
    FORM = "form"
    EXTRA_QUERY = "extra-query"
    EXTRA_LIST = "extra-list"
    CONTRADICTION = "contradiction"
    LETTERS = "letters"
    """letter groups the whole names share"""


class Band(StrEnum):
    STRONG = "strong"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of the explanation. The contributions of a hit's pieces add up to its name score."""

    relation: Relation
    query: str
    listed: str
    similarity: float
    weight: float
    contribution: float


class Supports(StrEnum):
    AGREES = "agrees"
    CONTRADICTS = "contradicts"
    SAYS_NOTHING = "says-nothing"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something beside the name: `topic` country, identifier, checked or wrong number."""

    topic: str
    query: str
    listed: str
    supports: Supports
    weight: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate until somebody judges it. `through` names the verified pair that led here."""

    key: int
    entry: Entry
    entry_digest: str
    edition: Edition
    query_name: str
    matched: Name
    band: Band
    name_score: float
    evidence_score: float
    pieces: tuple[Piece, ...]
    evidence: tuple[Evidence, ...] = ()
    through: str = ""
    judgement: Remembered | None = None

    @property
    def is_open(self) -> bool:
        """True unless a judgement stands."""
        return self.judgement is None or self.judgement.is_open
