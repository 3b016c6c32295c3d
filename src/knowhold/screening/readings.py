"""A Han name of a person aligned with a Latin one: syllables in any order, joined or apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from knowhold.screening.align import Alignment, Pair
from knowhold.screening.persons import covered
from knowhold.screening.tokens import Token

# The same reading is weak evidence: many people share it, so it never reaches a full score.
MOST: Final = 0.94
# Western given names and initials beside a Chinese name are no reason to doubt it.
EXTRA_WORD: Final = 0.25
SURNAME: Final = 1.2


def align_reading(
    simple: str, words: Sequence[Token], *, is_query_han: bool, least: float = 0.0
) -> Alignment | None:
    """Pair characters with the words that spell them; None below `least` or on the surname alone."""
    found = list(covered(simple, tuple([word.key for word in words])))
    if not found or (len(found) == 1 and found[0][0] == (0,)):
        return None
    weights = [SURNAME if at == 0 else 1.0 for at in range(len(simple))]
    word_weights = [EXTRA_WORD] * len(words)
    for positions, word in found:
        word_weights[word] = sum(weights[at] for at in positions)
    total = sum(weights) + sum(word_weights)
    pairs, contributions = [], []
    for positions, word in found:
        pairs.append(
            Pair(positions, (word,), MOST) if is_query_han else Pair((word,), positions, MOST)
        )
        contributions.append(round(MOST * 2 * word_weights[word] / total, 4))
    score = round(sum(contributions), 4)
    if score < least:
        return None
    sides = (tuple(weights), tuple(word_weights))
    left, right = sides if is_query_han else sides[::-1]
    return Alignment(tuple(pairs), tuple(contributions), (), left, right, 0.0, 0.0, score)
