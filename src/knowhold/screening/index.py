"""Which listed names could be meant: character trigrams weighted by rarity, in sparse matrices."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist
from scipy import sparse

from knowhold.screening.bones import Bones, foreign_bones
from knowhold.screening.grams import Counted, counted
from knowhold.screening.reach import Words, alike, letters_of, reachable, sound_of, words_of
from knowhold.screening.tokens import Token, View
from knowhold.screening.vocabulary import KIND_WEIGHT

# Tuned on the shared benchmark: wider costs time and finds little more above the review line.
WIDE: Final = 40
KEPT: Final = 12
LEAST_COSINE: Final = 0.15
# Trigrams in more than this share of the names decide nothing and cost most of the time.
COMMON: Final = 0.05
# Share of a query's weight that must be left when common trigrams are passed over.
ENOUGH: Final = 0.3
BATCH: Final = 256
# Names this near are never cut off, however many share the name.
ALIKE: Final = 0.97

Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

# One number sorts by name asked, then nearness, then row: bits of each, and of a float.
_ROW: Final = 23
_NEAR: Final = 32
_FLOAT: Final = (1 << _NEAR) - 1


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


@dataclass(frozen=True, slots=True)
class Columns:
    """Everything an index is made of, in columns: what is worked out once and kept on disk.

    `places` n×3 are the rows; words of row i are `words[starts[i]:starts[i+1]]`, positions in
    `keys`/`kinds`; `holders` are the rows that hold each word's key, `sounds` see
    `reach.Words`. `codes` (sorted) are the
    letter groups with their `weights`; `data`, `indices`, `indptr` the matrix rows × groups.
    """

    places: Longs
    starts: Longs
    words: Longs
    holders: Longs
    sounds: Longs
    codes: Longs
    weights: Floats
    data: Floats
    indices: npt.NDArray[np.int32]
    indptr: npt.NDArray[np.int32]
    keys: list[str]
    kinds: list[str]
    joined: list[str]
    aloud: dict[int, str]
    foreign: dict[int, tuple[str, ...]]
    """consonants per word of the rows in Arabic or Cyrillic letters"""


class Index:
    """Every view of every listed name of one kind of party, searchable by trigrams."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.rows: list[Row] = [Row(*place) for place in columns.places.tolist()]
        self.joined = columns.joined
        # Names read aloud are compared syllable by syllable, see `readings`.
        self.aloud = columns.aloud
        size = len(self.rows)
        self._unseen = math.log(size + 1) + 1
        rarities = (np.log((size + 1) / (columns.holders + 1)) + 1).tolist()
        self.rarity: dict[str, float] = dict(zip(columns.keys, rarities, strict=True))
        known = [Token(*pair) for pair in zip(columns.keys, columns.kinds, strict=True)]
        self._token_weights = {
            token: rarity * KIND_WEIGHT.get(token.kind, 1.0)
            for token, rarity in zip(known, rarities, strict=True)
        }
        counts = list(self._token_weights.values())
        words, starts = columns.words.tolist(), columns.starts.tolist()
        spans = list(pairwise(starts))
        self.tokens: list[tuple[Token, ...]] = [
            tuple([known[one] for one in words[start:end]]) for start, end in spans
        ]
        self.weights: list[tuple[float, ...]] = [
            tuple([counts[one] for one in words[start:end]]) for start, end in spans
        ]
        self._numbers = {key: at for at, key in reversed([*enumerate(columns.keys)])}
        self._words = self._numbered(columns, counts)
        self.bones = Bones(self.tokens, columns.foreign)
        self._entries = columns.places[:, 0]
        self._span = int(self._entries.max(initial=0)) + 1
        self._is_aloud = np.zeros(size, bool)
        self._is_aloud[list(self.aloud)] = True
        matrix = sparse.csr_matrix(
            (columns.data, columns.indices, columns.indptr), shape=(size, len(columns.codes))
        )
        self._postings = matrix.T.tocsr()
        share = np.diff(self._postings.indptr)
        self._common = share > max(COMMON * size, BATCH)

    def rarity_of(self, key: str) -> float:
        """Inverse document frequency of a word over the listed names; the highest for an unseen one."""
        return self.rarity.get(key, self._unseen)

    def weights_of(self, tokens: Sequence[Token]) -> tuple[float, ...]:
        """What each word counts: its rarity, less for a place or a trade."""
        known = self._token_weights
        return tuple(
            [
                known[token]
                if token in known
                else self.rarity_of(token.key) * KIND_WEIGHT.get(token.kind, 1.0)
                for token in tokens
            ]
        )

    def candidates(self, views: Sequence[View], least: float = 0.0) -> list[list[Candidate]]:
        """For each view at most `KEPT` entries by letters in common, each by its best name, best first.

        Names that cannot score `least` by any pairing of words are left out.
        """
        found: list[list[Candidate]] = []
        for start in range(0, len(views), BATCH):
            found.extend(self._best(views[start : start + BATCH], least))
        return found

    def _vectors(self, views: Sequence[View]) -> sparse.csr_matrix:
        name, code, times = counted(views)
        codes = self.columns.codes
        column = np.searchsorted(codes, code)
        column[column == len(codes)] = 0
        is_known = codes[column] == code if len(codes) else np.zeros(len(code), bool)
        # Groups no list has still count towards the length, so that noise lowers the cosine.
        weight = np.full(len(code), self._unseen)
        weight[is_known] = self.columns.weights[column[is_known]]
        weight *= 1 + np.log(times)
        square = weight * weight
        length = np.bincount(name, square, len(views))
        is_rare = is_known & ~self._common[column] if len(codes) else is_known
        rare = np.bincount(name[is_rare], square[is_rare], len(views))
        # A name of nothing but common trigrams ("Techno-Commercial") is searched by all of them.
        is_used = np.where((rare > ENOUGH * length)[name], is_rare, is_known)
        name, column, weight = name[is_used], column[is_used], weight[is_used]
        data = (weight / np.sqrt(length[name])).astype(np.float32)
        indptr = np.searchsorted(name, np.arange(len(views) + 1)).astype(np.int32)
        return sparse.csr_matrix(
            (data, column.astype(np.int32), indptr), shape=(len(views), len(codes))
        )

    def _best(self, views: Sequence[View], least: float) -> list[list[Candidate]]:
        asked, rows, cosines = self._near(views)
        texts = [joined(view) for view in views]
        ratios = cpdist(
            [texts[one] for one in asked.tolist()],
            [self.joined[one] for one in rows.tolist()],
            scorer=Indel.normalized_similarity,
            dtype=np.float32,
        )
        # Best first within each view; of several names of one entry the best stands for it, and
        # those that sound alike: which of them is meant the words decide.
        order = np.argsort(_sortable(asked, cosines + ratios, rows))
        asked, rows, cosines, ratios = asked[order], rows[order], cosines[order], ratios[order]
        _, first = np.unique(asked * self._span + self._entries[rows], return_index=True)
        stands = cosines > ALIKE
        stands[first] = True
        asked, rows, cosines, ratios = asked[stands], rows[stands], cosines[stands], ratios[stands]
        kept = (_ranks(asked, len(views)) < KEPT) | (cosines > ALIKE)
        asked, rows, cosines, ratios = asked[kept], rows[kept], cosines[kept], ratios[kept]
        kept = self._could_reach(views, least, asked, rows, alike(cosines, ratios))
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

    def _could_reach(
        self, views: Sequence[View], least: float, asked: Longs, rows: Longs, letters: Doubles
    ) -> npt.NDArray[np.bool_]:
        """Which candidates any pairing of words could bring to `least`."""
        tokens = [view.tokens for view in views]
        keys = [[token.key for token in one] for one in tokens]
        left = words_of(keys, [self.weights_of(one) for one in tokens], self._numbers)
        # Words read aloud are judged by syllables, whatever their letters.
        is_read = np.array([bool(view.spelt) for view in views], bool)
        found: npt.NDArray[np.bool_] = self._is_aloud[rows] | is_read[asked]
        return found | reachable(left, self._words, asked, rows, letters, least)

    def _numbered(self, columns: Columns, weights: Sequence[float]) -> Words:
        number = np.array([self._numbers[key] for key in columns.keys], np.int64)
        letters = np.array([letters_of(key) for key in columns.keys], np.int64)
        lengths = np.array([len(key) for key in columns.keys], np.int64)
        of = columns.words
        return Words(
            columns.starts, number[of], letters[of], lengths[of], columns.sounds[of],
            np.array(weights, np.float64)[of],
        )  # fmt: skip

    def _near(self, views: Sequence[View]) -> tuple[Longs, Longs, Floats]:
        """(view, row, cosine) of the `WIDE` nearest rows of each view, nearest first."""
        product = self._vectors(views) @ self._postings
        near = np.flatnonzero(product.data >= LEAST_COSINE)
        asked = np.searchsorted(product.indptr, near, side="right") - 1
        keys = _sortable(asked, product.data[near], product.indices[near])
        keys.sort()
        asked, rows = keys >> (_NEAR + _ROW), keys & ((1 << _ROW) - 1)
        cosines = (_FLOAT - ((keys >> _ROW) & _FLOAT)).astype(np.uint32).view(np.float32)
        kept = (_ranks(asked, len(views)) < WIDE) | (cosines > ALIKE)
        return asked[kept], rows[kept], cosines[kept]


