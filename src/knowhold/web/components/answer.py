"""The context of an answer: what `Determination.as_json(lang)` says, ready for a template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

Context = dict[str, Any]
JSON = Mapping[str, Any]

LOOKS = {"not_needed": "free", "needed": "needed", "prohibited": "prohibited", "open": "open"}


def answer(determination: JSON) -> Context:
    """Everything the answer page shows; each regime with its reasons, in the order given."""
    headline = determination.get("headline") or {}
    return {
        "answer": determination,
        "headline": headline,
        "look": LOOKS.get(str(headline.get("clearance", "")), "open"),
        "regimes": [
            {**item, "because": because(item.get("because") or ())["reasons"]}
            for item in determination.get("regimes") or ()
        ],
        "unanswered": determination.get("unanswered") or (),
        "would_change": determination.get("would_change") or (),
        "coverage": determination.get("coverage") or (),
        "beside": beside(determination),
    }


def because(reasons: Iterable[JSON]) -> Context:
    """Reasons, each marked where its source is weak or its force not plain."""
    return {"reasons": [reason(item) for item in reasons]}


def reason(item: JSON) -> Context:
    source = item.get("source") or {}
    return {
        **item,
        "is_weak": source.get("evidence") not in {"", "read", None},
        "is_plain_force": item.get("force") in {"in_force", "", None},
    }


def beside(determination: JSON) -> list[Context]:
    """What stands beside the scale, each group under its own title; empty groups are left out."""
    titles = {
        "hold": _("On hold until a person clears it"),
        "exception_candidates": _("Exceptions that might apply"),
        "authority_approval": _("Approval by an authority"),
        "conflict_of_laws": _("Laws that pull in different directions"),
    }
    return [
        {"title": title, "reasons": because(determination[key])["reasons"]}
        for key, title in titles.items()
        if determination.get(key)
    ]


def interval_text(outcome: JSON) -> str:
    """The words of an outcome `{lower, upper, text}`."""
    return str(outcome.get("text") or outcome.get("upper") or "")
