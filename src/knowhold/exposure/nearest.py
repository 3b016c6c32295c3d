"""The known code that somebody who typed another one most likely meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

# Codes less alike than this are no suggestion.
_ALIKE = 0.4


def hint(typed: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """`did you mean …?` for the nearest of `known`, or `otherwise`.

    >>> hint("SXS-1", ["SXS-15", "SXS-01"])
    'did you mean `SXS-01`?'
    """
    codes = list(known)
    near = difflib.get_close_matches(typed, codes, n=50, cutoff=_ALIKE)
    if not near:
        return otherwise
    # among equally alike ones a number without its zeros is the likeliest slip
    plain = _plain(typed)
    best = next((code for code in near if _plain(code) == plain), near[0])
    return f"did you mean `{best}`?"


def _plain(code: str) -> str:
    return re.sub(r"0+(?=\d)", "", code.lower())
