"""The letter of a refusal as a tagged PDF in both languages (PDF/UA-1)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.resources import files

from knowhold.paper import made_pdf


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that stands on the page, as text."""

    title: str
    firm_en: str
    firm_zh: str
    reference: str
    to: str
    where_en: str
    where_zh: str
    first_day: str
    last_day: str
    reason: str
    grounds: list[dict[str, str]]
    approvable: str
    appeal_until: str
    decided_by: str
    signed_by: str
    decided_at: str


def letter_pdf(letter: Letter, decided_at: datetime) -> bytes:
    """The PDF, the same bytes each time; DataError names a character that no font here has."""
    return made_pdf(
        files("knowhold.clearance") / "letter.typ", "letter", asdict(letter), decided_at
    )
