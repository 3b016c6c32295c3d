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

    def candidates(self, view: View, least: float) -> Iterator[Boned]:
        """The best rows in the other script that score at least `least`."""
        asked = foreign_bones(view)
        if asked is None:
            if not self._foreign or view.text:
                return
            asked = tuple(map(bones, (part.token.key for part in view.parts)))
            rows, words, whole = self._in_foreign
        else:
            rows, words, whole = self._latin_rows()
        if not any(asked) or not rows:
            return
        near = cdist(
            ["".join(asked)], whole, scorer=Indel.normalized_similarity,
            dtype=np.float32,
        )[0]  # fmt: skip
        kept = 0
        for at in np.argsort(-near, kind="stable")[:TRIED].tolist():
            alignment = aligned(asked, words[at], float(near[at]), least)
            if alignment is not None and kept < KEPT:
                kept += 1
                yield Boned(rows[at], alignment)

    def _latin_rows(self) -> _Rows:
        """Worked out at the first foreign name asked: most processes never need it."""
        if self._latin is None:
            rows = [at for at in range(len(self._tokens)) if at not in self._foreign]
            words = [tuple(bones(token.key) for token in self._tokens[at]) for at in rows]
            self._latin = _rows(rows, words)
        return self._latin


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
