"""Papers as tagged PDF (PDF/UA-1) in both languages, with the shipped font; the same bytes each time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from typing import Final

import typst

from knowhold.errors import DataError

FONT: Final = "Noto Sans SC Permit"
# taken only for characters that the shipped font lacks
SYSTEM_FONTS: Final = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC")
STANDARD: Final = "ua-1"


def made_pdf(
    source: Traversable, name: str, content: Mapping[str, object], issued_at: datetime
) -> bytes:
    """The PDF of a Typst `source` that reads `content` under `name`, dated `issued_at`.

    The source finds its fonts under `fonts`. DataError names a character that no font here has.
    """
    text = json.dumps(content, ensure_ascii=False)
    lacking = sorted(each for each in set(text) - _covered() if not each.isspace())
    given = {**content, "fonts": [FONT, *SYSTEM_FONTS] if lacking else [FONT]}
    try:
        with as_file(files("knowhold") / "fonts") as fonts, as_file(source) as file:
            made = typst.compile(
                str(file),
                font_paths=[str(fonts)],
                ignore_system_fonts=not lacking,
                format="pdf",
                pdf_standards=STANDARD,
                sys_inputs={name: json.dumps(given, ensure_ascii=False)},
                timestamp=int(issued_at.astimezone(UTC).timestamp()),
            )
    except typst.TypstError as error:
        if not lacking:
            raise
        shown = " ".join(f"`{each}` (U+{ord(each):04X})" for each in lacking)
        raise DataError(name, shown, "a character that an installed font has") from error
    assert isinstance(made, bytes)
    return made


@cache
def _covered() -> frozenset[str]:
    """The characters of the shipped font, as `tools/subset_font.py` wrote them down."""
    lines = (files("knowhold") / "fonts" / "covered.txt").read_text("ascii").split()
    spans = (line.partition("-") for line in lines)
    return frozenset(
        chr(point)
        for first, _dash, last in spans
        for point in range(int(first, 16), int(last, 16) + 1)
    )
