"""The charts of a document as one PNG, typeset by typst with the fonts that are handed in."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import typst

from knowhold.errors import DataError
from knowhold.exposure.charts.svg import render
from knowhold.exposure.documents.shapes import Document

# The shipped font first; a system font for characters it lacks.
FONTS: Final = "Noto Sans SC Permit, Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC"
# 144 dots an inch: sharp on a screen and in a printed report.
DENSITY: Final = 144.0
_PAGE: Final = """
#set page(width: 24cm, height: auto, margin: 1cm, fill: white)
#set text(font: json(bytes(sys.inputs.fonts)), size: 11pt, fill: rgb("#14212b"))
#let shown = json(bytes(sys.inputs.document))
#text(size: 16pt, weight: "bold", shown.title)
#for line in shown.lead [#par(line)]
#for one in shown.charts {
  v(6pt)
  text(weight: "bold", one.title)
  image(bytes(one.svg), format: "svg", width: 100%, alt: one.description)
}
"""


def as_png(document: Document, fonts: Path) -> bytes:
    """A picture of the charts under the title and the lead; DataError for a document without any."""
    if not document.charts:
        raise DataError("the picture", document.title, "at least one chart", advice="take .html")
    content = {
        "title": document.title,
        "lead": document.lead,
        "charts": [
            {"title": one.title, "description": one.description, "svg": render(one, fonts=FONTS)}
            for one in document.charts
        ],
    }
    try:
        with TemporaryDirectory() as folder:
            source, target = Path(folder) / "page.typ", Path(folder) / "page.png"
            source.write_text(_PAGE, "utf-8")
            typst.compile(
                str(source),
                str(target),
                font_paths=[str(fonts)],
                format="png",
                ppi=DENSITY,
                sys_inputs={
                    "document": json.dumps(content, ensure_ascii=False),
                    "fonts": json.dumps(FONTS.split(", ")),
                },
            )
            return target.read_bytes()
    except typst.TypstError as error:
        raise DataError("the picture", str(error).splitlines()[0], "a picture") from error
