"""The scenario kernel compiled with numba; imported only where numba is installed (extra `fast`)."""

from __future__ import annotations

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Ints = NDArray[np.int32]


@njit(parallel=True, cache=True, boundscheck=False)
def _one(start: NDArray[np.int64], holder: Ints, gone: Words, result: Words) -> None:
    words = gone.shape[1]
    for item in prange(len(start) - 1):
        for place in range(start[item], start[item + 1]):
            person = holder[place]
            for word in range(words):
                result[item, word] &= gone[person, word]


@njit(parallel=True, cache=True, boundscheck=False)
def _two(start: NDArray[np.int64], holder: Ints, gone: Words, result: Words) -> None:
    words = gone.shape[1]
    for item in prange(len(start) - 1):
        once = np.zeros(words, dtype=np.uint64)
        twice = np.zeros(words, dtype=np.uint64)
        for place in range(start[item], start[item + 1]):
            person = holder[place]
            for word in range(words):
                stays = ~gone[person, word]
                twice[word] |= once[word] & stays
                once[word] |= stays
        for word in range(words):
            result[item, word] = ~twice[word]


@njit(parallel=True, cache=True, boundscheck=False)
def _many(start: NDArray[np.int64], holder: Ints, gone: Words, needed: Ints, result: Words) -> None:
    words = gone.shape[1]
    for item in prange(len(start) - 1):
        k = needed[item]
        reached = np.zeros((k, words), dtype=np.uint64)
        for place in range(start[item], start[item + 1]):
            person = holder[place]
            for word in range(words):
                stays = ~gone[person, word]
                for level in range(k - 1, 0, -1):
                    reached[level, word] |= reached[level - 1, word] & stays
                reached[0, word] |= stays
        for word in range(words):
            result[item, word] = ~reached[k - 1, word]


def kernel(start: NDArray[np.int64], holder: Ints, gone: Words, needed: Ints) -> Words:
    """The same result as `scenarios.numpy_kernel`, on all processors."""
    result = np.full((len(start) - 1, gone.shape[1]), ~np.uint64(0))
    largest = int(needed.max()) if len(needed) else 1
    smallest = int(needed.min()) if len(needed) else 1
    if largest == 1:
        _one(start, holder, gone, result)
    elif largest == smallest == 2:
        _two(start, holder, gone, result)
    else:
        _many(start, holder, gone, needed, result)
    return result
