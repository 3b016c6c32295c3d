"""The STREAM triad compiled with numba: the ceiling that memory sets."""

from __future__ import annotations

import numpy as np
from numba import njit, prange


@njit(parallel=True, fastmath=True)
def triad(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> None:
    for i in prange(len(a)):
        a[i] = b[i] + 3.0 * c[i]
