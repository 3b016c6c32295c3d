"""What a decision rests on: the rules of the answer, with their citations, chosen by the officer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypedDict

# Evidence that somebody read the text itself; anything weaker has to be confirmed by the officer.
READ = "read"


class Ground(TypedDict):
    rule: str
    title_en: str
    title_zh: str
    cite: list[str]
    url: str


def grounds_of(answer_en: Mapping[str, Any], answer_zh: Mapping[str, Any]) -> list[Ground]:
    """Every rule of the answer that has a citation, in the answer's order, once each."""
    chinese = {reason["rule"]: reason["title"] for reason in answer_zh["because"]}
    found: dict[str, Ground] = {}
    for reason in answer_en["because"]:
        cite = cited(reason)
        if cite:
            found.setdefault(
                reason["rule"],
                {
                    "rule": reason["rule"],
                    "title_en": reason["title"],
                    "title_zh": chinese.get(reason["rule"], reason["title"]),
                    "cite": cite,
                    "url": reason.get("url") or "",
                },
            )
    return list(found.values())


def cited(reason: Mapping[str, Any]) -> list[str]:
    """The citations of a reason, whether it carries one or several."""
    cite = reason.get("cite") or []
    return [cite] if isinstance(cite, str) else [str(each) for each in cite]


def chosen(grounds: Collection[Ground], rules: Collection[str]) -> list[Ground]:
    return [ground for ground in grounds if ground["rule"] in rules]


def rests_on_unread_text(answer: Mapping[str, Any]) -> bool:
    """Whether some reason's source was not read itself: second-hand, in part, inferred or stale."""
    return any(
        (reason.get("source") or {}).get("evidence", READ) != READ for reason in answer["because"]
    )
