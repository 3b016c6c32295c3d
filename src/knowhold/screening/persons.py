"""Chinese persons: one Han name against the many ways its syllables are written in Latin letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import Final

from pypinyin import Style, pinyin

MOST_JOINED: Final = 3

# Surnames read otherwise than the character usually is.
SURNAMES: Final = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "朴": "piao",
    "翟": "zhai", "任": "ren", "盖": "ge", "尉": "yu", "缪": "miao", "乐": "yue", "员": "yun",
    "种": "chong", "黑": "he", "宓": "fu", "折": "she", "秘": "bi", "覃": "qin", "洗": "xian",
}  # fmt: skip

# Cantonese (Hong Kong usage) by pinyin syllable: the usual spellings, several characters each.
CANTONESE: Final = {
    "chen": "chan", "li": "lee li lai", "huang": "wong", "wang": "wong", "zhang": "cheung",
    "liu": "lau", "lin": "lam", "wu": "ng wu mo", "zhou": "chow chau", "zheng": "cheng ching",
    "he": "ho", "liang": "leung", "xie": "tse", "yang": "yeung", "xu": "tsui hui chui",
    "guo": "kwok", "ma": "ma", "luo": "law lo", "deng": "tang", "ye": "yip", "feng": "fung",
    "zeng": "tsang", "cai": "choi choy tsoi", "pan": "poon pun", "yuan": "yuen", "yu": "yu yue",
    "su": "so", "zhong": "chung", "lu": "lo luk", "jiang": "kong keung tseung", "tan": "tam",
    "shi": "shi sze sek", "mo": "mok", "tang": "tong", "huo": "fok", "hu": "wu woo", "gao": "ko",
    "fan": "fan", "fang": "fong", "lai": "lai", "shen": "sum shum sham", "ren": "yam yan",
    "jia": "ka", "jian": "kin", "jie": "kit", "jin": "kam kan", "jing": "king", "jun": "kwan",
    "guang": "kwong", "hua": "wah wa", "hui": "wai fai",
    "ming": "ming", "mei": "mei", "an": "on", "yin": "yam yan", "ka": "ka", "ai": "oi", "ling": "ling", "qi": "kei ki", "qiang": "keung", "qing": "ching hing",
    "rong": "wing yung", "shan": "shan", "sheng": "sing shing", "shu": "shu suk", "shun": "shun",
    "tian": "tin", "ting": "ting", "wei": "wai", "wen": "man", "xian": "sin yin", "xiang": "heung",
    "xiao": "siu hiu", "xin": "sun yan", "xing": "hing sing", "xiong": "hung", "yan": "yin yan",
    "yi": "yee yi", "ying": "ying", "yong": "wing yung", "yun": "wan", "ze": "chak", "zhi": "chi",
    "zhen": "chun", "zu": "cho", "zong": "chung", "bao": "po", "bing": "ping", "bo": "bo pok",
    "cheng": "shing sing", "chao": "chiu", "da": "tai", "de": "tak", "dong": "tung", "fu": "fu fook",
    "gang": "kong", "gui": "kwai", "hai": "hoi", "han": "hon", "hao": "ho", "hong": "hung",
    "jiu": "kau", "kai": "kai hoi", "long": "lung", "nan": "nam", "ping": "ping", "quan": "kuen",
    "ru": "yu", "si": "sze", "tai": "tai", "wan": "man", "yao": "yiu", "you": "yau", "yue": "yuet",
    "zhao": "chiu", "zhu": "chu", "zi": "tsz chi", "ji": "kei", "song": "chung", "xue": "suet hok",
    "lian": "lin", "man": "man", "min": "man", "nian": "nin", "shao": "siu", "shou": "sau",
}  # fmt: skip

_INITIALS: Final = (
    ("zh", "ch"), ("ch", "ch"), ("sh", "sh"), ("b", "p"), ("p", "p"), ("m", "m"), ("f", "f"),
    ("d", "t"), ("t", "t"), ("n", "n"), ("l", "l"), ("g", "k"), ("k", "k"), ("h", "h"),
    ("j", "ch"), ("q", "ch"), ("x", "hs"), ("r", "j"), ("z", "ts"), ("c", "ts"), ("s", "s"),
)  # fmt: skip
_WHOLE: Final = {
    "zi": "tzu", "ci": "tzu", "si": "ssu", "zhi": "chih", "chi": "chih", "shi": "shih",
    "ri": "jih", "er": "erh", "yi": "i", "you": "yu", "yan": "yen", "yong": "yung", "ye": "yeh",
    "he": "ho", "ke": "ko", "ge": "ko", "e": "o", "yuan": "yuan", "yu": "yu", "wu": "wu",
    "gui": "kuei", "kui": "kuei", "guo": "kuo", "kuo": "kuo", "huo": "huo", "shuo": "shuo",
}  # fmt: skip
_UMLAUT: Final = re.compile(r"^(j|q|x|y)u")


@lru_cache(maxsize=1 << 15)
def spellings(syllable: str) -> frozenset[str]:
    """Every Latin spelling of a pinyin syllable we know: pinyin, Wade-Giles, Hong Kong usage.

    >>> sorted(spellings("xu"))
    ['chui', 'hsu', 'hui', 'shu', 'tsui', 'xu']
    """
    found = {syllable, wade_giles(syllable), *CANTONESE.get(syllable, "").split()}
    # Taiwan passports often drop the h of hs-.
    found.update(one.replace("hs", "sh", 1) for one in tuple(found) if one.startswith("hs"))
    return frozenset(found)


@lru_cache(maxsize=1 << 12)
def wade_giles(syllable: str) -> str:
    """The Wade-Giles spelling without apostrophes and umlaut, as passports write it.

    >>> [wade_giles(one) for one in ("guang", "xian", "qing", "zhong", "jie", "xue", "de", "duo")]
    ['kuang', 'hsien', 'ching', 'chung', 'chieh', 'hsueh', 'te', 'to']
    """
    if syllable in _WHOLE:
        return _WHOLE[syllable]
    for initial, wade in _INITIALS:
        if syllable.startswith(initial):
            return wade + _final(syllable[len(initial) :])
    return _final(syllable)


def _final(final: str) -> str:
    for ending, wade in (
        ("ian", "ien"), ("ie", "ieh"), ("ue", "ueh"), ("ong", "ung"), ("uo", "o"),
    ):  # fmt: skip
        if final == ending:
            return wade
    return {"e": "e", "iong": "iung", "ye": "yeh"}.get(final, final)


@lru_cache(maxsize=1 << 15)
def readings(simple: str) -> tuple[tuple[str, ...], ...]:
    """Per character its pinyin readings, the surname's own reading first, at most three each."""
    found = [
        tuple(dict.fromkeys(each))[:3]
        for each in pinyin(list(simple), style=Style.NORMAL, heteronym=True)
    ]
    if simple and simple[0] in SURNAMES:
        surname = SURNAMES[simple[0]]
        found[0] = (surname, *(one for one in found[0] if one != surname))[:3]
    return tuple(found)


