"""Masks of boxes as 62-bit words in columns `p0`, `p1` …, with `s0` … where *sure* differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

WORD = 62  # bits: a signed 64-bit integer holds them in every engine


@dataclass(frozen=True, slots=True)
class Pair:
    """The masks of one table's rows: the words it narrows, and whether sure differs there."""

    table: str
    tested: Mapping[int, bool]
    cells: tuple[tuple[int, ...], ...]

    def names(self) -> list[str]:
        return [
            f"{letter}{word}"
            for word, differs in self.tested.items()
            for letter in ("ps" if differs else "p")
        ]


class Words:
    """The kept boxes, packed; remembers for which words sure and possible are two columns.

    Boxes of one part stand in one word where they fit, so that few columns tell its answer.
    """

    def __init__(self, parts: Iterable[Sequence[int]]) -> None:
        self.kept: list[int | None] = []  # by place; nothing where a part did not fit any more
        for part in parts:
            room = -len(self.kept) % WORD
            if room < len(part):
                self.kept += [None] * room
            self.kept += part
        self.count = max(1, -(-len(self.kept) // WORD))
        self.full = self.pack(-1)
        self.split: set[int] = set()

    def pack(self, mask: int) -> list[int]:
        """The mask of all boxes as words of the kept ones."""
        words = [0] * self.count
        for place, box in enumerate(self.kept):
            if box is not None and mask >> box & 1:
                words[place // WORD] |= 1 << place % WORD
        return words

    def read(self, row: Mapping[str, int]) -> tuple[int, int]:
        """(sure, possible) over all boxes from a row of the columns; absent words are empty."""
        possible = [row.get(f"p{number}", 0) for number in range(self.count)]
        sure = [row.get(f"s{number}", possible[number]) for number in range(self.count)]
        return self._unpack(sure), self._unpack(possible)

    def _unpack(self, words: Sequence[int]) -> int:
        mask = 0
        for number, word in enumerate(words):
            rest = word
            while rest:
                lowest = rest & -rest
                box = self.kept[number * WORD + lowest.bit_length() - 1]
                assert box is not None, "nothing is packed into the places between parts"
                mask |= 1 << box
                rest ^= lowest
        return mask

    def names(self) -> list[str]:
        """The columns that hold the words."""
        return [
            f"{letter}{word}"
            for word in range(self.count)
            for letter in ("ps" if word in self.split else "p")
        ]

    def keys(self, bits: int) -> list[tuple[str, str]]:
        """The columns that hold these boxes, each with the text that leaves no other box in it."""
        return [
            (name, f"r.{name}" if mask == self.full[int(name[1:])] else f"r.{name} & {mask}")
            for name, mask in self.places(bits)
        ]

    def places(self, bits: int) -> list[tuple[str, int]]:
        """The columns that hold these boxes, each with its mask."""
        packed = self.pack(bits)
        return [(name, packed[int(name[1:])]) for name in self.names() if packed[int(name[1:])]]

    def pair(self, table: str, masks: Sequence[tuple[int, int]]) -> Pair:
        """The rows of a table as words; those that narrow nothing are left out."""
        known: dict[int, list[int]] = {}
        for mask in {mask for both in masks for mask in both}:
            known[mask] = self.pack(mask)
        packed = [(known[sure], known[possible]) for sure, possible in masks]
        tested = {
            word: any(sure[word] != possible[word] for sure, possible in packed)
            for word in range(self.count)
            if any(sure[word] != self.full[word] for sure, _ in packed)
        }
        self.split |= {word for word, differs in tested.items() if differs}
        cells = tuple(
            tuple(
                cell
                for word, differs in tested.items()
                for cell in ((possible[word], sure[word]) if differs else (possible[word],))
            )
            for sure, possible in packed
        )
        return Pair(table, tested, cells)

    def anded(self, pairs: Sequence[Pair], start: Sequence[int]) -> list[str]:
        """Each word as the AND of all tables; `start` is what the unanswered facts leave sure."""
        self.split |= {word for word in range(self.count) if start[word] != self.full[word]}
        found = []
        for name in self.names():
            letter, word = name[0], int(name[1:])
            texts = [
                f"{p.table}.{_letter(p, letter, word)}{word}" for p in pairs if word in p.tested
            ]
            constant = start[word] if letter == "s" else self.full[word]
            if constant != self.full[word] or not texts:
                texts.append(str(constant))
            found.append(f"{' & '.join(texts)} AS {name}")
        return found

    def narrowed(self, pairs: Sequence[Pair], before: Sequence[str]) -> list[str]:
        """Each word of `r` ANDed with further tables; `before` are the columns `r` has."""
        found = []
        for name in self.names():
            letter, word = name[0], int(name[1:])
            texts = [f"r.{name if name in before else f'p{word}'}"]
            texts += [
                f"{p.table}.{_letter(p, letter, word)}{word}" for p in pairs if word in p.tested
            ]
            found.append(f"{' & '.join(texts)} AS {name}")
        return found


def _letter(pair: Pair, letter: str, word: int) -> str:
    return "s" if letter == "s" and pair.tested[word] else "p"