def columns_of(rows: Iterable[tuple[Row, View]]) -> Columns:
    """The columns of an index over `rows`."""
    placed = list(rows)
    views = [view for _, view in placed]
    numbers: dict[Token, int] = {}
    words: list[int] = []
    starts = [0]
    holders: Counter[str] = Counter()
    for view in views:
        tokens = view.tokens
        holders.update({token.key for token in tokens})
        words.extend(numbers.setdefault(token, len(numbers)) for token in tokens)
        starts.append(len(words))
    codes, weights, matrix = _matrix(counted(views), len(views))
    return Columns(
        places=np.array([row for row, _ in placed], np.int64).reshape(-1, len(Row._fields)),
        starts=np.array(starts, np.int64),
        words=np.array(words, np.int64),
        holders=np.array([holders[token.key] for token in numbers], np.int64),
        sounds=np.array([sound_of(token.key) for token in numbers], np.int64),
        codes=codes,
        weights=weights,
        data=matrix.data,
        indices=matrix.indices,
        indptr=matrix.indptr,
        keys=[token.key for token in numbers],
        kinds=[token.kind for token in numbers],
        joined=[joined(view) for view in views],
        foreign={
            at: found for at, view in enumerate(views) if (found := foreign_bones(view)) is not None
        },
        aloud={at: view.text for at, view in enumerate(views) if view.text and view.spelt},
    )


