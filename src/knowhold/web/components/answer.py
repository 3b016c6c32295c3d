"""The context of an answer: what `Determination.as_json(lang)` says, ready for a template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

Context = dict[str, Any]
JSON = Mapping[str, Any]


def outcome_text(token: str) -> str:
    """The words for a token of the scale; the token itself where it has none."""
    words = {
        "not_caught": _("Not caught by any rule"),
        "record": _("Keep a record"),
        "notify": _("Notify the authority"),
        "registration": _("Registration needed"),
        "licence": _("Licence needed"),
        "prohibited": pgettext("outcome", "Prohibited"),
    }
    return words.get(token, token)


def interval_text(outcome: Mapping[str, str]) -> str:
    """`Licence needed`, or both ends where the answer is still open."""
    lower, upper = outcome.get("lower", ""), outcome.get("upper", "")
    if lower == upper:
        return outcome_text(upper)
    return _("Open: between “%(lower)s” and “%(upper)s”") % {
        "lower": outcome_text(lower),
        "upper": outcome_text(upper),
    }


def evidence_text(token: str) -> str:
    """How far the text of a source was verified."""
    words = {
        "read": _("official text read"),
        "part": _("official text read in part"),
        "second-hand": _("second-hand: check the official page"),
        "inference": _("inferred, not read"),
        "stale": _("text may be out of date"),
    }
    return words.get(token, token)


def force_text(token: str) -> str:
    words = {
        "not_yet": _("not yet in force"),
        "in_force": _("in force"),
        "suspended": _("suspended"),
        "unverified": _("status unverified"),
    }
    return words.get(token, token)


def coverage_text(token: str) -> str:
    words = {
        "evaluated": _("Looked at"),
        "partial": _("Looked at in part"),
        "not_encoded": _("Not looked at: its rules are not here"),
    }
    return words.get(token, token)


HEADLINE_LOOK = {
    "not_needed": "free",
    "needed": "needed",
    "prohibited": "prohibited",
    "open": "open",
}


def answer(determination: JSON) -> Context:
    """Everything the answer page shows, each regime with its reasons, strictest first."""
    headline = determination.get("headline") or {}
    return {
        "answer": determination,
        "headline": headline,
        "look": HEADLINE_LOOK.get(str(headline.get("clearance", "")), "open"),
        "outcome": interval_text(determination.get("outcome") or {}),
        "regimes": [regime(item) for item in determination.get("regimes") or ()],
        "coverage": [
            {**item, "text": coverage_text(item.get("state", ""))}
            for item in determination.get("coverage") or ()
        ],
        "would_change": [change(item) for item in determination.get("would_change") or ()],
        "beside": beside(determination),
    }


def regime(item: JSON) -> Context:
    return {
        **item,
        "outcome_text": interval_text(item.get("outcome") or {}),
        "because": because(item.get("because") or ())["reasons"],
    }


def because(reasons: Iterable[JSON]) -> Context:
    """Reasons with their words for force and evidence beside the tokens."""
    return {"reasons": [reason(item) for item in reasons]}


def reason(item: JSON) -> Context:
    source = item.get("source") or {}
    evidence = str(source.get("evidence", ""))
    cites = item.get("cite") or ()
    return {
        **item,
        "cites": [cites] if isinstance(cites, str) else list(cites),
        "evidence": evidence,
        "evidence_text": evidence_text(evidence),
        "is_weak": evidence not in {"", "read"},
        "force_text": force_text(str(item.get("force", ""))),
        "is_plain_force": item.get("force") in {"in_force", "", None},
        "text_attached": bool(source.get("sha256")),
    }


def change(item: object) -> Context:
    if isinstance(item, Mapping):
        outcome = item.get("outcome")
        words = (
            interval_text(outcome)
            if isinstance(outcome, Mapping)
            else outcome_text(str(outcome or ""))
        )
        return {**item, "outcome_text": words}
    return {"text": str(item), "outcome_text": ""}


def beside(determination: JSON) -> list[Context]:
    """What stands beside the scale, each group under its own title; empty groups are left out."""
    titles = {
        "hold": _("On hold until a person clears it"),
        "exception_candidates": _("Exceptions that might apply"),
        "authority_approval": _("Approval by an authority"),
        "conflict_of_laws": _("Laws that pull in different directions"),
        "duties": _("Duties"),
    }
    return [
        {"title": title, "rows": [_row(item) for item in determination.get(key) or ()]}
        for key, title in titles.items()
        if determination.get(key)
    ]


def _row(item: object) -> Context:
    if not isinstance(item, Mapping):
        return {"text": str(item)}
    conditions = [
        condition.get("text", "") if isinstance(condition, Mapping) else str(condition)
        for condition in item.get("conditions") or ()
    ]
    cites = item.get("cite") or ()
    return {
        "text": item.get("text") or item.get("title") or "",
        "cites": [cites] if isinstance(cites, str) else list(cites),
        "conditions": [text for text in conditions if text],
    }
