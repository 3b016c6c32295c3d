"""A chart as SVG. Colours are attributes, so that no style sheet is needed and none can be blocked."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from knowhold.exposure.charts.shapes import Anchor, Box, Chart, Label

# kind → fill, drawn over by the pattern of that kind where it has one
FILLS: Final = {
    "lost": "#e9a9a2",
    "one": "#f6cf94",
    "two": "#fbeecb",
    "safe": "#dcebe6",
    "hidden": "#ffffff",
    "bar": "#1f4e5f",
    "load": "#7fa0ac",
    "point": "#1f4e5f",
}
PATTERNS: Final = {
    "lost": '<path d="M0 0L8 8M8 0L0 8" stroke="#8c1c14" stroke-width="1.2" fill="none"/>',
    "one": '<path d="M-2 6L2 10M0 0L8 8M6 -2L10 2" stroke="#8a4b08" fill="none"/>',
    "two": '<circle cx="4" cy="4" r="1.2" fill="#8a6d1d"/>',
}
_INK: Final = "#14212b"
_FRAMED: Final = frozenset({"lost", "one", "two", "safe", "hidden"})


def render(chart: Chart, *, fonts: str = "") -> str:
    """The chart as one `svg` element with a title and a description; `fonts` for use outside a page."""
    name = escape(chart.name)
    size = f"{chart.width:.0f} {chart.height:.0f}"
    family = f' font-family="{escape(fonts)}"' if fonts else ""
    drawn = "".join(_parts(chart))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="kh-chart kh-chart--{name}" '
        f'viewBox="0 0 {size}" role="img" aria-labelledby="{name}-title {name}-text" '
        f'preserveAspectRatio="xMinYMin meet"{family}>'
        f'<title id="{name}-title">{escape(chart.title)}</title>'
        f'<desc id="{name}-text">{escape(chart.description)}</desc>{drawn}</svg>'
    )


def _parts(chart: Chart) -> Iterator[str]:
    used = sorted({box.kind for box in chart.boxes} & set(PATTERNS))
    if used:
        yield "<defs>"
        for kind in used:
            yield (
                f'<pattern id="{_pattern(chart, kind)}" width="8" height="8" '
                f'patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="{FILLS[kind]}"/>'
                f"{PATTERNS[kind]}</pattern>"
            )
        yield "</defs>"
    for line in chart.strokes:
        yield (
            f'<line x1="{line.x1:.1f}" y1="{line.y1:.1f}" x2="{line.x2:.1f}" y2="{line.y2:.1f}" '
            'stroke="#c9d3d8"/>'
        )
    if chart.points:
        corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in chart.points)
        yield (
            f'<polyline points="{corners}" fill="none" stroke="{FILLS["point"]}" stroke-width="2.5"/>'
        )
    yield from (_label(label) for label in chart.labels)
    yield from (_box(chart, box) for box in chart.boxes)


def _pattern(chart: Chart, kind: str) -> str:
    return f"{escape(chart.name)}-{kind}"


def _label(label: Label) -> str:
    weight = ' font-weight="700"' if label.strong else ""
    return (
        f'<text x="{label.x:.1f}" y="{label.y:.1f}" font-size="{label.size}" fill="{_INK}" '
        f'text-anchor="{label.anchor.value}"{weight}>{escape(label.text)}</text>'
    )


def _box(chart: Chart, box: Box) -> str:
    fill = f"url(#{_pattern(chart, box.kind)})" if box.kind in PATTERNS else FILLS[box.kind]
    frame = f' stroke="{_INK}" stroke-width=".75"' if box.kind in _FRAMED else ""
    dashes = ' stroke-dasharray="3 3"' if box.kind == "hidden" else ""
    shape = (
        f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" '
        f'rx="2" fill="{fill}"{frame}{dashes} class="kh-{box.kind}"/>'
    )
    if not box.text:
        return shape
    x, y = box.x + box.width / 2, box.y + box.height / 2 + 5
    if box.kind in _FRAMED:
        # a halo keeps the number readable on its pattern
        halo = f'fill="{_INK}" paint-order="stroke" stroke="#ffffff" stroke-width="4"'
        small = ""
        if box.small:
            x -= 22
            small = f'<text x="{x + 18:.1f}" y="{y:.1f}" font-size="13" {halo}>{escape(box.small)}</text>'
        return (
            f'<g>{shape}<text x="{x:.1f}" y="{y:.1f}" font-size="17" font-weight="700" '
            f'text-anchor="{Anchor.MIDDLE.value}" {halo} class="kh-cell-text">'
            f"{escape(box.text)}</text>{small}</g>"
        )
    return (
        f'<g>{shape}<text x="{box.x + 6:.1f}" y="{y - 1:.1f}" font-size="12" fill="#ffffff">'
        f"{escape(box.text)}</text></g>"
    )
