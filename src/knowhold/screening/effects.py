"""The lists and feeds we know: who publishes them and what being listed means for the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from knowhold.codes import read_toml
from knowhold.errors import NotFound

DATA: Final = Path(__file__).parent / "data"
SAMPLE: Final = DATA / "sample-list.json"
"""The shipped sample edition of invented parties, format `knowhold-json`."""


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages."""

    en: str
    zh: str

    def in_(self, lang: str) -> str:
        return self.zh if lang.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class ListEffect:
    """What a *confirmed* hit on the list answers: `fact` = `value`, by `citation`.

    `severity` 5 (no dealing) to 1 (warning) orders a reviewer's queue and decides nothing.
    """

    id: str
    title: Words
    fact: str
    value: str
    severity: int
    citation: Words
    effect: Words
    csl: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """One downloadable publication. An edition older than `max_age_days` makes results incomplete."""

    id: str
    title: Words
    url: str
    rights: str
    max_age_days: int
    carries: tuple[str, ...]


def list_effect(list_id: str) -> ListEffect:
    """The list's meaning for the rules; NotFound for a list nobody described."""
    try:
        return list_effects()[list_id]
    except KeyError:
        raise NotFound(f"no list `{list_id}`", advice="add it to data/lists.toml") from None


def feed(feed_id: str) -> Feed:
    """The feed's title, address, rights and age limit; NotFound if unknown."""
    try:
        return feeds()[feed_id]
    except KeyError:
        raise NotFound(
            f"no feed `{feed_id}`", advice=f"the feeds are {', '.join(feeds())}"
        ) from None


@cache
def list_effects() -> Mapping[str, ListEffect]:
    """Every list by its id, as shipped in data/lists.toml."""
    return {
        str(row["id"]): ListEffect(
            id=str(row["id"]),
            title=_words(row["title"]),
            fact=str(row["fact"]),
            value=str(row["value"]),
            severity=int(str(row["severity"])),
            citation=_words(row["citation"]),
            effect=_words(row["effect"]),
            csl=str(row.get("csl", "")),
        )
        for row in _rows("list")
    }


@cache
def feeds() -> Mapping[str, Feed]:
    """Every feed by its id, as shipped in data/lists.toml."""
    return {
        str(row["id"]): Feed(
            id=str(row["id"]),
            title=_words(row["title"]),
            url=str(row["url"]),
            rights=str(row["rights"]),
            max_age_days=int(str(row["max_age_days"])),
            carries=tuple(_texts(row["carries"])),
        )
        for row in _rows("feed")
    }


@cache
def lists_by_csl_name() -> Mapping[str, str]:
    """The Consolidated Screening List's name of a source → our list id."""
    return {effect.csl: effect.id for effect in list_effects().values() if effect.csl}


def _rows(table: str) -> list[dict[str, object]]:
    found = read_toml((DATA / "lists.toml").read_text(encoding="utf-8"), "lists.toml")[table]
    assert isinstance(found, list)
    return found


def _words(value: object) -> Words:
    if isinstance(value, str):
        return Words(value, value)
    assert isinstance(value, dict)
    return Words(str(value["en"]), str(value["zh"]))


def _texts(value: object) -> list[str]:
    assert isinstance(value, list)
    return [str(item) for item in value]
