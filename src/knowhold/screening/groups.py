"""Candidates that are one alert: the same party as two lists publish it, judged together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowhold.screening.fold import clean, simplify
from knowhold.screening.model import Entry
from knowhold.screening.numbers import digits_of, is_right
from knowhold.screening.result import Hit

SHORTEST = 4
"""Names shorter than this are borne by several parties."""


def grouped(hits: Sequence[Hit]) -> tuple[tuple[int, ...], ...]:
    """Positions of `hits`, those of one party together, in the order of each group's first hit.

    Two entries are one party where kind agrees and they share a published name, letter for letter
    but for case, blanks and punctuation, or a number whose check digits are right. This groups the
    reviewer's work and says nothing else: each entry keeps its own judgement.
    """
    of: dict[str, int] = {}
    groups: dict[int, list[int]] = {}
    for at, hit in enumerate(hits):
        signs = set(_signs(hit.entry))
        first = min((of[sign] for sign in signs if sign in of), default=at)
        joined = {of[sign] for sign in signs if sign in of} - {first}
        for other in joined:
            groups[first].extend(groups.pop(other))
        of |= {sign: first for sign, group in of.items() if group in joined}
        of |= dict.fromkeys(signs, first)
        groups.setdefault(first, []).append(at)
    return tuple(tuple(sorted(each)) for _, each in sorted(groups.items()))


def _signs(entry: Entry) -> Iterator[str]:
    for name in entry.names:
        letters = "".join(filter(str.isalnum, simplify(clean(name.text)).casefold()))
        if len(letters) >= SHORTEST or not letters.isascii():
            yield f"{entry.kind} {letters}"
    for number in entry.identifiers:
        if is_right(number):
            yield f"number {digits_of(number)}"
