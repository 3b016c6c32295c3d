"""Letter groups of many names at once, as numbers: trigrams of Latin words as they sound, characters
and pairs of Han.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from knowhold.screening.tokens import HAN_VIEW, View

Longs = npt.NDArray[np.int64]

# Shorter words are whole trigrams already.
SHORTEST: Final = 4

# A code point has at most 21 bits: trigrams of ASCII lie below, then characters, words, pairs.
_POINT: Final = 21
_SINGLE: Final = 1 << _POINT
_WORD: Final = 1 << (2 * _POINT - 2)
_PAIR: Final = 1 << (2 * _POINT)
_CODE: Final = 2 * _POINT + 1
_SPACE: Final = ord(" ")


class Counted(NamedTuple):
    """Each group once per name, ordered by name: `name` (position), `code`, `times`."""

    name: Longs
    code: Longs
    times: Longs


def counted(views: Sequence[View]) -> Counted:
    """How often each name holds each of its letter groups."""
    sounds = [view.sounds for view in views]
    both = np.concatenate([_latin(sounds), _turned(sounds), _han(views)])
    keys, counts = np.unique(both, return_counts=True)
    return Counted(keys >> _CODE, keys & ((1 << _CODE) - 1), counts.astype(np.int64))


def _latin(names: Sequence[Sequence[str]]) -> Longs:
    texts = [f" {' '.join([word for word in name if word.isascii()])} " for name in names]
    letters = np.frombuffer("".join(texts).encode("ascii"), np.uint8).astype(np.int64)
    if len(letters) < len("abc"):
        return np.zeros(0, np.int64)
    of = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    codes = (letters[:-2] << 14) | (letters[1:-1] << 7) | letters[2:]
    # A blank in the middle stands between two words or two names.
    inside = letters[1:-1] != _SPACE
    found: Longs = (of[1:-1][inside] << _CODE) | codes[inside]
    return found


def _turned(names: Sequence[Sequence[str]]) -> Longs:
    """One group for the letters of each word in any order: `FUTECH` and `UFTECH` share no other."""
    found = [
        (at << _CODE) | _letters(word)
        for at, name in enumerate(names)
        for word in name
        if len(word) >= SHORTEST and word.isascii()
    ]
    return np.array(found, np.int64)


@lru_cache(maxsize=1 << 14)
def _letters(word: str) -> int:
    return _WORD | zlib.crc32("".join(sorted(word)).encode())


def _han(views: Sequence[View]) -> Longs:
    found = [
        (at << _CODE) | code
        for at, view in enumerate(views)
        if view.script == HAN_VIEW
        for code in _characters(view.text)
    ]
    return np.array(found, np.int64)


def _characters(text: str) -> Iterator[int]:
    points = [ord(character) for character in text]
    yield from (_SINGLE | point for point in points)
    yield from (_PAIR | (one << _POINT) | two for one, two in pairwise(points))
