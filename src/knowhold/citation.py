"""A pointer into a published text: every rule and every reason carries one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Citation:
    """`instrument` is a source id such as `cn:mofcom/2025/62`, `locator` its part (`art.1(1)`).

    >>> Citation.parse("cn:mofcom/2025/62 art.1(1)")
    Citation(instrument='cn:mofcom/2025/62', locator='art.1(1)')
    """

    instrument: str
    locator: str = ""

    @classmethod
    def parse(cls, text: str) -> Citation:
        """Split at the first blank; ValueError where there is no instrument."""
        instrument, _, locator = text.strip().partition(" ")
        if not instrument or ":" not in instrument:
            raise ValueError(
                f"`{text}` names no source; expected such as `cn:mofcom/2025/62 art.1`"
            )
        return cls(instrument, locator.strip())

    def __str__(self) -> str:
        return f"{self.instrument} {self.locator}".strip()
