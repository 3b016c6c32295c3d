"""Two names word against word: the pairing is the explanation, and its contributions are the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from rapidfuzz.distance import Indel, JaroWinkler

from knowhold.screening.sounds import SAME_SOUND, heard_alike
from knowhold.screening.tokens import Token
from knowhold.screening.vocabulary import DIRECTION, NUMBER, PLACE, WORD

LEAST_SIMILAR: Final = 0.84
# An extra word of the query says more against a match than an extra word of the list.
QUERY_SHARE, LIST_SHARE = 1.15, 0.85
# What two different directions, numbers or places take off; a place may also be a branch's.
PENALTY: Final = {DIRECTION: 0.30, NUMBER: 0.30, PLACE: 0.12}
# Words alone decide where nearly all are paired; below, the letters of the whole names speak too.
WHOLE: Final = 0.95
# `Haige Guangzhou` is asked, `Guangzhou Haige Communication Group` is listed: as good as this alike.
CONTAINED: Final = 0.85
TURNED: Final = 0.85
TOGETHER: Final = 0.98
WORDS_SHARE, COSINE_SHARE, RATIO_SHARE = 0.50, 0.35, 0.15


class Pair(NamedTuple):
    """Query words `left` (positions) found as list words `right`, `similarity` 0..1."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    similarity: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """`contributions[i]` belongs to `pairs[i]`; with `letters` and the (negative) `penalties` they
    sum to `score`. `by` says what was compared where not words. `alike` (0..1) is what `letters` rewards: letters the whole names share.
    """

    pairs: tuple[Pair, ...]
    contributions: tuple[float, ...]
    penalties: tuple[tuple[str, float], ...]
    left_weights: tuple[float, ...]
    right_weights: tuple[float, ...]
    alike: float
    letters: float
    score: float
    by: str = ""


class Side(NamedTuple):
    """A name's words with what each counts."""

    tokens: Sequence[Token]
    weights: Sequence[float]


def align(
    left: Side, right: Side, cosine: float, ratio: float, least: float = 0.0
) -> Alignment | None:
    """Pair the words of a query with those of a listed name; None where the score is below `least`.

    Equal words first, then words written together or apart, then words of similar spelling.
    Words that may contradict (directions, numbers, places) pair only when equal.
    """
    pairs = _equal(left.tokens, right.tokens)
    if len(pairs) < len(left.tokens) and len(pairs) < len(right.tokens):
        used_left = {pair[0][0] for pair in pairs}
        used_right = {pair[1][0] for pair in pairs}
        free_left = [at for at in range(len(left.tokens)) if at not in used_left]
        free_right = [at for at in range(len(right.tokens)) if at not in used_right]
        if len(free_left) > 1 or len(free_right) > 1:
            _joined(left.tokens, right.tokens, free_left, free_right, pairs)
        _similar(left.tokens, right.tokens, free_left, free_right, pairs)
    return _scored(left, right, pairs, cosine, ratio, least)


def _equal(left: Sequence[Token], right: Sequence[Token]) -> list[Pair]:
    places: dict[str, list[int]] = {}
    for at in range(len(right) - 1, -1, -1):
        places.setdefault(right[at].key, []).append(at)
    pairs = []
    for at, token in enumerate(left):
        found = places.get(token.key)
        if found:
            pairs.append(Pair((at,), (found.pop(),), 1.0))
    return pairs


def _joined(
    left: Sequence[Token],
    right: Sequence[Token],
    free_left: list[int],
    free_right: list[int],
    pairs: list[Pair],
) -> None:
    """`Guang Xian` = `Guangxian`: two neighbours of one side against one word of the other."""
    for two, one, flipped in ((free_left, free_right, False), (free_right, free_left, True)):
        tokens_two, tokens_one = (right, left) if flipped else (left, right)
        single = {tokens_one[at].key: at for at in one}
        for first in tuple(two):
            second = first + 1
            if first not in two or second not in two:
                continue
            at = single.get(tokens_two[first].key + tokens_two[second].key)
            if at is not None and at in one:
                double, alone = (first, second), (at,)
                pairs.append(
                    Pair(alone, double, TOGETHER) if flipped else Pair(double, alone, TOGETHER)
                )
                two.remove(first)
                two.remove(second)
                one.remove(at)


