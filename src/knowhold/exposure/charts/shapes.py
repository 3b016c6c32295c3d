"""The shapes of a chart. Colour is never alone: each class has a pattern and its number or word."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ROW = 34
HEAD = 40
# what a telephone shows side by side
PHONE = 350


class Anchor(StrEnum):
    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a `kind` (see `svg.FILLS`), with a word in it and a smaller one beside."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    text: str = ""
    small: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    text: str
    anchor: Anchor = Anchor.END
    size: int = 14
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Chart:
    """`title` and `description` are what a screen reader says; the table beside it says it all."""

    name: str
    title: str
    description: str
    width: float
    height: float
    boxes: tuple[Box, ...] = ()
    labels: tuple[Label, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    # the corners of a line, if there is one
    points: tuple[tuple[float, float], ...] = ()


def wrapped(text: str, most: int) -> list[str]:
    """`text` in at most two lines of about `most` columns, a Chinese character counting for two.

    >>> wrapped("Testland separation works", 16)
    ['Testland', 'separation works']
    """
    if columns(text) <= most:
        return [text]
    cuts = [place for place, sign in enumerate(text) if sign == " "] or list(range(1, len(text)))
    # the cut that leaves the longer part shortest
    cut = min(cuts, key=lambda place: max(columns(text[:place]), columns(text[place:])))
    return [shortened(part.strip(), most) for part in (text[:cut], text[cut:])]


def shortened(text: str, most: int) -> str:
    """`text` cut to about `most` columns, the cut shown."""
    if columns(text) <= most:
        return text
    while columns(text) > most - 1:
        text = text[:-1]
    return f"{text.rstrip()}…"


def columns(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)
