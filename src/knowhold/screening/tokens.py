"""A name as words that can be compared: what each word is, how it was written, what was peeled off."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from pypinyin import lazy_pinyin
from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from knowhold.screening import persons
from knowhold.screening.fold import HAN, clean, fold_word, simplify
from knowhold.screening.sounds import sound
from knowhold.screening.vocabulary import (
    FORM,
    MOST_CHANCE,
    NUMBER,
    PLACE,
    SECTOR,
    WORD,
    Vocabulary,
    vocabulary,
)

LATIN_VIEW: Final = "latin"
HAN_VIEW: Final = "han"

# Dotted initials stay together (`S.A.`, `C.E.T.C.`), apostrophes stay inside words (`Qa'ida`).
_WORDS: Final = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?|[^\W_]+(?:'[^\W_]+)*")
# A second name printed inside a name: `(CETC 13)`, `. Subordinate Institution - Envoltek`.
_SECOND_NAME: Final = re.compile(r"\(([^()]{3,})\)|Subordinate Institution - (.+)$")
# Brackets also hold remarks (`a subordinate institute of …`), which are no names.
_REMARK: Final = re.compile(r"an? |the |formerly|parent|including|see |also ", re.IGNORECASE)
MOST_INNER: Final = 4
_ORDINAL: Final = re.compile(r"(\d+)(?:st|nd|rd|th)?")
_TAIL_NUMBER: Final = re.compile(r"([a-z]{3,})(\d{1,3})")
_HAN_NUMBER: Final = re.compile(
    r"第([0-9〇○零一二三四五六七八九十百]+)|([0-9〇○零一二三四五六七八九十百]{2,}|[0-9]+)(?=所|院|厂|局|号|研究|设计|分)"
)
_DIGITS: Final = {character: value for value, character in enumerate("零一二三四五六七八九")}


class Token(NamedTuple):
    """`key` is compared, `kind` says whether it may contradict (place, direction, number)."""

    key: str
    kind: str


class Part(NamedTuple):
    """A token, how the name wrote it, and how the token came from that (`""`, reading, translation)."""

    token: Token
    surface: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """One comparable reading of a name. `forms` are the company forms peeled off, as written."""

    script: str
    parts: tuple[Part, ...]
    forms: tuple[str, ...] = ()
    text: str = ""
    """the Han characters joined, simplified: of a han view, and of a person's name read aloud"""
    spelt: tuple[str, ...] = ()
    """the words to be searched by trigrams, where they are not the parts' keys"""

    @property
    def keys(self) -> tuple[str, ...]:
        """What is searched by trigrams: every word but stray words of forms."""
        return tuple([part.token.key for part in self.parts if part.token.kind != FORM])

    @property
    def sounds(self) -> tuple[str, ...]:
        """The words searched by trigrams, as they sound."""
        return tuple([sound(key) for key in self.spelt or self.keys])

    @property
    def tokens(self) -> tuple[Token, ...]:
        return tuple([part.token for part in self.parts])


def organisation_views(name: str) -> tuple[View, ...]:
    """Every comparable reading of an organisation's name, forms peeled; none if nothing is left.

    A name in Han characters gives the Han view and a Latin view of translations and readings.
    """
    text = clean(name)
    words = vocabulary()
    if HAN.search(text):
        return _han_views(text, words)
    return _only_full(_latin_view(text, words))


def listed_views(name: str) -> tuple[View, ...]:
    """The views of a published name: the whole, and the two names where one stands in brackets.

    `China … 13th Research Institute (CETC 13)` is also found as `CETC 13`; `X (Hebei) Ltd` is not
    split, because a place or a company word in brackets is part of the name.
    """
    whole = organisation_views(name)
    found = _SECOND_NAME.search(name) if whole and not HAN.search(name) else None
    if found is None:
        return whole
    inner = organisation_views(found[1] or found[2])
    if not inner or not any(token.kind == WORD for token in inner[0].tokens):
        return whole
    if len(inner[0].tokens) > MOST_INNER or _REMARK.match(found[1] or ""):
        return whole
    outer = organisation_views(f"{name[: found.start()]} {name[found.end() :]}")
    return (*whole, *outer, *inner)


