"""What more safety costs, and what the plan changes: a curve and two bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from knowhold.exposure.charts.shapes import Anchor, Box, Chart, Label, Stroke
from knowhold.exposure.margins import Thinness
from knowhold.exposure.phrases import say

LEFT, RIGHT, TOP, BOTTOM = 90.0, 590.0, 40.0, 210.0


def curve(costs: Sequence[float], lang: str) -> Chart:
    """Cost (up) against departures survived (right): one point per plan."""
    top = max([*costs, 1.0])
    step = (RIGHT - LEFT - 60) / max(len(costs) - 1, 1)
    at = [
        (LEFT + 30 + number * step, BOTTOM - (BOTTOM - TOP) * cost / top)
        for number, cost in enumerate(costs)
    ]
    labels = [
        Label(x, BOTTOM + 20, str(number), Anchor.MIDDLE, 14, strong=True)
        for number, (x, _) in enumerate(at)
    ]
    labels += [
        Label(x, y - 12, f"{cost:,g}", Anchor.MIDDLE)
        for (x, y), cost in zip(at, costs, strict=True)
    ]
    labels += [
        Label((LEFT + RIGHT) / 2, BOTTOM + 42, say("survived", lang), Anchor.MIDDLE, 13),
        Label(4, 16, say("cost_axis", lang), Anchor.START, 13),
    ]
    return Chart(
        "curve", say("curve_title", lang), say("curve_text", lang), RIGHT + 20, BOTTOM + 54,
        tuple(Box(x - 5, y - 5, 10, 10, "point") for x, y in at), tuple(labels),
        (Stroke(LEFT, TOP - 10, LEFT, BOTTOM), Stroke(LEFT, BOTTOM, RIGHT, BOTTOM)), tuple(at),
    )  # fmt: skip


def before_after(before: Mapping[Thinness, int], after: Mapping[Thinness, int], lang: str) -> Chart:
    """Capabilities by how far they are from being lost, today and once everybody has learnt."""
    boxes, labels = [], []
    for row, (key, counts) in enumerate((("today", before), ("with_plan", after))):
        y, x = 34 + row * 44.0, LEFT + 30.0
        labels.append(Label(x - 10, y + 22, say(key, lang), strong=True))
        all_ = max(sum(counts.values()), 1)
        for kind in Thinness:
            width = 440 * counts.get(kind, 0) / all_
            if width:
                text = str(counts[kind]) if width > 22 else ""
                boxes.append(Box(x, y, width, 32, kind.value, text))
                x += width
    x = 4.0
    for kind in Thinness:
        boxes.append(Box(x, 2, 22, 14, kind.value))
        labels.append(Label(x + 28, 14, say(f"thin_{kind.value}", lang), Anchor.START, 12))
        x += 150
    return Chart(
        "change", say("change_title", lang), say("change_text", lang), RIGHT + 20, 126,
        tuple(boxes), tuple(labels),
    )  # fmt: skip


def counts_by_period(
    labels: Sequence[str], counts: Sequence[int | None], lang: str, *, name: str = "flow"
) -> Chart:
    """A bar a period; a period that may not be shown has a dashed frame and `< 5`."""
    top = max([*(count or 0 for count in counts), 1])
    # where nothing may be shown no height is needed
    bottom = BOTTOM if any(count is not None for count in counts) else 80.0
    width = min(64.0, (RIGHT - LEFT) / max(len(counts), 1))
    boxes, words = [], []
    every = max(1, len(counts) // 9 + (len(counts) > 9))
    for place, (label, count) in enumerate(zip(labels, counts, strict=True)):
        x = LEFT + place * width
        height = 18.0 if count is None else (BOTTOM - TOP) * count / top
        boxes.append(
            Box(x + 2, bottom - height, width - 4, height, "hidden" if count is None else "bar")
        )
        said = "< 5" if count is None else str(count)
        words.append(Label(x + width / 2, bottom - height - 6, said, Anchor.MIDDLE, 12))
        if place % every == 0:
            words.append(Label(x + width / 2, bottom + 18, label, Anchor.MIDDLE, 11))
    words.append(Label(4, 16, say("departures_axis", lang), Anchor.START, 13))
    return Chart(
        name, say("flow_title", lang), say("flow_text", lang), RIGHT + 20, bottom + 30,
        tuple(boxes), tuple(words), (Stroke(LEFT, bottom, RIGHT, bottom),),
    )  # fmt: skip
