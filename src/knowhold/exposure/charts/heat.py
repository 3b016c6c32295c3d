"""Steps down, sites across: how many departures until something of the step is lost at the site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from knowhold.exposure.charts.shapes import HEAD, ROW, Anchor, Box, Chart, Label, shortened, wrapped
from knowhold.exposure.floors import SMALLEST_CELL
from knowhold.exposure.margins import Cell, Thinness
from knowhold.exposure.phrases import say

LABEL = 250
COLUMN = 190
# four entries of the legend, one above the other, and the line that says what the number is
LEGEND = 26


def heat_map(
    cells: Sequence[Cell], sites: Sequence[str], names: Mapping[str, str], lang: str
) -> Chart:
    """The heat map of a report; merged cells are drawn as one box over neighbouring sites."""
    steps = list(dict.fromkeys(cell.step for cell in cells))
    top = LEGEND + HEAD
    row = {code: number for number, code in enumerate(steps)}
    boxes = [
        box for cell in cells for box in _boxes(cell, list(sites), top + row[cell.step] * ROW, lang)
    ]
    labels = [
        Label(LABEL - 12, top + number * ROW + ROW / 2 + 5, shortened(names.get(code, code), 33))
        for code, number in row.items()
    ]
    for number, site in enumerate(sites):
        for line, text in enumerate(wrapped(site, 24)):
            x = LABEL + (number + 0.5) * COLUMN
            labels.append(Label(x, LEGEND + 16 + line * 16, text, Anchor.MIDDLE, 13, strong=True))
    key, words = _legend(lang)
    width = max(LABEL + len(sites) * COLUMN + 2, *(label.x + 110 for label in words))
    return Chart(
        "heat",
        say("heat_title", lang),
        say("heat_text", lang),
        width,
        top + len(steps) * ROW + 6,
        (*key, *boxes),
        (*words, *labels),
    )


def cell_text(cell: Cell) -> str:
    """What a cell says, the same in the chart and in its table."""
    return f"< {SMALLEST_CELL}" if cell.is_hidden else str(cell.order)


def _boxes(cell: Cell, sites: list[str], y: float, lang: str) -> Iterator[Box]:
    kind = "hidden" if cell.is_hidden else cell.thinness.value
    small = "" if cell.is_hidden else say("of", lang, part=cell.thinnest, all=cell.capabilities)
    places = sorted(sites.index(site) for site in cell.sites)
    # neighbours differ from their rank by the same amount
    for _, run in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
        columns = [place for _, place in run]
        x, width = LABEL + columns[0] * COLUMN + 2, len(columns) * COLUMN - 4
        yield Box(x, y + 2, width, ROW - 4, kind, cell_text(cell), small)


def _legend(lang: str) -> tuple[list[Box], list[Label]]:
    boxes, labels, x = [], [], 4.0
    for kind in Thinness:
        text = say(f"thin_{kind.value}", lang)
        boxes.append(Box(x, 2, 26, 16, kind.value))
        labels.append(Label(x + 32, 15, text, Anchor.START, 13))
        x += 172
    return boxes, labels
