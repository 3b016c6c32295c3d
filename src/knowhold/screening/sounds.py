"""Latin words as they sound: spellings in which transliterations of one word usually differ are one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from knowhold.screening.skeleton import bones

# `Khalid` and `Halid`, `Yousef` and `Yusef`, `Iurii` and `Yurii`, `Dzhabrail` and `Jabrail`: usual
# differences between systems of transliteration and between English and French spelling.
_ONE_SOUND: Final = (
    ("dzh", "j"), ("dj", "j"), ("sch", "sh"), ("tch", "ch"), ("kh", "h"), ("gh", "g"), ("zh", "z"),
    ("ph", "f"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ck", "k"), ("q", "k"), ("x", "ks"),
    ("y", "i"), ("w", "v"),
)  # fmt: skip
_PINYIN: Final = re.compile(
    r"(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao"
    r"|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|a|e|i|o|u)|ai|ang|an|ao|ei|en|er|ou)+"
)
_TWICE: Final = re.compile(r"(.)\1+")


@lru_cache(maxsize=1 << 14)
def sound(word: str) -> str:
    """The word with one spelling for each sound, double letters single; not ASCII letters: as it is.

    >>> sound("yousef"), sound("iurii"), sound("dzhabrail"), sound("#13")
    ('iusef', 'iuri', 'jabrail', '#13')
    """
    if not (word.isascii() and word.isalpha()):
        return word
    for spelling, letter in _ONE_SOUND:
        if spelling in word:
            word = word.replace(spelling, letter)
    return _TWICE.sub(r"\1", word)


# What two different words count that have the same consonants: three or more of them, and two.
SAME_SOUND, SAME_SHORT_SOUND = 0.95, 0.88
# Shorter words share their consonants by chance (`Mun`, `Min`).
SHORTEST: Final = 4
FEWEST: Final = 2


@lru_cache(maxsize=1 << 14)
def heard(word: str) -> str:
    """The consonants by which a word may be taken for another; `""` where they say too little.

    >>> heard("mohamed"), heard("muhammad"), heard("kim")
    ('mhmd', 'mhmd', '')
    """
    if len(word) < SHORTEST or not (word.isascii() and word.isalpha()):
        return ""
    found = bones(sound(word))
    return found if len(found) >= FEWEST else ""


@lru_cache(maxsize=1 << 14)
def is_pinyin(word: str) -> bool:
    """True for a word of nothing but pinyin syllables.

    >>> is_pinyin("hengda"), is_pinyin("mohamed")
    (True, False)
    """
    return bool(_PINYIN.fullmatch(word))


def heard_alike(one: str, other: str) -> float:
    """Similarity of two different words by how they sound: `Pouya`, `Puya`; `Mohamed`, `Muhammad`.

    Two words of pinyin are spelt by one system: another vowel is another syllable (`Hongda`,
    `Hengda`), so they never sound alike.
    """
    if is_pinyin(one) and is_pinyin(other):
        return 0.0
    if len(one) >= SHORTEST and sound(one) == sound(other):
        return SAME_SOUND
    found = heard(one)
    if not found or found != heard(other):
        return 0.0
    return SAME_SOUND if len(found) > FEWEST else SAME_SHORT_SOUND
