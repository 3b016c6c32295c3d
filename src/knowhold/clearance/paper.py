"""The permit as a tagged PDF in both languages, with the signed code to scan (PDF/UA-1)."""

from __future__ import annotations

import io
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.resources import files

import segno

from knowhold.clearance.conditions import ConditionText
from knowhold.paper import made_pdf


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
    content = asdict(paper) | {
        "qr": qr_svg(paper.address),
        "qr_alt": f"Code to check the permit / 查验用二维码: {paper.reference}",
    }
    source = files("knowhold.clearance") / "permit.typ"
    return made_pdf(source, "permit", content, issued_at)


def qr_svg(address: str) -> str:
    """The square code as SVG; correction M survives a folded and a rained-on page."""
    drawn = io.BytesIO()
    segno.make_qr(address, error="m").save(drawn, kind="svg", scale=4, border=4, xmldecl=False)
    return drawn.getvalue().decode()