def person_views(name: str) -> tuple[View, ...]:
    """Every comparable reading of a person's name; a Han name is read in pinyin, surname first."""
    text = clean(name)
    if HAN.search(text):
        return _han_person(text)
    folded = [(fold_word(word), word) for word in _WORDS.findall(text)]
    parts = tuple([Part(_token(key, WORD), word) for key, word in folded if key])
    return _only_full(View(LATIN_VIEW, parts))


def _only_full(*views: View) -> tuple[View, ...]:
    """The views that hold more than words of forms."""
    return tuple(view for view in views if any(part.token.kind != FORM for part in view.parts))


def _latin_view(text: str, words: Vocabulary, stop: frozenset[str] | None = None) -> View:
    raw = [(fold_word(word), word) for word in _WORDS.findall(text)]
    kept, forms = _peel(_mended([pair for pair in raw if pair[0]], words), words)
    return View(LATIN_VIEW, tuple(_latin_parts(kept, words.stop if stop is None else stop)), forms)


def _mended(raw: list[tuple[str, str]], words: Vocabulary) -> list[tuple[str, str]]:
    """Known words broken by a blank put together: `Communica tions`, `L td`."""
    found: list[tuple[str, str]] = []
    for key, written in raw:
        if found:
            before, first = found[-1]
            whole = before + key
            if (
                (whole in words.latin or whole in words.form_words)
                and before not in words.latin
                and key not in words.latin
            ):
                found[-1] = (whole, f"{first} {written}")
                continue
        found.append((key, written))
    return found


def _peel(
    raw: list[tuple[str, str]], words: Vocabulary
) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    """Split off company forms wherever they stand, longest first."""
    kept: list[tuple[str, str]] = []
    forms: list[str] = []
    keys = tuple([key for key, _ in raw])
    at = 0
    while at < len(raw):
        for form in words.forms.get(keys[at], ()):
            if keys[at : at + len(form)] == form:
                forms.append(" ".join([written for _, written in raw[at : at + len(form)]]))
                at += len(form)
                break
        else:
            kept.append(raw[at])
            at += 1
    return kept, tuple(forms)


def _latin_parts(kept: list[tuple[str, str]], stop: frozenset[str]) -> Iterator[Part]:
    at = 0
    while at < len(kept):
        key, written = kept[at]
        at += 1
        # "Hong Kong", "Inner Mongolia" are one place in two words.
        if at < len(kept) and key + kept[at][0] in _JOINED_PLACES:
            yield Part(_token(_JOINED_PLACES[key + kept[at][0]], PLACE), f"{written} {kept[at][1]}")
            at += 1
            continue
        if key in stop:
            continue
        tail = _TAIL_NUMBER.fullmatch(key)
        if tail:
            yield Part(_latin_token(tail[1]), written)
            yield Part(_token(f"#{int(tail[2])}", NUMBER), tail[2])
        else:
            yield Part(_latin_token(key), written)


_JOINED_PLACES: Final = {
    "hongkong": "hongkong", "innermongolia": "neimenggu", "newdelhi": "newdelhi",
    "shijiazhuang": "shijiazhuang", "xian": "xian",
}  # fmt: skip


@lru_cache(maxsize=1 << 14)
def _latin_token(key: str) -> Token:
    ordinal = _ORDINAL.fullmatch(key)
    if ordinal:
        return _token(f"#{int(ordinal[1])}", NUMBER)
    found = vocabulary().latin.get(key)
    if found:
        return _token(*found)
    return _token(key, FORM if _is_form_word(key) else WORD)


def _is_form_word(key: str) -> bool:
    """`Limietd`, `OCMPANY`, a `LIABILITY` left over from a turned-round form: they name nobody."""
    words = vocabulary()
    if key in words.form_words or "".join(sorted(key)) in words.form_letters:
        return True
    if len(key) < MOST_CHANCE:
        return False
    near = extractOne(key, words.long_form_words, scorer=OSA.distance, score_cutoff=1)
    return near is not None


@lru_cache(maxsize=1 << 14)
def _token(key: str, kind: str) -> Token:
    return Token(sys.intern(key), kind)


