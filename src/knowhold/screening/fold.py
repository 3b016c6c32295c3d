"""Text as it is compared: compatibility forms, invisible marks and look-alikes taken away."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final

import opencc
from anyascii import anyascii

# Letters that look Latin inside a Latin word: a common way to slip past a comparison.
LOOKALIKES: Final = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαν",
    "ABESIJKMHOPCTYXaesijopcyxdqwABEZHIKMNOPTYXoav",
)
_LATIN: Final = re.compile(r"[A-Za-z]")
_FOREIGN: Final = re.compile(r"[\u0370-\u04ff\u0500-\u052f]")
HAN: Final = re.compile(
    r"[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+"
)
_MARKS: Final = {"Cf", "Mn", "Cc"}


def clean(text: str) -> str:
    """`text` in compatibility form without invisible, direction, control and combining marks.

    >>> clean("Ｈｕａ\u200bwei")
    'Huawei'
    """
    if text.isascii():
        return text
    whole = unicodedata.normalize("NFKC", text)
    kept = "".join([one for one in whole if unicodedata.category(one) not in _MARKS])
    return kept.replace("’", "'").replace("ʼ", "'").replace("`", "'")


@lru_cache(maxsize=1 << 14)
def fold_word(word: str) -> str:
    """One cleaned word in lower case ASCII without apostrophes; Han words pass through `simplify`.

    >>> fold_word("Żołnierz"), fold_word("Сергей"), fold_word("Ch'o'ngsong")
    ('zolnierz', 'sergey', 'chongsong')
    """
    if not word.isascii():
        if _LATIN.search(word) and _FOREIGN.search(word):
            word = word.translate(LOOKALIKES)
        word = anyascii(word)
    return word.lower().replace("'", "").replace(".", "").replace("`", "")


@lru_cache(maxsize=1 << 15)
def simplify(text: str) -> str:
    """Han text with traditional and Japanese forms brought to simplified Chinese ones.

    Both sides of a comparison pass here, so it need not be a translation, only consistent.

    >>> simplify("華為技術"), simplify("航天科学技術工業集団")
    ('华为技术', '航天科学技术工业集团')
    """
    to_traditional, to_simplified = _converters()
    return str(to_simplified.convert(to_traditional.convert(text)))


@cache
def _converters() -> tuple[opencc.OpenCC, opencc.OpenCC]:
    return opencc.OpenCC("jp2t"), opencc.OpenCC("t2s")
