"""The permit as a tagged PDF in both languages, with the signed code to scan (PDF/UA-1)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import as_file, files
from typing import Final

import segno
import typst

from knowhold.clearance.conditions import ConditionText
from knowhold.errors import DataError

FONT: Final = "Noto Sans SC Permit"
# taken only for characters that the shipped font lacks
SYSTEM_FONTS: Final = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC")
STANDARD: Final = "ua-1"


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that stands on the page, as text."""

    title: str
    firm_en: str
    firm_zh: str
    reference: str
    version: str
    holder: str
    where_en: str
    where_zh: str
    valid_from: str
    valid_until: str
    conditions: list[ConditionText]
    grounds: list[dict[str, str]]
    decided_by: str
    decided_at: str
    reason: str
    journal_index: str
    journal_origin: str
    # what the code leads to: the page that checks it, with the signed token behind the #
    address: str


def permit_pdf(paper: Paper, issued_at: datetime) -> bytes:
    """The PDF, the same bytes each time; DataError names a character that no font here has."""
    lacking = sorted(set(_missing(paper)))
    content = asdict(paper) | {
        "fonts": [FONT, *SYSTEM_FONTS] if lacking else [FONT],
        "qr": qr_svg(paper.address),
        "qr_alt": f"Code to check the permit / 查验用二维码: {paper.reference}",
    }
    folder = files("knowhold.clearance")
    try:
        with as_file(folder / "fonts") as fonts, as_file(folder / "permit.typ") as source:
            made = typst.compile(
                str(source),
                font_paths=[str(fonts)],
                ignore_system_fonts=not lacking,
                format="pdf",
                pdf_standards=STANDARD,
                sys_inputs={"permit": json.dumps(content, ensure_ascii=False)},
                timestamp=int(issued_at.astimezone(UTC).timestamp()),
            )
    except typst.TypstError as error:
        if not lacking:
            raise
        shown = " ".join(f"`{each}` (U+{ord(each):04X})" for each in lacking)
        raise DataError("permit", shown, "a character that an installed font has") from error
    assert isinstance(made, bytes)
    return made


def qr_svg(address: str) -> str:
    """The square code as SVG; correction M survives a folded and a rained-on page."""
    drawn = io.BytesIO()
    segno.make_qr(address, error="m").save(drawn, kind="svg", scale=4, border=4, xmldecl=False)
    return drawn.getvalue().decode()


def _missing(paper: Paper) -> Iterator[str]:
    covered = _covered()
    text = json.dumps(asdict(paper), ensure_ascii=False)
    return (each for each in text if ord(each) not in covered and not each.isspace())


@cache
def _covered() -> frozenset[int]:
    """The characters of the shipped font, as `tools/subset_font.py` wrote them down."""
    lines = (files("knowhold.clearance") / "fonts" / "covered.txt").read_text("ascii").split()
    spans = (line.partition("-") for line in lines)
    return frozenset(
        point for first, _dash, last in spans for point in range(int(first, 16), int(last, 16) + 1)
    )
