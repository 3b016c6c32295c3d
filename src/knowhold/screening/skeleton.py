"""Consonants of a name: what an Arabic or Cyrillic spelling and its many Latin ones have in common."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from knowhold.screening.fold import clean, fold_word

FOREIGN: Final = re.compile(r"[\u0400-\u052f\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_ARABIC: Final = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_WORDS: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")

# Arabic, Persian and Urdu letters; vowels and their seats say nothing here.
_LETTERS: Final = {
    "ب": "b", "پ": "b", "ت": "t", "ٹ": "t", "ث": "s", "ج": "g", "چ": "s", "ح": "h", "خ": "k",
    "د": "d", "ڈ": "d", "ذ": "d", "ر": "r", "ڑ": "r", "ز": "z", "ژ": "z", "س": "s", "ش": "s",
    "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "غ": "g", "ف": "f", "ڤ": "f", "ق": "k", "ک": "k",
    "ك": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ں": "n", "ه": "h", "ہ": "h", "ھ": "h",
}  # fmt: skip
# Pairs of Latin letters that stand for one sound, longest first.
_PAIRS: Final = (
    ("tch", "s"), ("sch", "s"), ("shch", "s"), ("kh", "k"), ("gh", "g"), ("sh", "s"), ("ch", "s"),
    ("th", "s"), ("dh", "d"), ("zh", "z"), ("ph", "f"), ("dj", "g"), ("ts", "s"), ("ck", "k"),
    ("x", "ks"), ("q", "k"), ("c", "k"), ("j", "g"), ("p", "b"), ("v", "f"),
)  # fmt: skip
_SILENT: Final = re.compile(r"[aeiouyw]")
_TWICE: Final = re.compile(r"(.)\1+")
# The article in its spoken forms, written apart or with a hyphen.
_ARTICLES: Final = frozenset(
    [
        "al",
        "el",
        "ul",
        "il",
        "as",
        "ash",
        "ar",
        "ad",
        "an",
        "az",
        "at",
        "es",
        "er",
        "ed",
        "en",
        "ez",
    ]
)
LEAST_WORD: Final = 3


def skeleton(name: str) -> tuple[str, ...]:
    """The consonants of each word, articles gone, one letter where spellings vary.

    >>> skeleton("محمد عبد الرحمن"), skeleton("Muhammad 'Abd al-Rahman")
    (('mhmd', 'bd', 'rhmn'), ('mhmd', 'bd', 'rhmn'))
    """
    words = _WORDS.findall(clean(name).replace("-", " "))
    return tuple(found for word in words if (found := bones(word)))


def is_foreign(name: str) -> bool:
    """True for a name in Arabic or Cyrillic letters."""
    return bool(FOREIGN.search(name))


@lru_cache(maxsize=1 << 16)
def bones(word: str) -> str:
    """The consonants of one word; `""` of an article or a word of vowels."""
    if _ARABIC.search(word):
        if word.startswith("ال") and len(word) > LEAST_WORD:
            word = word[2:]
        bare = "".join(_LETTERS.get(letter, "") for letter in word)
    else:
        bare = fold_word(word)
        if bare in _ARTICLES:
            return ""
        for pair, letter in _PAIRS:
            bare = bare.replace(pair, letter)
        bare = _SILENT.sub("", bare)
    if len(bare) > 1 and bare.endswith("h"):
        bare = bare[:-1]
    return _TWICE.sub(r"\1", bare)
