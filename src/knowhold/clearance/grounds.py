"""What a decision rests on: the rules of the answer, with their citations, chosen by the officer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypedDict

from knowhold.clearance.merge import SCALE

# Evidence that somebody read the text itself; anything weaker has to be confirmed by the officer.
READ = "read"


class Ground(TypedDict):
    rule: str
    title_en: str
    title_zh: str
    cite: list[str]
    url: str
    # a step of the scale, or an effect beside it such as `hold`
    outcome: str
    possible: bool


def grounds_of(answer_en: Mapping[str, Any], answer_zh: Mapping[str, Any]) -> list[Ground]:
    """Every rule of the answer that has a citation, in the answer's order, once each."""
    chinese = {reason["rule"]: reason["title"] for reason in reasons_of(answer_zh)}
    found: dict[str, Ground] = {}
    for reason in reasons_of(answer_en):
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
                    "outcome": reason.get("outcome") or "",
                    "possible": bool(reason.get("possible")),
                },
            )
    return list(found.values())


def reasons_of(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The rules that decide, then those that stand beside the scale and speak against it."""
    beside = ("hold", "authority_approval", "conflict_of_laws")
    return [*answer["because"], *(each for name in beside for each in answer.get(name, ()))]


def rules_of(answer: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys(reason["rule"] for reason in reasons_of(answer)))


def deciding(grounds: Collection[Ground]) -> list[Ground]:
    """The certain rules at the strictest step that is certain: an approval answers all of them."""
    certain = [each for each in grounds if each["outcome"] in SCALE and not each["possible"]]
    top = max((SCALE.index(each["outcome"]) for each in certain), default=0)
    return [each for each in certain if SCALE.index(each["outcome"]) == top > 0]


def speaks_against(ground: Ground) -> bool:
    """Whether a refusal may rest on it: it asks for something, or holds; it does not free."""
    return ground["outcome"] not in {SCALE[0], "exception_candidate", ""}


def cited(reason: Mapping[str, Any]) -> list[str]:
    """The citations of a reason, whether it carries one or several."""
    cite = reason.get("cite") or []
    return [cite] if isinstance(cite, str) else [str(each) for each in cite]


def chosen(grounds: Collection[Ground], rules: Collection[str]) -> list[Ground]:
    return [ground for ground in grounds if ground["rule"] in rules]


def rests_on_unread_text(answer: Mapping[str, Any]) -> bool:
    """Whether some reason's source was not read itself: second-hand, in part, inferred or stale."""
    return any(
        (reason.get("source") or {}).get("evidence") != READ for reason in reasons_of(answer)
    )
