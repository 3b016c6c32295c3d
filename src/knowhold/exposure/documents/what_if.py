"""What if so many leave, as a document: a range over who they might be."""

from __future__ import annotations

from collections.abc import Mapping

from knowhold.exposure.documents.shapes import Document, Grid, Section
from knowhold.exposure.phrases import say
from knowhold.exposure.whatif import Bounded, WhatIf


def what_if_document(
    answer: WhatIf, leaving: Mapping[str, int], lang: str, *, capabilities: int, made: str = ""
) -> Document:
    """`leaving`: how many of which site; the numbers are capabilities lost."""
    told = say("and", lang).join(
        say("leave_part", lang, count=count, site=site) for site, count in leaving.items()
    )
    lead = say(
        "what_if", lang, best=answer.best.value, expected=f"{answer.expected:.1f}",
        worst=answer.worst.value, all=capabilities,
    )  # fmt: skip
    now = int((answer.likelihood >= 1.0).sum())
    rows = (
        (say("best", lang), *_bounded(answer.best, lang)),
        (say("expected", lang), answer.expected, answer.expected, say("status_proven", lang)),
        (say("worst", lang), *_bounded(answer.worst, lang)),
        (say("lost_now", lang), now, now, say("status_proven", lang)),
    )
    head = ("", say("value", lang), say("bound_head", lang), say("status", lang))
    heading = say("range_heading", lang)
    section = Section(heading, grid=Grid("range", heading, head, rows))
    return Document(say("what_if_title", lang, leaving=told), lang, (lead,), (section,), made)


def _bounded(one: Bounded, lang: str) -> tuple[int, int, str]:
    return one.value, one.bound, say(f"status_{one.status.value}", lang)
