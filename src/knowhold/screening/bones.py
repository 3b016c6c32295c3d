"""A name in Arabic or Cyrillic letters against Latin ones, by consonants: every listed name is tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from knowhold.screening.align import Alignment, Pair
from knowhold.screening.skeleton import bones, is_foreign
from knowhold.screening.tokens import Token, View

# Consonants agree by chance more often than whole words: a full agreement never is a strong hit.
MOST: Final = 0.8
LEAST_PAIR: Final = 0.5
TRIED: Final = 12
KEPT: Final = 6
ROUNDING: Final = 0.001
# Names compared with every row at a time: a table of so many rows of numbers.
TOGETHER: Final = 32
BY: Final = "consonants"

Words = tuple[str, ...]


class Boned(NamedTuple):
    """A candidate row with its alignment."""

    row: int
    alignment: Alignment


class _Rows(NamedTuple):
    rows: list[int]
    words: list[Words]
    whole: list[str]


def _rows(rows: list[int], words: list[Words]) -> _Rows:
    return _Rows(rows, words, ["".join(one) for one in words])


def foreign_bones(view: View) -> Words | None:
    """Consonants per word of a view written in Arabic or Cyrillic letters; None for another."""
    surfaces = [part.surface for part in view.parts]
    if view.text or not any(map(is_foreign, surfaces)):
        return None
    return tuple(map(bones, surfaces))


class Bones:
    """The consonants of every row: `foreign` rows are met by Latin names, all others by foreign ones."""

    def __init__(self, tokens: Sequence[Sequence[Token]], foreign: Mapping[int, Words]) -> None:
        self._foreign = foreign
        self._tokens = tokens
        self._latin: _Rows | None = None
        self._in_foreign = _rows(list(foreign), list(foreign.values()))

    def candidates(self, views: Sequence[View], least: float) -> list[list[Boned]]:
        """For each view the best rows in the other script that score at least `least`."""
        found: list[list[Boned]] = [[] for _ in views]
        foreign: list[tuple[int, Words]] = []
        latin: list[tuple[int, Words]] = []
        for at, view in enumerate(views):
            asked = foreign_bones(view)
            if asked is not None:
                foreign.append((at, asked))
            elif self._foreign and not view.text:
                latin.append((at, tuple([bones(part.token.key) for part in view.parts])))
        for asked_all, rows in ((foreign, self._latin_rows), (latin, lambda: self._in_foreign)):
            some = [one for one in asked_all if any(one[1])]
            for start in range(0, len(some), TOGETHER):
                _meet(some[start : start + TOGETHER], rows(), least, found)
        return found

    def _latin_rows(self) -> _Rows:
        """Worked out at the first foreign name asked: most processes never need it."""
        if self._latin is None:
            rows = [at for at in range(len(self._tokens)) if at not in self._foreign]
            words = [tuple(bones(token.key) for token in self._tokens[at]) for at in rows]
            self._latin = _rows(rows, words)
        return self._latin


def _meet(
    asked: Sequence[tuple[int, Words]], listed: _Rows, least: float, found: list[list[Boned]]
) -> None:
    """Add to `found` the best of `listed` for each of `asked`."""
    if not listed.rows:
        return
    # The other two thirds are at most full: nearer than this, or the score stays below `least`.
    cutoff = max(0.0, 3 * least / MOST - 2 - ROUNDING)
    table = cdist(
        ["".join(words) for _, words in asked], listed.whole,
        scorer=Indel.normalized_similarity, score_cutoff=cutoff, dtype=np.float32,
    )  # fmt: skip
    for (at, words), near in zip(asked, table, strict=True):
        close = np.flatnonzero(near) if cutoff else np.arange(len(near))
        nearest = close[np.argsort(-near[close], kind="stable")[:TRIED]]
        for row in nearest.tolist():
            alignment = aligned(words, listed.words[row], float(near[row]), least)
            if alignment is not None and len(found[at]) < KEPT:
                found[at].append(Boned(listed.rows[row], alignment))


def aligned(left: Words, right: Words, joined: float, least: float) -> Alignment | None:
    """Words paired by consonants, the nearest first; None below `least`.

    A third of the score each: the paired words, the consonants of the sorted words, and `joined`,
    those of the whole names in order.
    """
    pairs = list(_pairs(left, right))
    total = sum(map(len, left)) + sum(map(len, right))
    shares = [
        pair.similarity * (len(left[pair.left[0]]) + len(right[pair.right[0]])) / total
        for pair in pairs
    ]
    ordered = Indel.normalized_similarity(
        " ".join(sorted(filter(None, left))), " ".join(sorted(filter(None, right)))
    )
    alike = (ordered + joined) / 2
    score = round(MOST * (sum(shares) + ordered + joined) / 3, 4)
    if score < least:
        return None
    contributions = [round(MOST * share / 3, 4) for share in shares]
    letters = round(score - sum(contributions), 4)
    return Alignment(
        tuple(pairs),
        tuple(contributions),
        (),
        tuple(float(len(word)) for word in left),
        tuple(float(len(word)) for word in right),
        round(alike, 4),
        letters,
        score,
        BY,
    )  # fmt: skip


def _pairs(left: Words, right: Words) -> Iterator[Pair]:
    scored = sorted(
        (
            (-Indel.normalized_similarity(one, two), at, to)
            for at, one in enumerate(left)
            for to, two in enumerate(right)
            if one and two
        ),
    )
    used_left: set[int] = set()
    used_right: set[int] = set()
    for negative, at, to in scored:
        if -negative >= LEAST_PAIR and at not in used_left and to not in used_right:
            used_left.add(at)
            used_right.add(to)
            yield Pair((at,), (to,), round(-negative, 4))
