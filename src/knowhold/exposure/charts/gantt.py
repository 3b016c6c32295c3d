"""The training plan by week: a row per capability, a bar per group of trainees, the load below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from knowhold.exposure.charts.shapes import (
    PHONE,
    Anchor,
    Box,
    Chart,
    Label,
    Stroke,
    columns,
    shortened,
)
from knowhold.exposure.phrases import say
from knowhold.exposure.plan import Candidate, Need, Schedule

LANE = 20
TOP = 34
LOAD = 54


@dataclass(frozen=True, slots=True)
class Frame:
    """Where things stand: names `label` wide beside their bars, or `above` them; at most `ticks`."""

    name: str
    label: float
    width: float
    above: float
    ticks: int


WIDE = Frame("gantt", 330, 520, 0, 9)
NARROW = Frame("gantt-narrow", 4, PHONE - 16, 32, 4)


@dataclass(frozen=True, slots=True)
class Group:
    """Trainees of one role who learn one thing in the same weeks."""

    need: int
    role: str
    start: int
    end: int
    count: int


def grouped(made: Schedule, chosen: Sequence[Candidate]) -> list[Group]:
    """The bars of a schedule without anybody in them: by capability, role and weeks."""
    found = Counter((bar.need, chosen[bar.candidate].role, bar.start, bar.end) for bar in made.bars)
    rows = [Group(*key, count) for key, count in found.items()]
    first: dict[int, int] = {}
    for one in sorted(rows, key=lambda row: (row.start, row.need)):
        first.setdefault(one.need, len(first))
    return sorted(rows, key=lambda row: (first[row.need], row.start, row.end, row.role))


def trainees(count: int, role: str, lang: str) -> str:
    if not role:
        return say("trainees_any", lang, count=count)
    return say("trainees", lang, count=count, role=role)


def gantt(
    made: Schedule,
    needs: Sequence[Need],
    chosen: Sequence[Candidate],
    lang: str,
    frame: Frame = WIDE,
) -> Chart:
    """Weeks to the right; under the rows, how many trainings run at once (what mentors carry).

    With the frame `NARROW` it fits a phone: the names stand above their bars.
    """
    scale = frame.width / max(made.weeks, 1)
    boxes, labels, y = [], [], float(TOP)
    rows = grouped(made, chosen)
    for need in dict.fromkeys(row.need for row in rows):
        own = [row for row in rows if row.need == need]
        bars, lanes = _bars(own, y + frame.above, scale, frame, lang)
        boxes += bars
        name, _, site = needs[need].item.partition(" · ")
        labels += _beside(name, site, y, frame)
        y += max(frame.above + lanes * LANE + 6, 38)
    load, words, end = _load(made, y, scale, frame, lang)
    ticks = _ticks(made.weeks, frame.ticks)
    labels += [
        Label(frame.label + week * scale, TOP - 10, str(week), Anchor.MIDDLE, 12) for week in ticks
    ]
    week = say("week", lang)
    labels.append(
        Label(4, 11, week, Anchor.START, 12, strong=True) if frame.above
        else Label(frame.label - 12, TOP - 10, week, size=12, strong=True)
    )  # fmt: skip
    return Chart(
        frame.name, say("gantt_title", lang), say("gantt_text", lang),
        frame.label + frame.width + 20, end, (*boxes, *load), (*labels, *words),
        tuple(
            Stroke(frame.label + w * scale, TOP - 6, frame.label + w * scale, end - 8)
            for w in ticks
        ),
    )  # fmt: skip


def _bars(
    rows: Sequence[Group], y: float, scale: float, frame: Frame, lang: str
) -> tuple[list[Box], int]:
    """The bars of one capability in as few lanes as they need, and how many these are."""
    boxes: list[Box] = []
    lanes: list[int] = []
    for row in rows:
        lane = next((n for n, end in enumerate(lanes) if end <= row.start), len(lanes))
        lanes[lane : lane + 1] = [row.end]
        text = trainees(row.count, row.role, lang)
        width = max((row.end - row.start) * scale - 2, 3)
        fits = columns(text) * 6.6 + 12 < width
        boxes.append(
            Box(frame.label + row.start * scale, y + 3 + lane * LANE, width, LANE - 4, "bar",
                text if fits else f"{row.count} ×" if width > 34 else "")
        )  # fmt: skip
    return boxes, len(lanes)


def _beside(name: str, site: str, y: float, frame: Frame) -> list[Label]:
    if frame.above:
        return [
            Label(4, y + 13, shortened(name, 48), Anchor.START, 13),
            Label(4, y + 28, shortened(site, 48), Anchor.START, 11),
        ]
    return [
        Label(frame.label - 12, y + 15, shortened(name, 44), size=13),
        Label(frame.label - 12, y + 29, shortened(site, 50), size=11),
    ]


def _load(
    made: Schedule, top: float, scale: float, frame: Frame, lang: str
) -> tuple[list[Box], list[Label], float]:
    """The strip below: how many trainings run in each week."""
    running = [sum(bar.start <= week < bar.end for bar in made.bars) for week in range(made.weeks)]
    most = max(running, default=1) or 1
    strip = top + frame.above + 8
    boxes = [
        Box(frame.label + week * scale, strip + LOAD * (1 - count / most), max(scale - 0.5, 0.6),
            LOAD * count / most, "load")
        for week, count in enumerate(running) if count
    ]  # fmt: skip
    labels = _beside(say("load", lang), say("load_most", lang, most=most), top + 8, frame)
    return boxes, labels, strip + LOAD + 8


def _ticks(weeks: int, most: int) -> list[int]:
    step = next(size for size in (2, 4, 13, 26, 52, 104, 520, 5200) if weeks / size <= most)
    return list(range(0, weeks + 1, step))
