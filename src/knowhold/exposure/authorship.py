"""Who counts as a holder of a source file, from its history: a second real source of matrices.

Degree of authorship after Avelino et al., arXiv 1604.06766, as their published code computes it
(github aserg-ufmg/Truck-Factor: a first author counts whatever the degree).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

ENOUGH: Final = 3.293
SHARE_OF_TOP: Final = 0.75


@dataclass(frozen=True, slots=True)
class Authorship:
    """One person's part in one file: created it, own changes, changes by others."""

    file: str
    person: str
    first: bool
    deliveries: int
    acceptances: int

    @property
    def degree(self) -> float:
        """DOA = 3.293 + 1.098 FA + 0.164 DL − 0.321 ln(1 + AC)."""
        return (
            3.293
            + 1.098 * self.first
            + 0.164 * self.deliveries
            - 0.321 * math.log(1 + self.acceptances)
        )


def authors(found: Iterable[Authorship]) -> Iterator[tuple[str, str]]:
    """(person, file) for everybody above three quarters of the file's top degree (2016 edition)."""
    for group in _by_file(found):
        top = max(one.degree for one in group)
        for one in group:
            if one.degree / top > SHARE_OF_TOP and (one.degree >= ENOUGH or one.first):
                yield one.person, one.file


def leads(found: Iterable[Authorship]) -> Iterator[tuple[str, str]]:
    """(person, file) for the one person with the largest degree (2015 edition); first listed wins ties."""
    for group in _by_file(found):
        lead = max(group, key=lambda one: one.degree)
        yield lead.person, lead.file


def _by_file(found: Iterable[Authorship]) -> Iterator[list[Authorship]]:
    ordered = sorted(found, key=lambda one: one.file)
    for _, group in groupby(ordered, key=lambda one: one.file):
        yield list(group)
