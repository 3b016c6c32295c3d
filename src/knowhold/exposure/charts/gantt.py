"""The training plan by week: a row per capability, a bar per group of trainees, the load below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from knowhold.exposure.charts.shapes import Anchor, Box, Chart, Label, Stroke, columns, shortened
from knowhold.exposure.phrases import say
from knowhold.exposure.plan import Candidate, Need, Schedule

LABEL = 330
WIDTH = 520
LANE = 20
TOP = 34
LOAD = 54


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


def gantt(made: Schedule, needs: Sequence[Need], chosen: Sequence[Candidate], lang: str) -> Chart:
    """Weeks to the right; under the rows, how many trainings run at once (what mentors carry)."""
    scale = WIDTH / max(made.weeks, 1)
    boxes, labels, y = [], [], float(TOP)
    rows = grouped(made, chosen)
    for need in dict.fromkeys(row.need for row in rows):
        lanes: list[int] = []
        for row in (one for one in rows if one.need == need):
            lane = next((n for n, end in enumerate(lanes) if end <= row.start), len(lanes))
            lanes[lane : lane + 1] = [row.end]
            text = trainees(row.count, row.role, lang)
            width = max((row.end - row.start) * scale - 2, 3)
            fits = columns(text) * 6.6 + 12 < width
            boxes.append(
                Box(LABEL + row.start * scale, y + 3 + lane * LANE, width, LANE - 4, "bar",
                    text if fits else f"{row.count} ×" if width > 34 else "")
            )  # fmt: skip
        height = max(len(lanes) * LANE + 6, 38)
        name, _, site = needs[need].item.partition(" · ")
        labels += [
            Label(LABEL - 12, y + 15, shortened(name, 44), size=13),
            Label(LABEL - 12, y + 29, shortened(site, 50), size=11),
        ]
        y += height
    load, words, end = _load(made, y, scale, lang)
    ticks = _ticks(made.weeks)
    labels += [
        Label(LABEL + week * scale, TOP - 10, str(week), Anchor.MIDDLE, 12) for week in ticks
    ]
    labels.append(Label(LABEL - 12, TOP - 10, say("week", lang), size=12, strong=True))
    return Chart(
        "gantt", say("gantt_title", lang), say("gantt_text", lang), LABEL + WIDTH + 20, end,
        (*boxes, *load), (*labels, *words),
        tuple(Stroke(LABEL + w * scale, TOP - 6, LABEL + w * scale, end - 8) for w in ticks),
    )  # fmt: skip


def _load(
    made: Schedule, top: float, scale: float, lang: str
) -> tuple[list[Box], list[Label], float]:
    """The strip below: how many trainings run in each week."""
    running = [sum(bar.start <= week < bar.end for bar in made.bars) for week in range(made.weeks)]
    most = max(running, default=1) or 1
    boxes = [
        Box(LABEL + week * scale, top + 8 + LOAD * (1 - count / most), max(scale - 0.5, 0.6),
            LOAD * count / most, "load")
        for week, count in enumerate(running) if count
    ]  # fmt: skip
    labels = [
        Label(LABEL - 12, top + 24, say("load", lang), size=13),
        Label(LABEL - 12, top + 40, say("load_most", lang, most=most), size=11),
    ]
    return boxes, labels, top + LOAD + 16


def _ticks(weeks: int) -> list[int]:
    step = next(size for size in (2, 4, 13, 26, 52, 104, 520, 5200) if weeks / size <= 9)
    return list(range(0, weeks + 1, step))
