"""A document for a terminal: sentences and lists; a table only where no list says the same."""

from __future__ import annotations

from collections.abc import Iterator

from knowhold.exposure.charts.shapes import columns
from knowhold.exposure.documents.shapes import Document, Grid, Value


def as_text(document: Document) -> str:
    return "\n".join(_lines(document))


def _lines(document: Document) -> Iterator[str]:
    yield document.title
    yield from document.lead
    for section in document.sections:
        if section.is_annex:
            continue
        yield ""
        yield section.heading
        yield from (f"  {sentence}" for sentence in section.sentences)
        if section.items:
            yield from (f"  - {item}" for item in section.items)
        elif section.grid is not None:
            yield from _table(section.grid)


def _table(grid: Grid) -> Iterator[str]:
    rows = [grid.header, *([shown(value) for value in row] for row in grid.rows)]
    widths = [max(columns(row[place]) for row in rows) for place in range(len(grid.header))]
    for row in rows:
        cells = (
            cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=True)
        )
        yield "  " + "  ".join(cells).rstrip()


def shown(value: Value) -> str:
    """A value as people read it: three digits are enough of a chance."""
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return str(value)
