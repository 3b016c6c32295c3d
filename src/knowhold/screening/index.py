"""Which listed names could be meant: character trigrams weighted by rarity, in sparse matrices."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist
from scipy import sparse

from knowhold.screening.tokens import HAN_VIEW, Token, View
from knowhold.screening.vocabulary import KIND_WEIGHT

# Tuned on the shared benchmark: wider costs time and finds little more above the review line.
WIDE: Final = 60
KEPT: Final = 8
LEAST_COSINE: Final = 0.2
# Trigrams in more than this share of the names decide nothing and cost most of the time.
COMMON: Final = 0.05
# Share of a query's weight that must be left when common trigrams are passed over.
ENOUGH: Final = 0.3
BATCH: Final = 256
# Names this near are never cut off, however many share the name.
ALIKE: Final = 0.97


class Row(NamedTuple):
    """One view of one listed name: which entry, which of its names, which view."""

    entry: int
    position: int
    variant: int


class Candidate(NamedTuple):
    """A listed name that could be meant: trigram `cosine`, and `ratio` of the letters in order."""

    row: int
    cosine: float
    ratio: float


class Index:
    """Every view of every listed name of one kind of party, searchable by trigrams."""

    def __init__(self, rows: Sequence[tuple[Row, View]]) -> None:
        self.rows: list[Row] = [row for row, _ in rows]
        self.tokens: list[tuple[Token, ...]] = [view.tokens for _, view in rows]
        # Names read aloud are compared syllable by syllable, see `readings`.
        self.aloud: dict[int, str] = {
            at: view.text for at, (_, view) in enumerate(rows) if view.text and view.spelt
        }
        self.joined: list[str] = [joined(view) for _, view in rows]
        counts: Counter[str] = Counter()
        for tokens in self.tokens:
            counts.update({token.key for token in tokens})
        self._unseen = math.log(len(rows) + 1) + 1
        self.rarity: dict[str, float] = {
            key: math.log((len(rows) + 1) / (count + 1)) + 1 for key, count in counts.items()
        }
        self._token_weights: dict[Token, float] = {}
        self.weights: list[tuple[float, ...]] = [self.weights_of(one) for one in self.tokens]
        self._entries = np.array([row.entry for row in self.rows], np.int64)
        self._span = int(self._entries.max(initial=0)) + 1
        self._columns: dict[str, int] = {}
        self._weights, self._postings = self._build([_grams(view) for _, view in rows])

    def rarity_of(self, key: str) -> float:
        """Inverse document frequency of a word over the listed names; the highest for an unseen one."""
        return self.rarity.get(key, self._unseen)

    def weights_of(self, tokens: Sequence[Token]) -> tuple[float, ...]:
        """What each word counts: its rarity, less for a place or a trade."""
        found = self._token_weights
        for token in tokens:
            if token not in found:
                found[token] = self.rarity_of(token.key) * KIND_WEIGHT.get(token.kind, 1.0)
        return tuple(found[token] for token in tokens)

    def candidates(self, views: Sequence[View]) -> list[list[Candidate]]:
        """For each view at most `KEPT` entries by letters in common, each by its best name, best first."""
        found: list[list[Candidate]] = []
        for start in range(0, len(views), BATCH):
            found.extend(self._best(views[start : start + BATCH]))
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
        self._common = holders > max(COMMON * len(grams), BATCH)
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
            known: list[tuple[int, float]] = []
            for gram, count in _grams(view).items():
                column = self._columns.get(gram)
                weight = self._unseen if column is None else float(self._weights[column])
                weight *= 1 + math.log(count)
                length += weight * weight
                if column is not None:
                    known.append((column, weight))
            rare = [one for one in known if not self._common[one[0]]]
            # A name of nothing but common trigrams ("Techno-Commercial") is searched by all of them.
            used = rare if sum(weight**2 for _, weight in rare) > ENOUGH * length else known
            scale = math.sqrt(length) or 1.0
            columns.extend(column for column, _ in used)
            data.extend(weight / scale for _, weight in used)
            starts.append(len(columns))
        return sparse.csr_matrix(
            (np.array(data, np.float32), np.array(columns, np.int32), np.array(starts, np.int32)),
            shape=(len(views), len(self._columns)),
        )

    def _best(self, views: Sequence[View]) -> list[list[Candidate]]:
        asked, rows, cosines = self._near(views)
        texts = [joined(view) for view in views]
        ratios = cpdist(
            [texts[one] for one in asked.tolist()],
            [self.joined[one] for one in rows.tolist()],
            scorer=Indel.normalized_similarity,
            dtype=np.float32,
        )
        # Best first within each view; of several names of one entry the best stands for it.
        order = np.lexsort((rows, -(cosines + ratios), asked))
        asked, rows, cosines, ratios = asked[order], rows[order], cosines[order], ratios[order]
        _, first = np.unique(asked * self._span + self._entries[rows], return_index=True)
        first.sort()
        asked, rows, cosines, ratios = asked[first], rows[first], cosines[first], ratios[first]
        kept = (_ranks(asked, len(views)) < KEPT) | (cosines > ALIKE)
        found: list[list[Candidate]] = [[] for _ in views]
        for one, row, cosine, ratio in zip(
            asked[kept].tolist(),
            rows[kept].tolist(),
            cosines[kept].tolist(),
            ratios[kept].tolist(),
            strict=True,
        ):
            found[one].append(Candidate(row, cosine, ratio))
        return found

    def _near(
        self, views: Sequence[View]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """(view, row, cosine) of the `WIDE` nearest rows of each view, nearest first."""
        product = self._vectors(views) @ self._postings
        near = np.flatnonzero(product.data >= LEAST_COSINE)
        asked = np.searchsorted(product.indptr, near, side="right").astype(np.int64) - 1
        rows, cosines = product.indices[near].astype(np.int64), product.data[near]
        order = np.lexsort((rows, -cosines, asked))
        asked, rows, cosines = asked[order], rows[order], cosines[order]
        kept = (_ranks(asked, len(views)) < WIDE) | (cosines > ALIKE)
        return asked[kept], rows[kept], cosines[kept]


def _ranks(asked: npt.NDArray[np.int64], views: int) -> npt.NDArray[np.int64]:
    """Position of each item within its view; `asked` is sorted."""
    starts = np.searchsorted(asked, np.arange(views))
    ranks: npt.NDArray[np.int64] = np.arange(len(asked)) - starts[asked]
    return ranks


def _grams(view: View) -> Counter[str]:
    """Word-bounded trigrams of Latin words, single characters and pairs of Han text."""
    found: Counter[str] = Counter()
    if view.script == HAN_VIEW:
        found.update(view.text)
        found.update(view.text[at : at + 2] for at in range(len(view.text) - 1))
    for key in view.spelt or view.keys:
        if key.isascii():
            bounded = f" {key} "
            found.update(bounded[at : at + 3] for at in range(len(bounded) - 2))
    return found


def joined(view: View) -> str:
    """The compared words in alphabetical order, as one text."""
    return " ".join(sorted(view.spelt or view.keys))


def _normalise(matrix: sparse.csr_matrix) -> None:
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    matrix.data /= np.repeat(lengths, np.diff(matrix.indptr)).astype(np.float32)
