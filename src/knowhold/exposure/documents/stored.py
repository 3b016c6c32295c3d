"""A document as plain JSON and back: what a long analysis leaves for whoever asked for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from knowhold.exposure.charts.shapes import Anchor, Box, Chart, Label, Stroke
from knowhold.exposure.documents.shapes import Document, Grid, Section

Plain = Mapping[str, Any]


def to_plain(document: Document) -> dict[str, Any]:
    """The document as dictionaries, lists, texts and numbers."""
    return asdict(document)


def from_plain(plain: Plain) -> Document:
    """The document that `to_plain` was given, also after a way through JSON; KeyError for others."""
    return Document(
        plain["title"],
        plain["lang"],
        tuple(plain["lead"]),
        tuple(_section(one) for one in plain["sections"]),
        plain["made"],
    )


def _section(plain: Plain) -> Section:
    chart, narrow, grid = plain["chart"], plain["narrow"], plain["grid"]
    return Section(
        plain["heading"],
        tuple(plain["sentences"]),
        tuple(plain["items"]),
        None if chart is None else _chart(chart),
        None if narrow is None else _chart(narrow),
        None if grid is None else _grid(grid),
        plain["is_annex"],
    )


def _grid(plain: Plain) -> Grid:
    rows: Sequence[Sequence[Any]] = plain["rows"]
    return Grid(
        plain["name"],
        plain["caption"],
        tuple(plain["header"]),
        tuple(tuple(row) for row in rows),
    )


def _chart(plain: Plain) -> Chart:
    labels = [dict(one, anchor=Anchor(one["anchor"])) for one in plain["labels"]]
    return Chart(
        plain["name"],
        plain["title"],
        plain["description"],
        plain["width"],
        plain["height"],
        tuple(Box(**one) for one in plain["boxes"]),
        tuple(Label(**one) for one in labels),
        tuple(Stroke(**one) for one in plain["strokes"]),
        tuple((x, y) for x, y in plain["points"]),
    )
