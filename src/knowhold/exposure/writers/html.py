"""A document as one HTML file that needs nothing else: no script, no font, no image beside it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from knowhold.exposure.charts.svg import render
from knowhold.exposure.documents.shapes import Document, Grid, Section
from knowhold.exposure.phrases import say
from knowhold.exposure.writers.text import shown

_LANG: Final = {"en": "en-GB", "zh": "zh-Hans"}
STYLE: Final = """
body { font: 18px/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; color: #14212b; background: #fff; margin: 0 auto; padding: 24px; max-width: 62em; }
h1 { font-size: 1.7em; line-height: 1.25; } h2 { font-size: 1.3em; margin-top: 2em; }
.lead { font-size: 1.1em; }
.wide { overflow-x: auto; } .wide:focus-visible { outline: 3px solid #1f4e5f; outline-offset: 2px; }
.kh-chart { display: block; width: 100%; min-width: 34em; max-width: 60em; height: auto; }
table { border-collapse: collapse; margin: 1em 0; font-size: .94em; }
caption { text-align: start; font-weight: 700; padding-bottom: 6px; }
th, td { text-align: start; vertical-align: top; padding: 6px 16px 6px 0; border-bottom: 1px solid #c9d3d8; }
td.number, th.number { text-align: end; font-variant-numeric: tabular-nums; }
tbody th { font-weight: 400; }
footer { margin-top: 3em; border-top: 1px solid #c9d3d8; font-size: .9em; }
@media print { .wide { overflow: visible; } section { break-inside: avoid; } }
"""


def as_html(document: Document) -> str:
    """The page; its language is that of the document."""
    lead = "".join(f'<p class="lead">{escape(sentence)}</p>' for sentence in document.lead)
    body = "".join(
        part for number, one in enumerate(document.sections) for part in _section(one, number)
    )
    made = f"<footer><p>{escape(document.made)}</p></footer>" if document.made else ""
    title = escape(document.title)
    return (
        f'<!doctype html>\n<html lang="{_LANG[document.lang]}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body><main><h1>{title}</h1>{lead}{body}</main>{made}"
        f"</body></html>\n"
    ).replace("{table}", say("table", document.lang))


def _section(section: Section, number: int) -> Iterator[str]:
    yield f'<section aria-labelledby="part-{number}"><h2 id="part-{number}">{escape(section.heading)}</h2>'
    yield from (f"<p>{escape(sentence)}</p>" for sentence in section.sentences)
    if section.chart is not None:
        label = escape(section.chart.title)
        yield f'<div class="wide" tabindex="0" role="region" aria-label="{label}">'
        yield f"{render(section.chart)}</div>"
    if section.items:
        yield f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in section.items)}</ul>"
    if section.grid is not None:
        table = "".join(_table(section.grid))
        # behind a chart or a list the table waits until it is asked for
        if section.chart is not None or section.items:
            yield f"<details><summary>{{table}}</summary>{table}</details>"
        else:
            yield table
    yield "</section>"


def _table(grid: Grid) -> Iterator[str]:
    numeric = [
        bool(grid.rows) and all(isinstance(row[place], int | float) for row in grid.rows)
        for place in range(len(grid.header))
    ]
    mark = [' class="number"' if one else "" for one in numeric]
    yield f'<div class="wide" tabindex="0" role="region" aria-label="{escape(grid.caption)}">'
    yield f"<table><caption>{escape(grid.caption)}</caption><thead><tr>"
    for name, kind in zip(grid.header, mark, strict=True):
        yield f'<th scope="col"{kind}>{escape(name)}</th>'
    yield "</tr></thead><tbody>"
    for row in grid.rows:
        yield "<tr>"
        for place, (value, kind) in enumerate(zip(row, mark, strict=True)):
            tag, scope = ("th", ' scope="row"') if place == 0 else ("td", "")
            yield f"<{tag}{scope}{kind}>{escape(shown(value))}</{tag}>"
        yield "</tr>"
    yield "</tbody></table></div>"
