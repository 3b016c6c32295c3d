"""The context of an answer: what `Determination.as_json(lang)` says, ready for a template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from knowhold.law.phrases import say
from knowhold.law.words import review_text
from knowhold.web.language import lang

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
            {
                **item,
                **parted(because(item.get("because") or ())["reasons"]),
                "outcome_text": interval_text(item.get("outcome") or {}),
                "review_text": reviews_text(item.get("review") or ()),
            }
            for item in determination.get("regimes") or ()
        ],
        "unanswered": determination.get("unanswered") or (),
        "would_change": determination.get("would_change") or (),
        "coverage": determination.get("coverage") or (),
        "beside": beside(determination),
    }


def parted(reasons: list[Context]) -> Context:
    """All reasons, and the same parted into those that hold and those that may."""
    return {
        "because": reasons,
        "certain": [item for item in reasons if not item.get("possible")],
        "possible": [item for item in reasons if item.get("possible")],
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
        "start_is_open": item.get("start_established") is False,
    }


def reviews_text(tokens: Iterable[str]) -> str:
    """How the authority decides, in words."""
    return say("comma", lang()).join(review_text(token, lang()) for token in tokens)


def beside(determination: JSON) -> list[Context]:
    """What stands beside the scale, each group under its own title; empty groups are left out."""
    titles = {
        "hold": _("On hold until a person clears it"),
        "exception_candidates": _("Exceptions that might apply"),
        "authority_approval": _("Approval by an authority"),
        "conflict_of_laws": _("Laws that pull in different directions"),
    }
    return [
        {
            "title": title,
            "reasons": because(determination[key])["reasons"],
            "rows": [
                {"text": item["title"], "cites": item["cite"], "conditions": item["claims"]}
                for item in determination[key]
            ],
        }
        for key, title in titles.items()
        if determination.get(key)
    ]


def interval_text(outcome: JSON) -> str:
    """The words of an outcome `{lower, upper, text}`."""
    return str(outcome.get("text") or outcome.get("upper") or "")
