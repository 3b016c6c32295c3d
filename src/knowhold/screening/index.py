"""Which listed names could be meant: character trigrams weighted by rarity, in sparse matrices."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from knowhold.screening.tokens import HAN_VIEW, Token, View

# Tuned on the shared benchmark: wider costs time and finds nothing more above the review line.
CANDIDATES: Final = 20
LEAST_COSINE: Final = 0.25
BATCH: Final = 256


class Row(NamedTuple):
    """One view of one listed name: which entry, which of its names, which view."""

    entry: int
    position: int
    variant: int


@dataclass(frozen=True, slots=True)
class Candidate:
    row: int
    cosine: float


class Index:
    """Every view of every listed name of one kind of party, searchable by trigrams."""

    def __init__(self, rows: Sequence[tuple[Row, View]]) -> None:
        self.rows: list[Row] = [row for row, _ in rows]
        self.tokens: list[tuple[Token, ...]] = [view.tokens for _, view in rows]
        self.joined: list[str] = [joined(view) for _, view in rows]
        counts: Counter[str] = Counter()
        for tokens in self.tokens:
            counts.update({token.key for token in tokens})
        self._unseen = math.log(len(rows) + 1) + 1
        self.rarity: dict[str, float] = {
            key: math.log((len(rows) + 1) / (count + 1)) + 1 for key, count in counts.items()
        }
        self._columns: dict[str, int] = {}
        self._weights, self._postings = self._build([_grams(view) for _, view in rows])

    def rarity_of(self, key: str) -> float:
        """Inverse document frequency of a word over the listed names; the highest for an unseen one."""
        return self.rarity.get(key, self._unseen)

    def candidates(self, views: Sequence[View]) -> list[list[Candidate]]:
        """For each view at most `CANDIDATES` rows by trigram cosine, best first."""
        found: list[list[Candidate]] = []
        for start in range(0, len(views), BATCH):
            found.extend(self._best(self._vectors(views[start : start + BATCH])))
        return found

    def _build(
        self, grams: list[Counter[str]]
    ) -> tuple[npt.NDArray[np.float32], sparse.csr_matrix]:
        columns: list[int] = []
        data: list[float] = []
        starts = [0]
        for counted in grams:
            for gram, count in counted.items():
                columns.append(self._columns.setdefault(gram, len(self._columns)))
                data.append(1 + math.log(count))
            starts.append(len(columns))
        matrix = sparse.csr_matrix(
            (np.array(data, np.float32), np.array(columns, np.int32), np.array(starts, np.int32)),
            shape=(len(grams), len(self._columns)),
        )
        holders = np.bincount(matrix.indices, minlength=len(self._columns))
        weights = (np.log((len(grams) + 1) / (holders + 1)) + 1).astype(np.float32)
        matrix.data *= weights[matrix.indices]
        _normalise(matrix)
        return weights, matrix.T.tocsr()

    def _vectors(self, views: Sequence[View]) -> sparse.csr_matrix:
        columns: list[int] = []
        data: list[float] = []
        starts = [0]
        for view in views:
            # Grams no list has still count towards the length, so that noise lowers the cosine.
            length = 0.0
            first = len(columns)
            for gram, count in _grams(view).items():
                column = self._columns.get(gram)
                weight = self._unseen if column is None else float(self._weights[column])
                weight *= 1 + math.log(count)
                length += weight * weight
                if column is not None:
                    columns.append(column)
                    data.append(weight)
            scale = math.sqrt(length) or 1.0
            data[first:] = [value / scale for value in data[first:]]
            starts.append(len(columns))
        return sparse.csr_matrix(
            (np.array(data, np.float32), np.array(columns, np.int32), np.array(starts, np.int32)),
            shape=(len(views), len(self._columns)),
        )

    def _best(self, vectors: sparse.csr_matrix) -> Iterable[list[Candidate]]:
        product = vectors @ self._postings
        for at in range(product.shape[0]):
            start, stop = product.indptr[at], product.indptr[at + 1]
            cosines, rows = product.data[start:stop], product.indices[start:stop]
            kept = np.flatnonzero(cosines >= LEAST_COSINE)
            if len(kept) > CANDIDATES:
                order = np.argpartition(cosines[kept], -CANDIDATES)[-CANDIDATES:]
                kept = kept[order]
            ranked = kept[np.lexsort((rows[kept], -cosines[kept]))]
            yield [Candidate(int(rows[one]), float(cosines[one])) for one in ranked]


def _grams(view: View) -> Counter[str]:
    """Word-bounded trigrams of Latin words, single characters and pairs of Han text."""
    found: Counter[str] = Counter()
    if view.script == HAN_VIEW:
        found.update(view.text)
        found.update(view.text[at : at + 2] for at in range(len(view.text) - 1))
    for part in view.parts:
        key = part.token.key
        if key.isascii():
            bounded = f" {key} "
            found.update(bounded[at : at + 3] for at in range(len(bounded) - 2))
    return found


def joined(view: View) -> str:
    """The compared words in alphabetical order, as one text."""
    return " ".join(sorted(part.token.key for part in view.parts))


def _normalise(matrix: sparse.csr_matrix) -> None:
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    matrix.data /= np.repeat(lengths, np.diff(matrix.indptr)).astype(np.float32)