def _similar(
    left: Sequence[Token],
    right: Sequence[Token],
    free_left: list[int],
    free_right: list[int],
    pairs: list[Pair],
) -> None:
    scored = []
    for one in free_left:
        token = left[one]
        for two in free_right:
            other = right[two]
            if _may_be_misspelt(token.kind, other.kind):
                similarity = similarity_of(token.key, other.key)
                # `Chan` is no spelling of China: a place must be written nearly so.
                if similarity < SAME_SOUND and PLACE not in {token.kind, other.kind}:
                    similarity = max(similarity, heard_alike(token.key, other.key))
                if similarity:
                    scored.append((similarity, one, two))
    scored.sort(key=lambda each: (-each[0], each[1], each[2]))
    gone_left: set[int] = set()
    gone_right: set[int] = set()
    for similarity, one, two in scored:
        if one not in gone_left and two not in gone_right:
            gone_left.add(one)
            gone_right.add(two)
            pairs.append(Pair((one,), (two,), similarity))


def _may_be_misspelt(one: str, other: str) -> bool:
    """Two known places, directions or numbers never resemble each other; `Korrea` may be Korea."""
    if one in PENALTY:
        return one == PLACE and other == WORD
    return other not in PENALTY or (other == PLACE and one == WORD)


def similarity_of(one: str, two: str) -> float:
    """Spelling similarity of two different words, 0 below the line; Han words must nearly be equal."""
    if one.isascii():
        if len(one) < 3 or len(two) < 3:
            return 0.0
        # Jaro-Winkler finds the pair, but is generous with short words; letters in order temper it.
        near = JaroWinkler.similarity(one, two, score_cutoff=LEAST_SIMILAR)
        if near:
            return (near + Indel.normalized_similarity(one, two)) / 2
        # `GPB` and `PGB`, `FUTECH` and `UFTECH`: the same letters in another order.
        is_turned = len(one) == len(two) and sorted(one) == sorted(two)
        return TURNED if is_turned else 0.0
    if len(one) < 4 or len(two) < 4:
        return 0.0
    return Indel.normalized_similarity(one, two, score_cutoff=0.75)


def _scored(
    left: Side, right: Side, pairs: list[Pair], cosine: float, ratio: float, least: float
) -> Alignment | None:
    left_weights = list(left.weights)
    for pair in pairs:
        if pair.similarity < 1.0 and len(pair.left) == len(pair.right) == 1:
            # A misspelt word is as rare as the word it stands for.
            left_weights[pair.left[0]] = right.weights[pair.right[0]]
    total = QUERY_SHARE * sum(left_weights) + LIST_SHARE * sum(right.weights)
    shares = [
        pair.similarity
        / total
        * (
            QUERY_SHARE * sum(left_weights[at] for at in pair.left)
            + LIST_SHARE * sum(right.weights[at] for at in pair.right)
        )
        for pair in pairs
    ]
    words = sum(shares)
    alike = min(1.0, (COSINE_SHARE * cosine + RATIO_SHARE * ratio) / (1 - WORDS_SHARE))
    if _is_contained(left.tokens, pairs):
        alike = max(alike, CONTAINED)
    whole = words > WHOLE
    raw = words if whole else min(WHOLE, WORDS_SHARE * words + (1 - WORDS_SHARE) * alike)
    if raw < least:
        return None
    kinds = _contradicted(left.tokens, right.tokens, pairs)
    taken = [round(min(PENALTY[kind], raw), 4) for kind in kinds]
    if raw - sum(taken) < least:
        return None
    contributions = [round(share if whole else share * WORDS_SHARE, 4) for share in shares]
    if whole:
        # Rounding of many parts may miss the whole by some ten-thousandths.
        contributions[-1] = round(contributions[-1] + round(raw, 4) - sum(contributions), 4)
    letters = 0.0 if whole else round(raw - sum(contributions), 4)
    return Alignment(
        tuple(pairs),
        tuple(contributions),
        tuple((kind, -one) for kind, one in zip(kinds, taken, strict=True)),
        tuple(left_weights),
        tuple(right.weights),
        round(alike, 4),
        letters,
        max(0.0, round(sum(contributions) + letters - sum(taken), 4)),
    )


def _is_contained(left: Sequence[Token], pairs: list[Pair]) -> bool:
    """True where the list has every word of a query that names a core and a place or number."""
    if len(pairs) < len(left) or any(pair.similarity < 1 for pair in pairs):
        return False
    kinds = {token.kind for token in left}
    return WORD in kinds and not kinds.isdisjoint({PLACE, NUMBER})


def _contradicted(left: Sequence[Token], right: Sequence[Token], pairs: list[Pair]) -> list[str]:
    """Kinds of which both names have a word the other lacks."""
    if not any(token.kind in PENALTY for token in left):
        return []
    paired_left = {at for pair in pairs for at in pair.left}
    paired_right = {at for pair in pairs for at in pair.right}
    alone_left = {token.kind for at, token in enumerate(left) if at not in paired_left}
    alone_right = {token.kind for at, token in enumerate(right) if at not in paired_right}
    return [kind for kind in PENALTY if kind in alone_left and kind in alone_right]
