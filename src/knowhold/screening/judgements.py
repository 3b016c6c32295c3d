"""What somebody decided about a candidate, remembered until either record changes materially."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowhold.errors import Invalid
from knowhold.screening.fold import clean
from knowhold.screening.model import Entry, Kind
from knowhold.screening.query import Query


class Verdict(StrEnum):
    DISMISSED = "dismissed"
    """not the same party"""
    CONFIRMED = "confirmed"
    """the same party: the list's meaning applies"""


class Standing(StrEnum):
    """Whether a judgement still holds for the records as they are now."""

    STANDS = "stands"
    ENTRY_CHANGED = "entry-changed"
    PARTY_CHANGED = "party-changed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision as stored. `party` finds it again, `query` and `entry` are the material digests.

    `by` is the label of who decided, `edition` the digest and `dated` the day of the list read,
    `expires` the last day it holds.
    """

    party: str
    query: str
    list_id: str
    number: str
    entry: str
    edition: str
    dated: date
    verdict: Verdict
    reason: str
    by: str
    on: date
    expires: date
    matcher: str


@dataclass(frozen=True, slots=True)
class Remembered:
    """A judgement with its standing on the day asked about."""

    judgement: Judgement
    standing: Standing

    @property
    def is_open(self) -> bool:
        """True where the candidate needs a fresh look."""
        return self.standing is not Standing.STANDS


def remembered(judgement: Judgement, query: Query, entry: Entry, on: date) -> Remembered:
    """The judgement beside the records as they are now: a change of either opens it again."""
    if judgement.entry != entry_matter(entry):
        standing = Standing.ENTRY_CHANGED
    elif judgement.query != query_matter(query):
        standing = Standing.PARTY_CHANGED
    elif on > judgement.expires:
        standing = Standing.EXPIRED
    else:
        standing = Standing.STANDS
    return Remembered(judgement, standing)


def party_of(query: Query) -> str:
    """Digest of the party's own name and kind: which judgements are about it."""
    return _digest([str(query.kind), _text(query.name)])


def query_matter(query: Query) -> str:
    """Digest of what tells the party asked from another: names, kind, countries, numbers; not their order."""
    return _digest(
        [
            str(query.kind),
            sorted(map(_text, query.names)),
            sorted(set(query.countries)),
            sorted((one.scheme.casefold(), one.compared) for one in query.identifiers),
        ]
    )


def entry_matter(entry: Entry) -> str:
    """Digest of what tells the listed party from another.

    Names, kind, numbers, addresses and birth dates, without order, case, blanks and punctuation.
    A new remark, link or programme is no new party and re-opens nothing.
    """
    return _digest(
        [
            entry.list_id,
            entry.number,
            str(entry.kind),
            sorted({_text(name.text) for name in entry.names}),
            sorted({(one.scheme.casefold(), one.compared) for one in entry.identifiers}),
            sorted({(_text(one.text), one.country) for one in entry.addresses}),
            sorted(set(entry.birth_dates)),
        ]
    )


def require_organisation(query: Query) -> None:
    """Invalid for a person: what is decided about a person is kept in their case, where they see it."""
    if query.kind is Kind.PERSON:
        raise Invalid(
            {"kind": ["a judgement about a person is not kept beside the lists"]},
            advice="record it in the person's case",
        )


def _text(text: str) -> str:
    return "".join(filter(str.isalnum, clean(text).casefold()))


def _digest(value: object) -> str:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()
