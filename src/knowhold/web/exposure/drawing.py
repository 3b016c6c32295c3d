"""Documents on pages: the same sentences, tables and charts as in files, in the page's components."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from knowhold.exposure.charts.shapes import Chart
from knowhold.exposure.charts.svg import render
from knowhold.exposure.documents.shapes import Grid, Section
from knowhold.exposure.writers.text import shown


def drawn(chart: Chart) -> SafeString:
    """The chart as markup; every text in it was escaped when it was drawn."""
    return mark_safe(render(chart))  # noqa: S308 - our own markup


def sections(found: Iterable[Section]) -> list[dict[str, Any]]:
    """Sections for `exposure/sections.html`; an annex too, which a terminal leaves out."""
    return [
        {
            "heading": one.heading,
            "sentences": one.sentences,
            "items": one.items,
            "chart": None if one.chart is None else drawn(one.chart),
            "narrow": None if one.narrow is None else drawn(one.narrow),
            "label": "" if one.chart is None else one.chart.title,
            "grid": None if one.grid is None else grid(one.grid),
        }
        for one in found
    ]


def grid(one: Grid) -> dict[str, Any]:
    """A table with its numbers as people read them, columns of numbers marked."""
    numeric = [
        bool(one.rows) and all(isinstance(row[place], int | float) for row in one.rows)
        for place in range(len(one.header))
    ]
    return {
        "caption": one.caption,
        "header": list(zip(one.header, numeric, strict=True)),
        "rows": [
            [(shown(value), is_number) for value, is_number in zip(row, numeric, strict=True)]
            for row in one.rows
        ],
    }
