"""Patterns of names, as `overrides` and `targets` use them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import translate

_WILD = re.compile(r"[*?\[]")


def matching(patterns: Iterable[str], names: Iterable[str]) -> list[str]:
    """The names any of the patterns covers; `*` stands for any characters."""
    wanted = list(patterns)
    if not wanted:
        return []
    exact = {pattern for pattern in wanted if not _WILD.search(pattern)}
    wild = [pattern for pattern in wanted if pattern not in exact]
    if not wild and isinstance(names, Mapping):
        return [name for name in sorted(exact, key=wanted.index) if name in names]
    # most patterns are `regime.instrument.*`, and a prefix is quickly told
    heads = tuple(text[:-1] for text in wild if text[-1] == "*" and not _WILD.search(text[:-1]))
    other = [re.compile(translate(text)).match for text in wild if text[:-1] not in heads]
    if not exact and not other:
        return [name for name in names if name.startswith(heads)]
    return [
        name
        for name in names
        if name in exact or name.startswith(heads) or any(match(name) for match in other)
    ]
