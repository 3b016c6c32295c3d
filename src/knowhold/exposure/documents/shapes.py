"""A document: every table stands for a chart or a list, so that nothing is said in colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from knowhold.exposure.charts.shapes import Chart

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: `caption`, a header, rows of text and numbers; `name` is its sheet and file."""

    name: str
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    sentences: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    chart: Chart | None = None
    # the same chart for a telephone, where it would not fit one
    narrow: Chart | None = None
    grid: Grid | None = None
    # too long for a terminal: written to files only
    is_annex: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    lang: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    # what it was made from and when, at its end
    made: str = ""

    @property
    def grids(self) -> tuple[Grid, ...]:
        return tuple(one.grid for one in self.sections if one.grid is not None)

    @property
    def charts(self) -> tuple[Chart, ...]:
        return tuple(one.chart for one in self.sections if one.chart is not None)
