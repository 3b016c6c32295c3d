"""Names as they sound: one key for 林悦, Lin Yue and Yue Lin, so that spellings of one person meet."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pypinyin import lazy_pinyin
from pypinyin.pinyin_dict import pinyin_dict

from knowhold.screening.fold import HAN, clean, fold_word, simplify
from knowhold.screening.persons import SURNAMES

_WORDS: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
LONGEST_SYLLABLE: Final = 6
# single letters are syllables of the dictionary, but in Latin names they are initials
SHORTEST_SYLLABLE: Final = 2


@lru_cache(maxsize=1 << 16)
def reading(name: str) -> str:
    """The syllables or words of a name, sorted; the same for either order and for pinyin.

    >>> reading("林悦") == reading("Yue Lin") == reading("LIN Yue") == "lin yue"
    True
    >>> reading("王小明") == reading("Wang Xiaoming") == reading("Xiao-Ming Wang")
    True
    >>> reading("Maria Keller")
    'keller maria'
    """
    text = clean(name)
    if HAN.search(text):
        characters = native_form("".join(HAN.findall(text)))
        surname, given = characters[:1], characters[1:]
        # a given name is written in one word, so it is cut where its Latin form would be cut
        words = (
            SURNAMES.get(surname) or _sound(surname),
            *_syllables("".join(_sound(one) for one in given)),
        )
    else:
        words = tuple(
            syllable for word in _WORDS.findall(text) for syllable in _syllables(fold_word(word))
        )
    return " ".join(sorted(word for word in words if word))


def native_form(name: str) -> str:
    """A native name as it is compared: simplified characters, nothing between them."""
    return simplify("".join(clean(name).split()))


def contradict(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two people's (Latin, native) names cannot be one person's.

    Characters decide where both write them; 张伟 and 章伟 sound alike and are two people.
    """
    (_, native), (_, other_native) = one, other
    if HAN.search(native) and HAN.search(other_native):
        return native_form(native) != native_form(other_native)
    return False


def written_alike(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether names are the same as far as both give them: a missing script says nothing."""
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a and b]
    return bool(pairs) and all(a.casefold() == b.casefold() for a, b in pairs)


@lru_cache(maxsize=1 << 15)
def _syllables(word: str) -> tuple[str, ...]:
    """A word cut into pinyin syllables, the longest first, or the word itself where that fails."""
    found: list[str] = []
    at = 0
    while at < len(word):
        for length in range(min(LONGEST_SYLLABLE, len(word) - at), SHORTEST_SYLLABLE - 1, -1):
            if word[at : at + length] in _known():
                found.append(word[at : at + length])
                at += length
                break
        else:
            return (word,)
    return tuple(found)


@lru_cache(maxsize=1 << 15)
def _sound(character: str) -> str:
    return "".join(lazy_pinyin(character))


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    """Every syllable that some character has, without tones."""
    return frozenset(
        lazy_pinyin([chr(point) for point in pinyin_dict if 0x4E00 <= point <= 0x9FA5])
    )
