"""Steps down, sites across: how many departures until something of the step is lost at the site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from knowhold.exposure.charts.shapes import (
    HEAD,
    PHONE,
    ROW,
    Anchor,
    Box,
    Chart,
    Label,
    shortened,
    wrapped,
)
from knowhold.exposure.floors import SMALLEST_CELL
from knowhold.exposure.margins import Cell, Thinness
from knowhold.exposure.phrases import say

# an entry of the legend, and a line of them
ENTRY = 172
LEGEND = 26


@dataclass(frozen=True, slots=True)
class Frame:
    """Where things stand: step names `label` wide beside the rows, or `above` each of them."""

    name: str
    label: float
    column: float
    above: float
    legend: int

    @property
    def top(self) -> float:
        return LEGEND * (len(Thinness) / self.legend) + HEAD

    @property
    def row(self) -> float:
        return ROW + self.above


WIDE = Frame("heat", 250, 190, 0, 4)


def heat_map(
    cells: Sequence[Cell], sites: Sequence[str], names: Mapping[str, str], lang: str
) -> Chart:
    """The heat map of a report; merged cells are drawn as one box over neighbouring sites."""
    return _drawn(cells, sites, names, lang, WIDE)


def narrow_heat_map(
    cells: Sequence[Cell], sites: Sequence[str], names: Mapping[str, str], lang: str
) -> Chart:
    """The same for a phone: the names of the steps stand above their rows; three sites fit."""
    column = max(PHONE / max(len(sites), 1), PHONE / 3)
    return _drawn(cells, sites, names, lang, Frame("heat-narrow", 0, column, 20, 2))


def _drawn(
    cells: Sequence[Cell], sites: Sequence[str], names: Mapping[str, str], lang: str, frame: Frame
) -> Chart:
    steps = list(dict.fromkeys(cell.step for cell in cells))
    top = {code: frame.top + number * frame.row for number, code in enumerate(steps)}
    boxes = [
        box for cell in cells for box in _boxes(cell, list(sites), top[cell.step], frame, lang)
    ]
    key, words = _legend(frame, lang)
    heads = [
        Label(
            frame.label + (number + 0.5) * frame.column,
            frame.top - HEAD + 16 + line * 16,
            text,
            Anchor.MIDDLE,
            13,
            strong=True,
        )
        for number, site in enumerate(sites)
        for line, text in enumerate(wrapped(site, round(frame.column / 8)))
    ]
    beside = [_step(names.get(code, code), y, frame) for code, y in top.items()]
    width = max(frame.label + len(sites) * frame.column + 2, *(one.x + 110 for one in words))
    return Chart(
        frame.name,
        say("heat_title", lang),
        say("heat_text", lang),
        width,
        frame.top + len(steps) * frame.row + 6,
        (*key, *boxes),
        (*words, *heads, *beside),
    )


def _step(name: str, y: float, frame: Frame) -> Label:
    if frame.above:
        return Label(4, y + 15, shortened(name, 46), Anchor.START, 14)
    return Label(frame.label - 12, y + ROW / 2 + 5, shortened(name, 33))


def cell_text(cell: Cell) -> str:
    """What a cell says, the same in the chart and in its table."""
    return f"< {SMALLEST_CELL}" if cell.is_hidden else str(cell.order)


def _boxes(cell: Cell, sites: list[str], top: float, frame: Frame, lang: str) -> Iterator[Box]:
    kind = "hidden" if cell.is_hidden else cell.thinness.value
    small = "" if cell.is_hidden else say("of", lang, part=cell.thinnest, all=cell.capabilities)
    places = sorted(sites.index(site) for site in cell.sites)
    # neighbours differ from their rank by the same amount
    for _, run in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
        columns = [place for _, place in run]
        x = frame.label + columns[0] * frame.column + 2
        width = len(columns) * frame.column - 4
        yield Box(x, top + frame.above + 2, width, ROW - 4, kind, cell_text(cell), small)


def _legend(frame: Frame, lang: str) -> tuple[list[Box], list[Label]]:
    boxes, labels = [], []
    for place, kind in enumerate(Thinness):
        line, column = divmod(place, frame.legend)
        x, y = 4.0 + column * ENTRY, line * LEGEND
        boxes.append(Box(x, y + 2, 26, 16, kind.value))
        text = say(f"thin_{kind.value}", lang)
        labels.append(Label(x + 32, y + 15, text, Anchor.START, 13))
    return boxes, labels
