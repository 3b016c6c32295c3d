"""The chain as a structure: it stops when one step has no line left that still knows everything.

Chain stops = OR over steps; a step is lost = AND over its lines (one per site); a line is lost = OR
over its items; an item is lost at a line when fewer than k of its holders there remain.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capability:
    """One item at one line: `holders` are numbers, any `len(holders) - needed + 1` of them lose it."""

    item: str
    holders: tuple[int, ...]
    needed: int = 1

    @property
    def order(self) -> int:
        """How many departures lose it; 0 when it is lost as it stands."""
        return max(len(self.holders) - self.needed + 1, 0)


@dataclass(frozen=True, slots=True)
class Line:
    """A site that can perform a step, with all it must know."""

    site: str
    capabilities: tuple[Capability, ...]


@dataclass(frozen=True, slots=True)
class Step:
    code: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    steps: tuple[Step, ...]
