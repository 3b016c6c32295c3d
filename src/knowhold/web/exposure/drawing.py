"""Charts on pages: the same SVG as in files, its colours attributes, so that the CSP has nothing to say."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe

from knowhold.exposure.charts.shapes import Chart
from knowhold.exposure.charts.svg import render


def drawn(chart: Chart) -> SafeString:
    """The chart as markup; every text in it was escaped when it was drawn."""
    return mark_safe(render(chart))  # noqa: S308 - our own markup