@lru_cache(maxsize=1 << 12)
def accepted(simple: str) -> tuple[frozenset[str], ...]:
    """Per character every Latin spelling of every reading."""
    return tuple(
        frozenset(one for reading in each for one in spellings(reading))
        for each in readings(simple)
    )


def ways_to_write(simple: str) -> Iterator[tuple[str, ...]]:
    """The usual whole spellings of a name, surname first, given name joined and apart."""
    sounds = [each[0] for each in readings(simple)]
    for spelt in (
        sounds,
        [wade_giles(one) for one in sounds],
        [CANTONESE.get(one, one).split()[0] for one in sounds],
    ):
        yield tuple(spelt)
        if len(spelt) > len("姓名"):
            yield (spelt[0], "".join(spelt[1:]))


def covered(simple: str, words: tuple[str, ...]) -> Iterator[tuple[tuple[int, ...], int]]:
    """Which characters each Latin word spells: (character positions, word position).

    Each character once, neighbours may be joined in one word, order of the words is free. The
    longest word goes first, because a joined given name says more than a syllable.
    """
    runs = spelt_runs(simple)
    spelling = [at for at, word in enumerate(words) if word in runs]
    spelling.sort(key=lambda one: -len(words[one]))
    free = set(range(len(simple)))
    for at in spelling:
        for run in runs[words[at]]:
            if free.issuperset(run):
                free.difference_update(run)
                yield run, at
                break


@lru_cache(maxsize=1 << 12)
def spelt_runs(simple: str) -> dict[str, list[tuple[int, ...]]]:
    """Every word that spells one, two or three neighbouring characters, and which ones.

    Runs of one word are in order of their start, longest first.
    """
    options = accepted(simple)
    found: dict[str, list[tuple[int, ...]]] = {}
    for start in range(len(simple)):
        for length in range(min(MOST_JOINED, len(simple) - start), 0, -1):
            run = tuple(range(start, start + length))
            for spelt in {"".join(parts) for parts in product(*(options[at] for at in run))}:
                found.setdefault(spelt, []).append(run)
    return found
