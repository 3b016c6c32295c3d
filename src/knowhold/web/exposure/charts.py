"""Charts as shapes for inline SVG: every position is computed here, templates only draw.

Colour is never alone: each class of the heat map has a pattern and the number itself, and every
chart has its table on the same page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowhold.exposure.margins import Cell
from knowhold.exposure.plan import Candidate, Need, Schedule

ROW = 30
LABEL = 220
# the Gantt's rows carry an item and a site
WIDE_LABEL = 330
COLUMN = 210
HEAD = 34


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with a word in it; `kind` is its class, `note` its spoken description."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    text: str
    note: str = ""

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def base(self) -> float:
        return self.y + self.height / 2 + 5


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    width: float
    height: float
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...]
    lines: tuple[tuple[float, float, float, float], ...] = ()
    points: str = ""


def heat_map(
    cells: Sequence[Cell], steps: Sequence[tuple[str, str]], sites: Sequence[str]
) -> Chart:
    """Steps down, sites across; the number is the smallest margin of the cell.

    `steps` are code and name. A merged cell is drawn over each of its sites with the same number.
    """
    row = {code: number for number, (code, _) in enumerate(steps)}
    column = {site: number for number, site in enumerate(sites)}
    boxes = [
        Box(
            LABEL + column[site] * COLUMN + 2,
            HEAD + row[cell.step] * ROW + 2,
            COLUMN - 4,
            ROW - 4,
            "hidden" if cell.is_hidden else cell.thinness.value,
            _cell_text(cell),
        )
        for cell in cells
        for site in cell.sites
    ]
    labels = [
        Label(LABEL - 10, HEAD + number * ROW + ROW / 2 + 5, name)
        for number, (_, name) in enumerate(steps)
    ]
    labels += [
        Label(LABEL + number * COLUMN + COLUMN / 2, HEAD - 12, site)
        for number, site in enumerate(sites)
    ]
    return Chart(
        LABEL + len(sites) * COLUMN,
        HEAD + len(steps) * ROW + 4,
        tuple(boxes),
        tuple(labels),
    )


def gantt(made: Schedule, needs: Sequence[Need], chosen: Sequence[Candidate]) -> Chart:
    """One row per capability in the order of its first training; bars in weeks."""
    order: list[int] = []
    for bar in sorted(made.bars, key=lambda one: (one.start, one.need)):
        if bar.need not in order:
            order.append(bar.need)
    scale = 480 / max(made.weeks, 1)
    boxes = [
        Box(
            WIDE_LABEL + bar.start * scale,
            HEAD + order.index(bar.need) * ROW + 4 + _lane(made, bar.candidate) * 11,
            max((bar.end - bar.start) * scale - 2, 2),
            10,
            "bar",
            "",
            chosen[bar.candidate].role,
        )
        for bar in made.bars
    ]
    labels = [
        Label(WIDE_LABEL - 10, HEAD + number * ROW + ROW / 2 + 4, needs[need].item)
        for number, need in enumerate(order)
    ]
    ticks = _ticks(made.weeks)
    labels += [Label(WIDE_LABEL + week * scale, HEAD - 12, str(week)) for week in ticks]
    height = HEAD + len(order) * ROW + 4
    return Chart(
        WIDE_LABEL + 500,
        height,
        tuple(boxes),
        tuple(labels),
        tuple(
            (WIDE_LABEL + week * scale, HEAD - 6, WIDE_LABEL + week * scale, height)
            for week in ticks
        ),
    )


def curve(costs: Sequence[float]) -> Chart:
    """Cost (up) against departures survived (right): one point per plan."""
    top = max([*costs, 1.0])
    step = 400 / max(len(costs) - 1, 1)
    at = [(60 + number * step, 200 - 170 * cost / top) for number, cost in enumerate(costs)]
    labels = [Label(x, 224, str(number)) for number, (x, _) in enumerate(at)]
    labels += [Label(50, y + 5, f"{cost:g}") for (_, y), cost in zip(at, costs, strict=True)]
    boxes = tuple(Box(x - 4, y - 4, 8, 8, "point", "") for x, y in at)
    return Chart(
        500,
        240,
        boxes,
        tuple(labels),
        ((60.0, 20.0, 60.0, 200.0), (60.0, 200.0, 470.0, 200.0)),
        " ".join(f"{x:.1f},{y:.1f}" for x, y in at),
    )


def _cell_text(cell: Cell) -> str:
    if cell.is_hidden:
        return "< 5"
    merged = " ↔" if len(cell.sites) > 1 else ""
    return f"{cell.margin:+d}{merged}" if cell.margin else f"0{merged}"


def _lane(made: Schedule, candidate: int) -> int:
    """Two trainings of one capability at one time are drawn one below the other."""
    bar = next(one for one in made.bars if one.candidate == candidate)
    earlier = [
        one
        for one in made.bars
        if one.need == bar.need
        and one.candidate != candidate
        and one.start < bar.end
        and bar.start < one.end
        and (one.start, one.candidate) < (bar.start, bar.candidate)
    ]
    return len(earlier) % 2


def _ticks(weeks: int) -> list[int]:
    step = next(size for size in (2, 4, 13, 26, 52, 104, 520) if weeks / size <= 8)
    return list(range(0, weeks + 1, step))
