"""From an alignment to the lines a reviewer reads; nothing is computed here but names of relations."""

from __future__ import annotations

from collections.abc import Iterator

from knowhold.screening.align import Alignment, Pair
from knowhold.screening.fold import HAN, clean
from knowhold.screening.result import Piece, Relation
from knowhold.screening.tokens import Part, View


def pieces(left: View, right: View, found: Alignment) -> tuple[Piece, ...]:
    """Every pairing, extra word, contradiction and form; contributions sum to `found.score`."""
    return (
        *_pairs(left, right, found),
        *_extras(left, right, found),
        *_penalties(left, right, found),
        *_forms(left, right),
    )


def _pairs(left: View, right: View, found: Alignment) -> Iterator[Piece]:
    ordered = sorted(
        zip(found.pairs, found.contributions, strict=True), key=lambda one: one[0].left
    )
    for pair, contribution in ordered:
        weight = sum(found.left_weights[at] for at in pair.left)
        yield Piece(
            Relation.CONSONANTS if found.by else _relation(left, right, pair),
            _written(left, pair.left),
            _written(right, pair.right),
            round(pair.similarity, 4),
            round(weight, 4),
            contribution,
        )
    if found.letters:
        yield Piece(Relation.LETTERS, "", "", found.alike, 0.0, found.letters)


def _relation(left: View, right: View, pair: Pair) -> Relation:
    if pair.similarity < 1 and _is_read(left, pair.left, right, pair.right):
        return Relation.READING
    if len(pair.left) != len(pair.right):
        return Relation.TOGETHER
    one, two = left.parts[pair.left[0]], right.parts[pair.right[0]]
    if pair.similarity < 1:
        return Relation.SPELLING
    if one.surface == two.surface:
        return Relation.SAME
    if clean(one.surface).casefold() == clean(two.surface).casefold():
        return Relation.SAME
    return _equal_by(one, two)


def _is_read(left: View, at: tuple[int, ...], right: View, to: tuple[int, ...]) -> bool:
    return any(left.parts[one].by == "reading" for one in at) or any(
        right.parts[one].by == "reading" for one in to
    )


def _equal_by(one: Part, two: Part) -> Relation:
    ways = {one.by, two.by}
    if "reading" in ways:
        return Relation.READING
    if "translation" in ways:
        return Relation.TRANSLATION
    if HAN.search(one.surface) and HAN.search(two.surface):
        return Relation.SCRIPT
    return Relation.VARIANT


def _extras(left: View, right: View, found: Alignment) -> Iterator[Piece]:
    used_left = {at for pair in found.pairs for at in pair.left}
    used_right = {at for pair in found.pairs for at in pair.right}
    for at, part in enumerate(left.parts):
        if at not in used_left:
            weight = round(found.left_weights[at], 4)
            yield Piece(Relation.EXTRA_QUERY, part.surface, "", 0.0, weight, 0.0)
    for at, part in enumerate(right.parts):
        if at not in used_right:
            weight = round(found.right_weights[at], 4)
            yield Piece(Relation.EXTRA_LIST, "", part.surface, 0.0, weight, 0.0)


def _penalties(left: View, right: View, found: Alignment) -> Iterator[Piece]:
    used_left = {at for pair in found.pairs for at in pair.left}
    used_right = {at for pair in found.pairs for at in pair.right}
    for kind, contribution in found.penalties:
        yield Piece(
            Relation.CONTRADICTION,
            _alone(left, used_left, kind),
            _alone(right, used_right, kind),
            0.0,
            0.0,
            contribution,
        )


def _alone(view: View, used: set[int], kind: str) -> str:
    return ", ".join(
        part.surface
        for at, part in enumerate(view.parts)
        if at not in used and part.token.kind == kind
    )


def _forms(left: View, right: View) -> Iterator[Piece]:
    if left.forms or right.forms:
        yield Piece(Relation.FORM, ", ".join(left.forms), ", ".join(right.forms), 0.0, 0.0, 0.0)


def _written(view: View, positions: tuple[int, ...]) -> str:
    return " ".join(view.parts[at].surface for at in positions)
