"""How high a pairing of words could score at most, for many candidates at once, before any is made."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from knowhold.screening.align import (
    CONTAINED,
    COSINE_SHARE,
    LIST_SHARE,
    QUERY_SHARE,
    RATIO_SHARE,
    TOGETHER,
    TURNED,
    WHOLE,
    WORDS_SHARE,
)
from knowhold.screening.sounds import SAME_SOUND, heard, sound

Longs = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# Jaro-Winkler ≥ 0.84 needs m shared letters with m/a + m/b ≥ 1.2; a little room for rounding.
PLAUSIBLE: Final = 1.19
_BITS: Final = 62


class Words(NamedTuple):
    """Words of many names in a row: name i has those from `starts[i]` to `starts[i + 1]`.

    `numbers` are equal for equal words, -1 for a word no list has; `letters` one bit a letter;
    `sounds` are equal for words that sound alike.
    """

    starts: Longs
    numbers: Longs
    letters: Longs
    lengths: Longs
    sounds: Longs
    weights: Doubles


@lru_cache(maxsize=1 << 14)
def letters_of(word: str) -> int:
    """The letters of a word as bits; two letters may share a bit."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) % _BITS)
    return bits


@lru_cache(maxsize=1 << 14)
def sound_of(word: str) -> int:
    """A number that words which sound alike have in common; others may share it by chance."""
    return zlib.crc32((heard(word) or sound(word)).encode())


def reachable(
    left: Words, right: Words, asked: Longs, rows: Longs, alike: Doubles, least: float
) -> Bools:
    """For each (asked, row) whether its words could lift it to `least`: never false for one that does.

    Each word is given the nearest word of the other name, by an upper bound of its similarity.
    """
    first, second, of = _crossed(left.starts, right.starts, asked, rows)
    same = (left.numbers[first] == right.numbers[second]) & (left.numbers[first] >= 0)
    near = np.where(same, 1.0, _similarity(left, right, first, second))
    near_left, names_left = _nearest(left.starts, asked, first, of, near)
    near_right, names_right = _nearest(right.starts, rows, second, of, near)
    size = len(asked)
    all_equal = np.bincount(names_left, near_left < 1, size) == 0
    letters = np.where(all_equal, np.maximum(alike, CONTAINED), alike)
    needed = np.full(size, max(WHOLE, least))
    if least <= WHOLE:
        needed = np.minimum(needed, (least - (1 - WORDS_SHARE) * letters) / WORDS_SHARE)
    # words ≥ needed ⇔ the sum of (similarity - needed) × weight over all words is not negative.
    weight = left.weights[_spread(left.starts, asked)]
    others = right.weights[_spread(right.starts, rows)]
    gain = near_left - needed[names_left]
    # A misspelt word takes the weight of the word it stands for, whichever that is.
    heavy, light = np.zeros(size), np.full(size, np.inf)
    np.maximum.at(heavy, names_right, others)
    np.minimum.at(light, names_right, others)
    moved = np.where(
        gain > 0, np.maximum(weight, heavy[names_left]), np.minimum(weight, light[names_left])
    )
    weight = np.where((near_left > 0) & (near_left < 1), moved, weight)
    sums = QUERY_SHARE * np.bincount(names_left, gain * weight, size)
    sums += LIST_SHARE * np.bincount(names_right, (near_right - needed[names_right]) * others, size)
    reached: Bools = sums >= -1e-6
    return reached


def alike(cosines: npt.NDArray[np.float32], ratios: npt.NDArray[np.float32]) -> Doubles:
    """What `align` calls alike: the letters the whole names share."""
    both = COSINE_SHARE * cosines.astype(np.float64) + RATIO_SHARE * ratios.astype(np.float64)
    found: Doubles = np.minimum(1.0, both / (1 - WORDS_SHARE))
    return found


def _similarity(left: Words, right: Words, first: Longs, second: Longs) -> Doubles:
    """An upper bound of how similar two different words can count, by the letters they share.

    Jaro-Winkler is at most j + 0.4 (1 - j) with j at most (m/a + m/b + 1) / 3 for m letters shared
    by words of a and b letters, letters in order at most 2 m / (a + b).
    """
    one, two = left.letters[first], right.letters[second]
    a, b = left.lengths[first], right.lengths[second]
    m = np.minimum(np.minimum(a, b), np.minimum(a - _bits(one & ~two), b - _bits(two & ~one)))
    jaro = (m / a + m / b + 1) / 3
    found: Doubles = ((jaro + 0.4 * (1 - jaro)) + 2 * m / (a + b)) / 2
    found[m / a + m / b < PLAUSIBLE] = 0.0
    # The letters of one word inside the other: it may be one part of it, written together.
    is_part = (m == np.minimum(a, b)) & (a != b)
    found[is_part] = TOGETHER
    found[(m == a) & (a == b)] = np.maximum(found[(m == a) & (a == b)], TURNED)
    of_one_sound = left.sounds[first] == right.sounds[second]
    found[of_one_sound] = np.maximum(found[of_one_sound], SAME_SOUND)
    return found


def _bits(values: Longs) -> Longs:
    """Number of bits set."""
    found: Longs = values - ((values >> 1) & 0x5555555555555555)
    found = (found & 0x3333333333333333) + ((found >> 2) & 0x3333333333333333)
    found = (found + (found >> 4)) & 0x0F0F0F0F0F0F0F0F
    for step in (8, 16, 32):
        found = found + (found >> step)
    return found & 0x7F


def _spread(starts: Longs, names: Longs) -> Longs:
    """Positions of every word of each of `names`, one name after the other."""
    counts = starts[names + 1] - starts[names]
    ends = np.cumsum(counts)
    found: Longs = np.arange(int(counts.sum())) + np.repeat(starts[names] - (ends - counts), counts)
    return found


def _crossed(left: Longs, right: Longs, asked: Longs, rows: Longs) -> tuple[Longs, Longs, Longs]:
    """Every word of one name with every word of the other: positions, and which candidate."""
    many = left[asked + 1] - left[asked]
    few = right[rows + 1] - right[rows]
    firsts = np.repeat(_spread(left, asked), np.repeat(few, many))
    of = np.repeat(np.arange(len(asked)), many * few)
    ends = np.cumsum(many * few)
    within = np.arange(len(of)) - np.repeat(ends - many * few, many * few)
    seconds: Longs = right[rows][of] + within % few[of]
    return firsts, seconds, of


def _nearest(
    starts: Longs, names: Longs, position: Longs, of: Longs, near: Doubles
) -> tuple[Doubles, Longs]:
    """For every word of each candidate's name its best similarity, and its candidate."""
    counts = starts[names + 1] - starts[names]
    ends = np.cumsum(counts)
    slot = position - starts[names][of] + (ends - counts)[of]
    found = np.zeros(int(counts.sum()))
    np.maximum.at(found, slot, near)
    return found, np.repeat(np.arange(len(names)), counts)


def words_of(
    names: Sequence[Sequence[str]], weights: Sequence[Sequence[float]], numbers: dict[str, int]
) -> Words:
    """The words of the names asked, numbered as the lists number them."""
    flat = [word for name in names for word in name]
    return Words(
        np.concatenate([[0], np.cumsum([len(name) for name in names])]).astype(np.int64),
        np.array([numbers.get(word, -1) for word in flat], np.int64),
        np.array([letters_of(word) for word in flat], np.int64),
        np.array([len(word) for word in flat], np.int64),
        np.array([sound_of(word) for word in flat], np.int64),
        np.array([weight for name in weights for weight in name], np.float64),
    )
