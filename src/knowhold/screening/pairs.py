"""Verified pairs: names of one party that no comparison of letters would join."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from knowhold.codes import read_toml
from knowhold.screening.tokens import organisation_views

PAIRS: Final = Path(__file__).parent / "data" / "name-pairs.toml"


@dataclass(frozen=True, slots=True)
class NamePair:
    """`names` are one party, by `source`; `read_by` is empty until a person checked it."""

    names: tuple[str, ...]
    source: str
    evidence: str
    read_by: str = ""
    read_on: str = ""


@cache
def shipped_pairs() -> tuple[NamePair, ...]:
    """The pairs of data/name-pairs.toml."""
    rows = read_toml(PAIRS.read_text(encoding="utf-8"), PAIRS.name)["pair"]
    assert isinstance(rows, list)
    return tuple(
        NamePair(
            tuple(map(str, row["names"])),
            str(row["source"]),
            str(row["evidence"]),
            str(row["read_by"]),
            str(row["read_on"]),
        )
        for row in rows
    )


@lru_cache(maxsize=8)
def by_key(pairs: tuple[NamePair, ...]) -> Mapping[frozenset[str], NamePair]:
    """Pairs by the set of compared words of each of their names."""
    return {key: pair for pair in pairs for name in pair.names if (key := key_of(name))}


def key_of(name: str) -> frozenset[str]:
    """The words of a name as compared, forms gone: what two spellings of one name share."""
    views = organisation_views(name)
    return frozenset(token.key for token in views[0].tokens) if views else frozenset()