def _han_views(text: str, words: Vocabulary) -> tuple[View, ...]:
    simple = simplify(text)
    forms = tuple(words.han_forms.findall(simple))
    bare = words.han_forms.sub(" ", simple)
    han: list[Part] = []
    latin: list[Part] = []
    for piece in _runs(bare):
        if HAN.match(piece):
            for word, english, kind in _segments(piece):
                han.append(Part(_token(word, kind), word))
                latin.extend(_translated(word, english, kind))
        else:
            # A lone letter inside a Han name is part of it (`三井E&S`), not a conjunction.
            view = _latin_view(piece, words, stop=frozenset())
            forms += view.forms
            han.extend(view.parts)
            latin.extend(view.parts)
    joined = "".join(part.surface for part in han if HAN.match(part.surface))
    return _only_full(
        View(HAN_VIEW, tuple(han), forms, joined), View(LATIN_VIEW, tuple(latin), forms)
    )


def _translated(word: str, english: tuple[str, ...], kind: str) -> Iterator[Part]:
    if kind == NUMBER:
        yield Part(_token(word, NUMBER), word)
    elif english:
        for one in english:
            token = _token(one, kind) if kind != SECTOR else _latin_token(one)
            yield Part(token, word, "translation")
    else:
        yield Part(_token("".join(lazy_pinyin(word)), WORD), word, "reading")


def _runs(text: str) -> Iterator[str]:
    """Han stretches and the stretches between them, numbers of institutes kept with the Han."""
    start = 0
    for found in re.finditer(
        r"(?:第[0-9]+|[0-9]+(?=[所院厂局号研])|[\u3005\u3007\u3400-\u9fff○])+", text
    ):
        if text[start : found.start()].strip():
            yield text[start : found.start()]
        yield found[0]
        start = found.end()
    if text[start:].strip():
        yield text[start:]


@lru_cache(maxsize=1 << 14)
def _segments(run: str) -> tuple[tuple[str, tuple[str, ...], str], ...]:
    words = vocabulary()
    found: list[tuple[str, tuple[str, ...], str]] = []
    unknown = ""
    at = 0
    while at < len(run):
        number = _HAN_NUMBER.match(run, at)
        step, known = (number.end() - at, ((), NUMBER)) if number else _longest(run, at, words)
        if known is None:
            unknown += run[at]
            at += 1
            continue
        if unknown:
            found.append((unknown, (), WORD))
            unknown = ""
        if number:
            found.append((f"#{_han_number(number[1] or number[2])}", (), NUMBER))
        else:
            found.append((run[at : at + step], *known))
        at += step
    if unknown:
        found.append((unknown, (), WORD))
    return tuple(found)


def _longest(
    run: str, at: int, words: Vocabulary
) -> tuple[int, tuple[tuple[str, ...], str] | None]:
    for length in range(min(words.longest_han, len(run) - at), 0, -1):
        known = words.han.get(run[at : at + length])
        if known:
            return length, known
    return 0, None


def _han_number(text: str) -> int:
    """A Chinese or digit-by-digit number as an integer.

    >>> _han_number("十三"), _han_number("五十五"), _han_number("六二五"), _han_number("七〇二")
    (13, 55, 625, 702)
    """
    digits = text.replace("○", "零").replace("〇", "零")
    if digits.isdecimal():
        return int(digits)
    if not set(digits) & {"十", "百"}:
        return int("".join(str(_DIGITS.get(one, one)) for one in digits))
    total = current = 0
    for one in digits:
        if one in "十百":
            total += (current or 1) * (10 if one == "十" else 100)
            current = 0
        else:
            current = _DIGITS.get(one, 0)
    return total + current


def _han_person(text: str) -> tuple[View, ...]:
    """The characters as they are, and once per romanisation: same parts, other trigrams."""
    simple = simplify("".join(HAN.findall(text)))
    parts = tuple(
        Part(_token(each[0], WORD), character, "reading")
        for character, each in zip(simple, persons.readings(simple), strict=True)
    )
    whole = View(HAN_VIEW, (Part(_token(simple, WORD), simple),), (), simple)
    ways = dict.fromkeys(persons.ways_to_write(simple))
    return (whole, *(View(LATIN_VIEW, parts, (), simple, way) for way in ways))
