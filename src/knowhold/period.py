"""Spans of days as laws write them: both ends inclusive, the end may be open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both included; `end is None` means until further notice.

    >>> Period.parse("2025-11-07 .. 2026-11-10").contains(date(2026, 11, 10))
    True
    """

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"a period ends on `{self.end}` before it starts on `{self.start}`")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `2025-10-09 ..` or `2025-11-07 .. 2026-11-10`; anything else is a ValueError."""
        start, dots, end = (part.strip() for part in text.partition(".."))
        if not dots:
            raise ValueError(f"`{text}` is not a span such as `2025-10-09 ..`")
        return cls(date.fromisoformat(start), date.fromisoformat(end) if end else None)

    def contains(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)

    def __str__(self) -> str:
        return f"{self.start} .. {self.end or ''}".rstrip()
