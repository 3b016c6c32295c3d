"""What screening gives back: hits with their reasons, the editions searched, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from knowhold.screening import html, render
from knowhold.screening.coverage import Gap
from knowhold.screening.groups import grouped
from knowhold.screening.judgements import Judgement, remembered
from knowhold.screening.model import Edition
from knowhold.screening.query import Query
from knowhold.screening.result import Hit


class State(StrEnum):
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Screening:
    """The answer to one query on one day; equal inputs give an equal object.

    `gaps` empty ⇔ `state` complete. No hit in an incomplete result clears nobody.
    """

    query: Query
    on: date
    matcher: str
    editions: tuple[Edition, ...]
    gaps: tuple[Gap, ...]
    hits: tuple[Hit, ...]

    @property
    def state(self) -> State:
        return State.INCOMPLETE if self.gaps else State.COMPLETE

    def as_json(self, lang: str = "en") -> dict[str, object]:
        """A JSON-ready record, texts in `lang` (`en`, `zh`); keys in docs/spec/lists.md."""
        return render.as_json(self, lang)

    def as_text(self, lang: str = "en") -> str:
        """The same for a terminal or a letter."""
        return render.as_text(self, lang)

    def as_html(self, lang: str = "en") -> str:
        """The same as a fragment of HTML with the alignment of every hit as a table."""
        return html.as_html(self, lang)

    @property
    def groups(self) -> tuple[tuple[Hit, ...], ...]:
        """The hits, those that are one party on several lists together: one alert each."""
        return tuple(tuple(self.hits[at] for at in each) for each in grouped(self.hits))

    def judged(self, known: Mapping[tuple[str, str], Judgement]) -> Screening:
        """The same hits beside the judgements of one keeper, by (list, number), and no other's."""
        return replace(
            self,
            hits=tuple(
                replace(
                    hit,
                    judgement=remembered(made, self.query, hit.entry, self.on)
                    if (made := known.get((hit.entry.list_id, hit.entry.number))) is not None
                    else None,
                )
                for hit in self.hits
            ),
        )
