"""The nearest known name for one nobody knows."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(value: str, known: Iterable[str]) -> str:
    """`did you mean `x`?`, or nothing when no name is near."""
    names = list(known)
    found = difflib.get_close_matches(value, names, n=1, cutoff=0.6)
    if not found:
        folded = {name.lower(): name for name in names}
        found = [folded[value.lower()]] if value.lower() in folded else []
    return f"did you mean `{found[0]}`?" if found else ""