def _matrix(grams: Counted, size: int) -> tuple[Longs, Floats, sparse.csr_matrix]:
    """The letter groups, their weights, and each name as a row of length one."""
    codes, column, holders = np.unique(grams.code, return_inverse=True, return_counts=True)
    weights = (np.log((size + 1) / (holders + 1)) + 1).astype(np.float32)
    values = (1 + np.log(grams.times)) * weights[column]
    lengths = np.sqrt(np.bincount(grams.name, values * values, size))
    data = (values / lengths[grams.name]).astype(np.float32)
    indptr = np.searchsorted(grams.name, np.arange(size + 1)).astype(np.int32)
    matrix = sparse.csr_matrix((data, column.astype(np.int32), indptr), shape=(size, len(codes)))
    return codes, weights, matrix


def _sortable(asked: npt.ArrayLike, nearness: Floats, rows: npt.ArrayLike) -> Longs:
    """Numbers whose order is: name asked, nearest first, row. Positive floats sort like integers."""
    bits = nearness.astype(np.float32).view(np.uint32).astype(np.int64)
    first = np.asarray(asked, np.int64) << (_NEAR + _ROW)
    keys: Longs = first | ((_FLOAT - bits) << _ROW) | np.asarray(rows, np.int64)
    return keys


def _ranks(asked: Longs, views: int) -> Longs:
    """Position of each item within its view; `asked` is sorted."""
    starts = np.searchsorted(asked, np.arange(views))
    ranks: Longs = np.arange(len(asked)) - starts[asked]
    return ranks


def joined(view: View) -> str:
    """The compared words as they sound, in alphabetical order, as one text."""
    return " ".join(sorted(view.sounds))
