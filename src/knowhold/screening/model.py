"""What a published list says, as values: lists, editions, entries, names; nothing inferred."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """What a list says an entry is; `UNKNOWN` where the list does not say."""

    ORGANISATION = "organisation"
    PERSON = "person"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"
    UNKNOWN = "unknown"


class NameKind(StrEnum):
    PRIMARY = "primary"
    ALIAS = "alias"
    FORMER = "former"
    NATIVE = "native"
    """the name in its original script"""
    BRACKETED = "bracketed"
    """printed in brackets inside another name"""


class Quality(StrEnum):
    STRONG = "strong"
    WEAK = "weak"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class Name:
    """`text` as published; `language` is a BCP 47 tag where the list states or implies it."""

    text: str
    kind: NameKind = NameKind.PRIMARY
    quality: Quality = Quality.UNSTATED
    language: str = ""

    @property
    def script(self) -> str:
        return script_of(self.text)


@dataclass(frozen=True, slots=True)
class Identifier:
    """A published number: `scheme` as the list words it, `country` where stated."""

    scheme: str
    value: str
    country: str = ""

    @property
    def compared(self) -> str:
        """The number as compared: letters and digits, upper case."""
        return re.sub("[^0-9A-Za-z]", "", self.value).upper()


@dataclass(frozen=True, slots=True)
class Address:
    """`country` is ISO 3166 alpha-2 where the list gives a code, else the list's own words."""

    text: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One listed party as published. `number` is the list's own identity of it, unique per feed."""

    list_id: str
    number: str
    kind: Kind
    names: tuple[Name, ...]
    identifiers: tuple[Identifier, ...] = ()
    addresses: tuple[Address, ...] = ()
    programmes: tuple[str, ...] = ()
    citation: str = ""
    requirement: str = ""
    policy: str = ""
    listed_on: str = ""
    url: str = ""
    remarks: str = ""
    birth_dates: tuple[str, ...] = ()

    def digest(self) -> str:
        """sha256 in hex over the canonical JSON of everything the list says about the party."""
        body = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(body.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Batch:
    """What a reader returns: entries, and what the file says about itself.

    `counts` are the numbers of entries the file itself claims, by list (`""`: of the whole file);
    empty where a format carries none.
    """

    entries: tuple[Entry, ...]
    dated: date | None = None
    source_url: str = ""
    counts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """One loaded file of one feed. `digest` is `sha256:…` over the unpacked bytes."""

    id: int
    feed: str
    format: str
    dated: date
    digest: str
    source_url: str
    rights: str
    count: int
    lists: tuple[tuple[str, int], ...]
    loaded_at: datetime
    is_current: bool = True
    was_loaded_before: bool = False
    """true only on what `load` returns for bytes it already holds"""


# Script of a code point by the first word of its Unicode name: exact for what lists contain.
_SCRIPTS = {
    "CJK": "Hani", "HIRAGANA": "Kana", "KATAKANA": "Kana", "HANGUL": "Hang", "ARABIC": "Arab",
    "CYRILLIC": "Cyrl", "GREEK": "Grek", "HEBREW": "Hebr", "THAI": "Thai", "DEVANAGARI": "Deva",
}  # fmt: skip


def script_of(text: str) -> str:
    """ISO 15924 code of the script most letters of `text` are in; `Zyyy` without a letter.

    >>> script_of("包头稀土 (Baotou)")
    'Latn'
    """
    if text.isascii():
        return "Latn" if any(map(str.isalpha, text)) else "Zyyy"
    seen: dict[str, int] = {}
    for character in text:
        if character.isalpha():
            first = unicodedata.name(character, "LATIN").split(" ", 1)[0]
            script = _SCRIPTS.get(first.split("-")[0], "Latn")
            seen[script] = seen.get(script, 0) + 1
    return max(seen, key=lambda script: seen[script]) if seen else "Zyyy"
